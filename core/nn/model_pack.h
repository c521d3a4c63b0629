// A model pack: a folder with pack.json and safetensors files that together are one ingest network,
// one query network and the tails retrained for splices. Immutable once loaded; thread-safe.
#pragma once

#include "base/ids.h"
#include "nn/architecture.h"

#include <filesystem>
#include <map>

namespace refocus::nn {

// Weights that answer for a splice.
struct Tail
{
    Splice splice;
    std::string weights;   // The file with the query network's blocks behind `entry`.
    bool retrained = true; // On the ingest network's maps; else the query network's own weights.
    // The ingest network's blocks up to here are run first (entry = splice.from: none). A tail that
    // was retrained behind block 7 also serves a map taken after block 4.
    int ingestTo = 0;
    double accuracy = -1; // On the test split named in metrics; negative where not measured.
};

struct PackManifest
{
    std::string name;
    int inputSize = 64;
    std::array<float, 3> mean{0.485F, 0.456F, 0.406F}; // RGB, of values 0 to 1.
    std::array<float, 3> deviation{0.229F, 0.224F, 0.225F};
    std::vector<std::string> classes;
    Architecture ingest, query;
    std::string ingestWeights = "ingest.safetensors", queryWeights = "query.safetensors";
    std::vector<Tail> tails;
    std::string metricsJson = "{}";    // What the training measured, for the card.
    std::string provenanceJson = "{}"; // Data, licences, seeds, program version.
    // Hashes of the packs that this one was derived from with their ingest network left as it was,
    // nearest first.
    std::vector<std::string> ancestors;
    std::map<std::string, std::string> fileHashes; // File name to SHA-256.

    // Whether the map of the splice is the query network's own: both networks have the same blocks
    // up to there, so reusing it changes no answer.
    bool sharesBlocks(const Tail &tail) const
    {
        return tail.retrained && tail.weights == queryWeights;
    }
};

class ModelPack
{
public:
    // Reads pack.json and checks the SHA-256 of each file. Throws Error.
    static ModelPack load(const std::filesystem::path &folder);
    // Hashes the weight files that lie in the folder and writes pack.json. Throws Error.
    static ModelPack write(const std::filesystem::path &folder, PackManifest manifest);

    const PackManifest &manifest() const { return m_manifest; }
    const std::filesystem::path &folder() const { return m_folder; }
    // SHA-256 of pack.json, which holds those of the weights: the identity of the pack.
    const std::string &hash() const { return m_hash; }
    // SHA-256 of all that an index depends on: the ingest network's weights and shape, the input
    // size, the normalisation and the classes. Packs with the same one read each other's indexes.
    const std::string &ingestHash() const { return m_ingestHash; }
    // Whether this pack may answer from an index that was made with the pack `packHash`, whose
    // ingestHash() was `ingestHash` (empty: not recorded).
    bool readsIndexOf(std::string_view packHash, std::string_view ingestHash) const;

    std::optional<ClassId> classNamed(std::string_view name) const;
    // The retrained tail, or the query network's own weights labelled so. Throws Error where the
    // shapes do not fit.
    Tail tailFor(const Splice &splice) const;
    // The same pack as if nothing had been retrained. To measure with: its hash is still this one's.
    ModelPack withoutTails() const;

private:
    std::filesystem::path m_folder;
    PackManifest m_manifest;
    std::string m_hash, m_ingestHash;
};

// Of a pack's file, 64 lower-case digits. Throws Error.
std::string fileSha256(const std::filesystem::path &file);

} // namespace refocus::nn
