#include "default_pack.h"

#include "base/error.h"

#include <cstdlib>

namespace refocus::cli {

namespace fs = std::filesystem;

std::vector<fs::path> modelFolders()
{
    std::vector<fs::path> folders;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error)
        folders.push_back(program.parent_path().parent_path() / "share/refocus/models");
    folders.emplace_back(REFOCUS_SOURCE_MODELS);
    return folders;
}

fs::path findModelPack(const std::string &asked)
{
    if (!asked.empty())
        return asked;
    const char *const environment = std::getenv("REFOCUS_MODEL");
    if (environment && *environment)
        return environment;
    std::string looked;
    for (const fs::path &folder : modelFolders()) {
        const fs::path pack = folder / "street";
        std::error_code ignored;
        if (fs::exists(pack / "pack.json", ignored))
            return pack;
        looked += (looked.empty() ? "" : " and ") + pack.string();
    }
    throw Error("no model pack was found in " + looked +
                "; name one with --model or in the environment variable REFOCUS_MODEL");
}

nn::ModelPack loadModelPack(const std::string &asked)
{
    return nn::ModelPack::load(findModelPack(asked));
}

} // namespace refocus::cli
