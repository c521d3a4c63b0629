#include "pack_report.h"

#include "console.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace refocus::cli {

void reportPack(const Context &context, const nn::ModelPack &pack)
{
    const auto metrics = nlohmann::json::parse(pack.manifest().metricsJson);
    if (context.json) {
        printJson({{"pack", pack.folder().string()}, {"hash", pack.hash()}, {"metrics", metrics}});
        return;
    }
    std::cout << pack.folder().string() << ": " << pack.manifest().classes.size() << " classes\n";
    for (const auto &[network, figures] : metrics.items())
        std::cout << "  " << network << ": top-1 " << figures.at("top1") << ", top-3 "
                  << figures.at("top3") << " of " << figures.at("pictures") << " test pictures\n";
    std::cout.flush();
}

} // namespace refocus::cli
