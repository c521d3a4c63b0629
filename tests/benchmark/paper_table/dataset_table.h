// The paper's table on a test split: accuracy, time and bytes of every depth, un-retrained and
// retrained.
#pragma once

#include "reuse.h"
#include "stored_pictures.h"
#include "table.h"

namespace refocus::benchmark {

struct DatasetOptions
{
    std::string name, title;           // "urban-random"; of the tables.
    std::vector<nn::Backend> backends; // The first measures; all are compared.
    std::vector<nn::Splice> splices;
    int batch = 8, runs = 5;
    std::size_t timedPictures = 128; // A run.
    Clock clock = Clock::Wall;
};

// Of the same network, the share of pictures with the same likeliest class; negative where not
// measured.
struct Agreement
{
    std::string network; // "none", "7→7 retrained"
    double bf16 = -1;    // In bf16 and in fp32.
    double int8 = -1;    // On int8 maps and on fp32 maps.
};

struct DatasetResult
{
    std::string name;
    double ingest = 0, query = 0; // Accuracy; query: no reuse.
    // By the splice's label; the reduction is that of these pictures.
    std::vector<Depth> unretrained, retrained;
    std::vector<Agreement> agreements;
    std::map<int, MapBytes> maps;
    Table table, agreement;
};

// Writes into `work`. Throws Error.
DatasetResult measureDataset(const nn::ModelPack &pack, const LabelledPictures &test,
                             const DatasetOptions &options, const std::filesystem::path &work);

} // namespace refocus::benchmark
