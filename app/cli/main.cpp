// refocus-cli: the engine from the command line. Exit codes: 0 done, 1 the input or the environment
// was at fault, 2 the command line was wrong, 130 cancelled.
#include "base/error.h"
#include "command.h"
#include "console.h"
#include "nn/thread_wait.h"

#include <iostream>

namespace refocus::cli {

CLI::App *addCommand(CLI::App &app, Context &context, const std::string &name,
                     const std::string &description, std::function<int()> run)
{
    CLI::App *command = app.add_subcommand(name, description);
    command->add_flag("--json", context.json, "print one JSON document to standard output");
    command->callback([&context, run = std::move(run)] { context.run = run; });
    return command;
}

} // namespace refocus::cli

int main(int argc, char **argv)
{
    refocus::nn::sleepWhileWaiting(argv);
    using namespace refocus;
    CLI::App app{"Refocus finds every sighting of an object class in footage.", "refocus-cli"};
    app.require_subcommand(1);
    app.set_version_flag("--version", REFOCUS_VERSION);
    cli::Context context;
#define REFOCUS_ADD(Name) cli::add##Name(app, context);
    REFOCUS_COMMANDS(REFOCUS_ADD)
#undef REFOCUS_ADD
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? cli::afterOutput(0) : 2;
    }
    cli::catchInterrupts();
    try {
        return cli::afterOutput(context.run());
    } catch (const Cancelled &) {
        std::cerr << "refocus-cli: cancelled\n";
        return 130;
    } catch (const std::exception &error) {
        std::cerr << "refocus-cli: " << error.what() << '\n';
        return 1;
    }
}
