// model import: published networks, as torchvision and timm save them, to a model pack.
#include "command.h"
#include "nn/import_pack.h"
#include "pack_report.h"

#include <iostream>
#include <memory>

namespace refocus::cli {

namespace {

struct Arguments
{
    nn::ImportOptions options;
    std::string out;
};

int run(const Context &context, const Arguments &arguments)
{
    reportPack(context, nn::importPack(arguments.options, arguments.out));
    if (!context.json)
        std::cout << "No splice is retrained, so queries run the whole query network. To retrain "
                     "some: refocus-cli train --from "
                  << arguments.out << " --splices 4,7 --out NEW-PACK DATA" << std::endl;
    return 0;
}

} // namespace

void addModelImport(CLI::App &model, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    nn::ImportOptions &options = arguments->options;
    CLI::App *command =
        addCommand(model, context, "import",
                   "make a pack of published networks: safetensors files of torchvision or timm, "
                   "as they are (bottleneck ResNets: ResNet-50 and deeper)",
                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--ingest", options.ingest, "the cheap network, as resnet50.safetensors")
        ->required();
    command->add_option("--query", options.query, "the expensive network, as resnet152.safetensors")
        ->required();
    command
        ->add_option("--classes", options.classes,
                     "text file: a class a line, in the order of the networks' outputs")
        ->required();
    command->add_option("--out", arguments->out, "folder of the new pack")->required();
    command->add_option("--name", options.name, "name of the pack; the folder's if not given");
    command->add_option("--input-size", options.inputSize, "side of a patch in pixels")
        ->check(CLI::Range(32, 512))
        ->capture_default_str();
}

} // namespace refocus::cli
