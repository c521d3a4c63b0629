#include "query/default_pack.h"

#include "base/error.h"
#include "store/default_model.h"

#include <cstdlib>

namespace refocus::query {

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
    if (environment && *environment) {
        std::error_code ignored;
        if (!fs::exists(fs::path(environment) / "pack.json", ignored))
            throw Error(environment, "named by the environment variable REFOCUS_MODEL, is no model "
                                     "pack; name another there, or none for the program's own");
        return environment;
    }
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

nn::ModelPack loadModelPack(const std::string &asked, const store::Case &of)
{
    const auto own = asked.empty() ? store::defaultModel(of) : std::nullopt;
    if (!own)
        return loadModelPack(asked);
    const std::string wanted = own->name + " (" + own->hash.substr(0, 8) + ")";
    const std::string wayOut = "; name a pack with --model, or choose the case's with "
                               "`refocus-cli model use --case " +
                               of.folder().string() + " PACK` (without PACK: the program's own)";
    std::error_code ignored;
    if (!fs::exists(own->folder / "pack.json", ignored))
        throw Error(own->folder,
                    "the case's default model pack " + wanted + " is not there any more" + wayOut);
    nn::ModelPack pack = nn::ModelPack::load(own->folder);
    if (pack.hash() != own->hash)
        throw Error(own->folder,
                    "is not the pack " + wanted + " that the case has as its default" + wayOut);
    return pack;
}

} // namespace refocus::query
