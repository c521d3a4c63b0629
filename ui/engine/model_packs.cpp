#include "ui/engine/model_packs.h"

#include "base/error.h"
#include "evidence/names.h"
#include "nn/model_pack.h"
#include "query/default_pack.h"
#include "store/default_model.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace refocus::ui {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string layers(const nn::Architecture &network)
{
    return "ResNet-" + std::to_string(network.blockCount() * 3 + 2);
}

PackInfo describe(const nn::ModelPack &pack)
{
    const nn::PackManifest &manifest = pack.manifest();
    PackInfo info;
    info.folder = pack.folder();
    info.name = manifest.name;
    info.hash = pack.hash();
    const std::string side = std::to_string(manifest.inputSize);
    info.networks = layers(manifest.ingest) + " and " + layers(manifest.query) + ", width " +
                    std::to_string(manifest.query.width) + ", patches of " + side + 'x' + side;
    info.classes = manifest.classes;
    for (const nn::Tail &tail : manifest.tails)
        info.splices.push_back({tail.splice.label(), tail.retrained, tail.accuracy});
    const json metrics = json::parse(manifest.metricsJson, nullptr, false);
    const json::json_pointer place("/query/top1");
    if (metrics.is_object() && metrics.contains(place) && metrics[place].is_number())
        info.accuracy = metrics[place];
    info.provenance = manifest.provenanceJson;
    std::error_code ignored;
    for (const auto &[file, hash] : manifest.fileHashes)
        info.bytes += fs::file_size(info.folder / file, ignored);
    return info;
}

// In pieces, since weights are large and a person may think better of it.
void copyFile(const fs::path &from, const fs::path &to, const Progress &progress)
{
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(to, std::ios::binary);
    std::vector<char> piece(1U << 20U);
    while (in) {
        if (!goOn(progress, {0, from.filename().string()}))
            throw Cancelled();
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        out.write(piece.data(), in.gcount());
        if (!out)
            throw Error(to, "cannot be written; is the disk full?");
    }
    if (!in.eof())
        throw Error(from, "cannot be read");
    out.close();
    if (!out)
        throw Error(to, "cannot be written; is the disk full?");
}

// Removed with what is in it unless it was given its name.
struct Scratch
{
    fs::path folder;
    ~Scratch()
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
};

} // namespace

PackInfo readPack(const fs::path &folder)
{
    try {
        return describe(nn::ModelPack::load(folder));
    } catch (const std::exception &error) {
        PackInfo info;
        info.folder = folder;
        info.name = folder.filename().string();
        info.error = error.what();
        return info;
    }
}

std::vector<PackInfo> findPacks(const std::vector<fs::path> &folders)
{
    std::vector<PackInfo> packs;
    for (const fs::path &folder : folders) {
        std::vector<fs::path> found;
        std::error_code error;
        for (const auto &entry : fs::directory_iterator(folder, error))
            if (fs::exists(entry.path() / "pack.json", error) &&
                !entry.path().filename().string().starts_with('.'))
                found.push_back(entry.path());
        std::ranges::sort(found);
        for (const fs::path &pack : found) {
            PackInfo info = readPack(pack);
            const bool known = !info.hash.empty() &&
                               std::ranges::find(packs, info.hash, &PackInfo::hash) != packs.end();
            if (!known)
                packs.push_back(std::move(info));
        }
    }
    return packs;
}

std::vector<fs::path> packFolders(const fs::path &own)
{
    std::vector<fs::path> folders{own};
    for (fs::path &folder : query::modelFolders())
        folders.push_back(std::move(folder));
    return folders;
}

PackInfo importPack(const fs::path &from, const fs::path &into, const Progress &progress)
{
    const nn::ModelPack pack = nn::ModelPack::load(from);
    for (PackInfo &known : findPacks({into}))
        if (known.hash == pack.hash())
            return std::move(known);
    std::error_code error;
    fs::create_directories(into, error);
    if (error)
        throw Error(into, "cannot be made: " + error.message());
    const Scratch scratch{into / (".import-" + std::to_string(::getpid()))};
    fs::create_directories(scratch.folder, error);
    if (error)
        throw Error(scratch.folder, "cannot be made: " + error.message());
    copyFile(from / "pack.json", scratch.folder / "pack.json", progress);
    for (const auto &[file, hash] : pack.manifest().fileHashes)
        copyFile(from / file, scratch.folder / file, progress);
    nn::ModelPack::load(scratch.folder); // Throws where the copy is not the pack.
    const std::string name = evidence::safeName(pack.manifest().name);
    fs::path target = into / name;
    for (int number = 2; fs::exists(target, error); ++number)
        target = into / (name + '-' + std::to_string(number));
    fs::rename(scratch.folder, target, error);
    if (error)
        throw Error(target, "cannot be made: " + error.message());
    return readPack(target);
}

std::optional<LostPack> lostPack(const fs::path &caseFolder)
{
    std::optional<store::DefaultModel> own;
    try {
        own = store::defaultModel(store::Case::open(caseFolder, store::Access::ReadOnly));
    } catch (const std::exception &) {
        return {};
    }
    if (!own)
        return {};
    try {
        if (nn::ModelPack::load(own->folder).hash() == own->hash)
            return {};
    } catch (const std::exception &) {
    }
    return LostPack{own->folder, own->name};
}

void forgetPack(const fs::path &caseFolder)
{
    store::Case of = store::Case::open(caseFolder);
    store::setDefaultModel(of, {});
    of.log("model", R"({"default": null})");
}

} // namespace refocus::ui
