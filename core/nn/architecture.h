// The shape of a bottleneck ResNet and of the places where two of them can be joined. Values only.
//
// Blocks are counted from 1 through all four stages (ResNet-50: 3+4+6+3 = 16, ResNet-152:
// 3+8+36+3 = 50); the stem (conv1, pool) is block 0. See He et al. 2015, table 1.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::nn {

struct Architecture
{
    std::array<int, 4> stages{3, 4, 6, 3};
    int width = 64; // Channels of the stem; 64 in the published networks.
    int classes = 0;

    int blockCount() const { return stages[0] + stages[1] + stages[2] + stages[3]; }
    // {channels, height, width} after a block (0: the stem) for pictures of inputSize x inputSize.
    std::array<int, 3> shapeAfter(int block, int inputSize) const;
    // Multiply-adds of one picture from behind block `from` to the logits.
    double multiplyAdds(int inputSize, int from = 0) const;
    int embeddingSize() const { return width * 8 * 4; }

    static Architecture resnet50(int width, int classes) { return {{3, 4, 6, 3}, width, classes}; }
    static Architecture resnet152(int width, int classes)
    {
        return {{3, 8, 36, 3}, width, classes};
    }
    friend bool operator==(const Architecture &, const Architecture &) = default;
};

// Splice i→j: keep the ingest network's map after its block i, go on behind block j of the query
// network (Shen, Dong, He 2018, section 3).
struct Splice
{
    int from = 0; // i, of the ingest network
    int to = 0;   // j, of the query network

    // "7" for 7→7, "7-11" for 7→11.
    std::string name() const;
    // "7→11", for people.
    std::string label() const;
    // Throws Error. "none" is no splice; ask before.
    static Splice parse(std::string_view text);
    friend bool operator==(const Splice &, const Splice &) = default;
    friend auto operator<=>(const Splice &, const Splice &) = default;
};

// "4,7,13-24" to splices. Throws Error.
std::vector<Splice> parseSplices(std::string_view list);

// Throws Error naming both shapes where the map after splice.from does not fit behind splice.to.
void requireFits(const Splice &splice, const Architecture &ingest, const Architecture &query,
                 int inputSize);

} // namespace refocus::nn
