#include "nn/architecture.h"

#include "base/error.h"

#include <charconv>

namespace refocus::nn {

namespace {

// Of a 3x3 or 7x7 convolution or pool with "same" padding and stride 2.
int halved(int size) { return (size + 1) / 2; }

std::string shapeText(const std::array<int, 3> &shape)
{
    return std::to_string(shape[0]) + 'x' + std::to_string(shape[1]) + 'x' +
           std::to_string(shape[2]);
}

int parseBlock(std::string_view text, std::string_view whole)
{
    int block = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), block);
    if (error != std::errc{} || rest != text.data() + text.size() || block < 1 || block > 1000)
        throw Error("'" + std::string(whole) +
                    "' is not a splice; write 7 for 7→7 or 7-11 for 7→11");
    return block;
}

} // namespace

std::array<int, 3> Architecture::shapeAfter(int block, int inputSize) const
{
    int size = halved(halved(inputSize));
    if (block == 0)
        return {width, size, size};
    int channels = width * 4;
    int last = stages[0];
    for (int stage = 1; stage < 4 && block > last; ++stage) {
        size = halved(size);
        channels *= 2;
        last += stages[static_cast<std::size_t>(stage)];
    }
    return {channels, size, size};
}

double Architecture::multiplyAdds(int inputSize, int from) const
{
    double sum = 0;
    if (from == 0) {
        const double half = halved(inputSize);
        sum += 7.0 * 7 * 3 * width * half * half;
    }
    int block = 0;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const double inner = width << stage;
        for (int i = 0; i < stages[stage]; ++i) {
            if (++block <= from)
                continue;
            const auto in = shapeAfter(block - 1, inputSize);
            const auto out = shapeAfter(block, inputSize);
            const double before = static_cast<double>(in[1]) * in[2];
            const double after = static_cast<double>(out[1]) * out[2];
            sum += in[0] * inner * before + 9 * inner * inner * after + inner * out[0] * after;
            if (i == 0)
                sum += static_cast<double>(in[0]) * out[0] * after;
        }
    }
    return sum + static_cast<double>(embeddingSize()) * classes;
}

std::string Splice::name() const
{
    return from == to ? std::to_string(from) : std::to_string(from) + '-' + std::to_string(to);
}

std::string Splice::label() const { return std::to_string(from) + "→" + std::to_string(to); }

Splice Splice::parse(std::string_view text)
{
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        const int block = parseBlock(text, text);
        return {block, block};
    }
    return {parseBlock(text.substr(0, dash), text), parseBlock(text.substr(dash + 1), text)};
}

std::vector<Splice> parseSplices(std::string_view list)
{
    std::vector<Splice> splices;
    while (!list.empty()) {
        const auto comma = list.find(',');
        splices.push_back(Splice::parse(list.substr(0, comma)));
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return splices;
}

void requireFits(const Splice &splice, const Architecture &ingest, const Architecture &query,
                 int inputSize)
{
    if (splice.from < 1 || splice.from > ingest.blockCount())
        throw Error("splice " + splice.label() + ": the ingest network has blocks 1 to " +
                    std::to_string(ingest.blockCount()));
    if (splice.to < 1 || splice.to > query.blockCount())
        throw Error("splice " + splice.label() + ": the query network has blocks 1 to " +
                    std::to_string(query.blockCount()));
    const auto given = ingest.shapeAfter(splice.from, inputSize);
    const auto wanted = query.shapeAfter(splice.to, inputSize);
    if (given != wanted)
        throw Error("splice " + splice.label() + " does not fit: the map after block " +
                    std::to_string(splice.from) + " of the ingest network is " + shapeText(given) +
                    ", behind block " + std::to_string(splice.to) + " the query network expects " +
                    shapeText(wanted));
}

} // namespace refocus::nn
