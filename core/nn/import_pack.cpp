#include "nn/import_pack.h"

#include "base/error.h"
#include "nn/state_dict.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace refocus::nn {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string trimmed(const std::string &text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

void requireAlike(const ImportOptions &options, const Architecture &ingest,
                  const Architecture &query, std::size_t names)
{
    const auto differ = [&](const char *what, int a, int b) {
        return Error(options.query, "has " + std::to_string(b) + ' ' + what + ", but " +
                                        options.ingest.string() + " has " + std::to_string(a));
    };
    if (ingest.classes != query.classes)
        throw differ("classes", ingest.classes, query.classes);
    if (ingest.width != query.width)
        throw differ("channels behind its first convolution", ingest.width, query.width);
    if (names != static_cast<std::size_t>(query.classes))
        throw Error(options.classes, "names " + std::to_string(names) +
                                         " classes, the networks have " +
                                         std::to_string(query.classes));
    if (ingest.multiplyAdds(options.inputSize) > query.multiplyAdds(options.inputSize))
        throw Error(options.ingest, "is a larger network than " + options.query.string() +
                                        "; the ingest network is the cheap one");
}

json originOf(const fs::path &file)
{
    return {{"file", file.filename().string()}, {"sha256", fileSha256(file)}};
}

} // namespace

std::vector<std::string> readClassNames(const fs::path &file)
{
    std::ifstream in(file);
    if (!in)
        throw Error(file, "could not be opened");
    std::vector<std::string> names;
    std::set<std::string> seen;
    int number = 0, empty = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        std::string name = trimmed(line.substr(0, line.find(',')));
        if (name.empty()) {
            empty = empty == 0 ? number : empty;
            continue;
        }
        if (empty > 0)
            throw Error(file, "line " + std::to_string(empty) + " names no class");
        if (seen.contains(name))
            name += " (" + std::to_string(names.size()) + ')';
        seen.insert(name);
        names.push_back(std::move(name));
    }
    if (names.empty())
        throw Error(file, "names no class");
    return names;
}

ModelPack importPack(const ImportOptions &options, const fs::path &folder)
{
    if (fs::exists(folder / "pack.json"))
        throw Error(folder, "already holds a model pack");
    PackManifest manifest;
    manifest.classes = readClassNames(options.classes);
    const StateDict ingest = readStateDict(options.ingest);
    const StateDict query = readStateDict(options.query);
    requireAlike(options, ingest.architecture, query.architecture, manifest.classes.size());

    const fs::path last = folder.has_filename() ? folder : folder.parent_path();
    manifest.name = options.name.empty() ? last.filename().string() : options.name;
    manifest.inputSize = options.inputSize;
    manifest.ingest = ingest.architecture;
    manifest.query = query.architecture;
    manifest.provenanceJson = json{
        {"origin", "published networks, imported as they are; no splice was retrained"},
        {"ingest", originOf(options.ingest)},
        {"query",
         originOf(options.query)}}.dump();
    std::error_code status;
    fs::create_directories(folder, status);
    if (status)
        throw Error(folder, "could not be made: " + status.message());
    writeSafetensors(folder / manifest.ingestWeights, ingest.tensors);
    writeSafetensors(folder / manifest.queryWeights, query.tensors);
    return ModelPack::write(folder, std::move(manifest));
}

} // namespace refocus::nn
