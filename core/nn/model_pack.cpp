#include "nn/model_pack.h"

#include "base/error.h"
#include "base/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>

namespace refocus::nn {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kFormat = 1;

std::string readText(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(file, "could not be opened");
    return {std::istreambuf_iterator<char>(in), {}};
}

json toJson(const Architecture &architecture)
{
    return {{"stages", architecture.stages}, {"width", architecture.width}};
}

Architecture architectureFrom(const json &value, int classes)
{
    return {value.at("stages").get<std::array<int, 4>>(), value.at("width").get<int>(), classes};
}

PackManifest manifestFrom(const json &value)
{
    PackManifest manifest;
    manifest.name = value.at("name").get<std::string>();
    manifest.inputSize = value.at("inputSize").get<int>();
    manifest.mean = value.at("mean").get<std::array<float, 3>>();
    manifest.deviation = value.at("deviation").get<std::array<float, 3>>();
    manifest.classes = value.at("classes").get<std::vector<std::string>>();
    const int classes = static_cast<int>(manifest.classes.size());
    manifest.ingest = architectureFrom(value.at("ingest"), classes);
    manifest.ingestWeights = value.at("ingest").at("weights").get<std::string>();
    manifest.query = architectureFrom(value.at("query"), classes);
    manifest.queryWeights = value.at("query").at("weights").get<std::string>();
    for (const json &item : value.at("tails")) {
        Tail tail;
        tail.splice = Splice::parse(item.at("splice").get<std::string>());
        tail.weights = item.at("weights").get<std::string>();
        tail.ingestTo = item.at("ingestTo").get<int>();
        tail.accuracy = item.value("accuracy", -1.0);
        manifest.tails.push_back(std::move(tail));
    }
    manifest.metricsJson = value.value("metrics", json::object()).dump();
    manifest.provenanceJson = value.value("provenance", json::object()).dump();
    manifest.fileHashes = value.at("files").get<std::map<std::string, std::string>>();
    manifest.ancestors = value.value("ancestors", std::vector<std::string>());
    return manifest;
}

json toJson(const PackManifest &manifest)
{
    json tails = json::array();
    for (const Tail &tail : manifest.tails) {
        tails.push_back({{"splice", tail.splice.name()},
                         {"weights", tail.weights},
                         {"ingestTo", tail.ingestTo}});
        if (tail.accuracy >= 0)
            tails.back()["accuracy"] = tail.accuracy;
    }
    json ingest = toJson(manifest.ingest), query = toJson(manifest.query);
    ingest["weights"] = manifest.ingestWeights;
    query["weights"] = manifest.queryWeights;
    json value{{"format", kFormat},
               {"name", manifest.name},
               {"inputSize", manifest.inputSize},
               {"mean", manifest.mean},
               {"deviation", manifest.deviation},
               {"classes", manifest.classes},
               {"ingest", ingest},
               {"query", query},
               {"tails", tails},
               {"metrics", json::parse(manifest.metricsJson)},
               {"provenance", json::parse(manifest.provenanceJson)},
               {"files", manifest.fileHashes}};
    if (!manifest.ancestors.empty())
        value["ancestors"] = manifest.ancestors;
    return value;
}

std::string ingestHashOf(const PackManifest &manifest)
{
    const json value{{"inputSize", manifest.inputSize},
                     {"mean", manifest.mean},
                     {"deviation", manifest.deviation},
                     {"classes", manifest.classes},
                     {"ingest", toJson(manifest.ingest)},
                     {"weights", manifest.fileHashes.at(manifest.ingestWeights)}};
    Sha256 sum;
    sum.add(value.dump(-1, ' ', false, json::error_handler_t::replace));
    return sum.hexDigest();
}

void requireSound(const PackManifest &manifest, const fs::path &file)
{
    const auto sound = [](const Architecture &architecture) {
        return std::ranges::all_of(architecture.stages, [](int n) { return n >= 1 && n <= 200; }) &&
               architecture.width >= 1 && architecture.width <= 1024;
    };
    if (!sound(manifest.ingest) || !sound(manifest.query) || manifest.inputSize < 16 ||
        manifest.inputSize > 1024)
        throw Error(file, "names an architecture that cannot be built");
    if (manifest.classes.empty() || manifest.classes.size() > 60'000 ||
        std::set(manifest.classes.begin(), manifest.classes.end()).size() !=
            manifest.classes.size())
        throw Error(file, "needs a list of classes, each once");
    for (const Tail &tail : manifest.tails) {
        requireFits(tail.splice, manifest.ingest, manifest.query, manifest.inputSize);
        if (tail.ingestTo != tail.splice.from)
            requireFits({tail.ingestTo, tail.splice.to + tail.ingestTo - tail.splice.from},
                        manifest.ingest, manifest.query, manifest.inputSize);
    }
}

std::set<std::string> weightFiles(const PackManifest &manifest)
{
    std::set<std::string> files{manifest.ingestWeights, manifest.queryWeights};
    for (const Tail &tail : manifest.tails)
        files.insert(tail.weights);
    return files;
}

} // namespace

std::string fileSha256(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(file, "is missing or cannot be read; the model pack is incomplete");
    Sha256 sum;
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
        sum.add(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    return sum.hexDigest();
}

ModelPack ModelPack::load(const fs::path &folder)
{
    const fs::path file = folder / "pack.json";
    const std::string text = readText(file);
    ModelPack pack;
    pack.m_folder = folder;
    try {
        const json value = json::parse(text);
        if (value.at("format").get<int>() != kFormat)
            throw Error(file, "has a format that this version does not read");
        pack.m_manifest = manifestFrom(value);
    } catch (const json::exception &) {
        throw Error(file, "is not a model pack's description");
    }
    requireSound(pack.m_manifest, file);
    for (const std::string &name : weightFiles(pack.m_manifest)) {
        const auto wanted = pack.m_manifest.fileHashes.find(name);
        if (wanted == pack.m_manifest.fileHashes.end() || name.find('/') != std::string::npos)
            throw Error(file, "does not give the SHA-256 of " + name);
        if (fileSha256(folder / name) != wanted->second)
            throw Error(folder / name, "does not have the SHA-256 that pack.json gives; the model "
                                       "pack is damaged or was changed");
    }
    Sha256 sum;
    sum.add(text);
    pack.m_hash = sum.hexDigest();
    pack.m_ingestHash = ingestHashOf(pack.m_manifest);
    return pack;
}

ModelPack ModelPack::write(const fs::path &folder, PackManifest manifest)
{
    const fs::path file = folder / "pack.json";
    requireSound(manifest, file);
    manifest.fileHashes.clear();
    for (const std::string &name : weightFiles(manifest))
        manifest.fileHashes[name] = fileSha256(folder / name);
    const fs::path temporary = folder / "pack.json.part";
    std::ofstream out(temporary);
    out << toJson(manifest).dump(2) << '\n';
    out.close();
    std::error_code status;
    if (out)
        fs::rename(temporary, file, status);
    if (!out || status)
        throw Error(file, "could not be written");
    return load(folder);
}

bool ModelPack::readsIndexOf(std::string_view packHash, std::string_view ingestHash) const
{
    return packHash == m_hash || ingestHash == m_ingestHash ||
           std::ranges::find(m_manifest.ancestors, packHash) != m_manifest.ancestors.end();
}

std::optional<ClassId> ModelPack::classNamed(std::string_view name) const
{
    const auto found = std::ranges::find(m_manifest.classes, name);
    if (found == m_manifest.classes.end())
        return {};
    return static_cast<ClassId>(found - m_manifest.classes.begin());
}

Tail ModelPack::tailFor(const Splice &splice) const
{
    requireFits(splice, m_manifest.ingest, m_manifest.query, m_manifest.inputSize);
    const auto found = std::ranges::find(m_manifest.tails, splice, &Tail::splice);
    if (found != m_manifest.tails.end())
        return *found;
    return {splice, m_manifest.queryWeights, false, splice.from, -1};
}

ModelPack ModelPack::withoutTails() const
{
    ModelPack pack = *this;
    pack.m_manifest.tails.clear();
    return pack;
}

} // namespace refocus::nn
