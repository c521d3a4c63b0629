#include "command.h"
#include "console.h"
#include "store/verify.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

const char *nameOf(store::Severity severity)
{
    switch (severity) {
    case store::Severity::Note:
        return "note";
    case store::Severity::Warning:
        return "warning";
    case store::Severity::Damage:
        return "damage";
    }
    return "";
}

int run(const Context &context, const std::string &folder)
{
    store::VerifyReport report;
    {
        ProgressBar bar(context.json);
        report = store::verifyCase(folder, bar.function());
    }
    json findings = json::array();
    for (const store::Finding &finding : report.findings) {
        findings.push_back({{"file", finding.file.string()},
                            {"severity", nameOf(finding.severity)},
                            {"what", finding.what}});
        if (!context.json)
            std::cout << nameOf(finding.severity) << "  " << finding.file.string() << ": "
                      << finding.what << '\n';
    }
    if (context.json)
        printJson({{"case", folder},
                   {"sound", report.sound()},
                   {"files_checked", report.filesChecked},
                   {"records_checked", report.recordsChecked},
                   {"findings", findings}});
    else
        std::cout << folder << ": " << (report.sound() ? "sound" : "damaged") << "; "
                  << report.filesChecked << " files and " << report.recordsChecked
                  << " records checked" << std::endl;
    return report.sound() ? 0 : 1;
}

} // namespace

void addVerify(CLI::App &app, Context &context)
{
    const auto folder = std::make_shared<std::string>();
    CLI::App *command =
        addCommand(app, context, "verify", "check a case and say what is damaged (exit code 1)",
                   [&context, folder] { return run(context, *folder); });
    command->add_option("--case", *folder, "folder of the case")->required();
}

} // namespace refocus::cli
