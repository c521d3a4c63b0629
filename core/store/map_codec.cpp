#include "store/map_codec.h"

#include "base/error.h"
#include "store/half.h"
#include "store/parallel.h"
#include "store/zstd_bytes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <string>

namespace refocus::store {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"fp32", "fp16", "int8"};
constexpr std::size_t kMaxValues = std::size_t{1} << 25U; // 128 MiB of floats; no network has more.

std::size_t bytesPerValue(Codec codec)
{
    return codec == Codec::Fp32 ? 4 : codec == Codec::Fp16 ? 2 : 1;
}

// Byte k of every value beside one another: exponents compress, mantissas do not.
template <class T> void splitPlanes(std::span<const T> values, std::uint8_t *out)
{
    for (std::size_t plane = 0; plane < sizeof(T); ++plane) {
        std::uint8_t *to = out + plane * values.size();
        for (std::size_t i = 0; i < values.size(); ++i)
            to[i] = static_cast<std::uint8_t>(values[i] >> (8 * plane));
    }
}

void joinPlanes(const std::uint8_t *in, std::span<std::uint16_t> values)
{
    const std::uint8_t *high = in + values.size();
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<std::uint16_t>(in[i] | (high[i] << 8));
}

void joinPlanes(const std::uint8_t *in, std::span<float> values)
{
    const std::size_t n = values.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t bits = std::uint32_t{in[i]} | (std::uint32_t{in[n + i]} << 8U) |
                                   (std::uint32_t{in[2 * n + i]} << 16U) |
                                   (std::uint32_t{in[3 * n + i]} << 24U);
        values[i] = std::bit_cast<float>(bits);
    }
}

void requireFinite(std::span<const float> values)
{
    // x * 0 is 0 for every finite x and not a number for all others.
    float sum = 0;
    for (const float x : values)
        sum += std::fabs(x) <= std::numeric_limits<float>::max() ? 0.0F : 1.0F;
    if (sum > 0)
        throw Error("A feature map holds values that are not finite; it can only be kept as fp32");
}

struct ErrorSum
{
    float max = 0;
    double squares = 0;

    void add(std::span<const float> original, const float *decoded)
    {
        float largest = 0;
        float sum = 0; // Of one channel at a time, so single precision is enough.
        for (std::size_t i = 0; i < original.size(); ++i) {
            const float difference = std::fabs(original[i] - decoded[i]);
            largest = std::max(largest, difference);
            sum += difference * difference;
        }
        max = std::max(max, largest);
        squares += sum;
    }
};

void dequantise(std::span<const std::uint8_t> bytes, float scale, float offset, float *out)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        out[i] = offset + scale * static_cast<float>(bytes[i]);
}

// No channel is kept in finer steps than this share of the map's root mean square: a network does
// not notice, and what is not kept need not be compressed. Measured on trained networks: a quarter
// fewer bytes than with 255 steps in every channel, the same verdicts.
constexpr float kFinestStep = 1.0F / 32;

float rootMeanSquare(std::span<const float> values)
{
    double squares = 0;
    for (const float x : values)
        squares += static_cast<double>(x) * x;
    return static_cast<float>(std::sqrt(squares / static_cast<double>(values.size())));
}

// One channel to bytes in steps of at least `finest`: the smallest value is 0, the largest at most
// 255. After a ReLU the offset is 0 and zero stays exactly 0.
void quantise(std::span<const float> channel, float finest, float &scale, float &offset,
              std::uint8_t *out)
{
    float low = 0;
    float high = channel[0];
    for (const float x : channel) {
        low = std::min(low, x);
        high = std::max(high, x);
    }
    offset = low;
    // high - low might overflow, and scale x 255 must not.
    constexpr float kMax = std::numeric_limits<float>::max();
    scale = std::min(std::max((high / 255.0F) - (low / 255.0F), finest), kMax / 256.0F);
    const float inverse = scale > std::numeric_limits<float>::min() ? 1.0F / scale : 0.0F;
    if (inverse == 0.0F)
        scale = 0.0F;
    for (std::size_t i = 0; i < channel.size(); ++i) {
        const float step = (channel[i] - low) * inverse + 0.5F;
        out[i] = static_cast<std::uint8_t>(static_cast<int>(std::min(step, 255.0F)));
    }
}

// What is in the frame, of the right length. Throws Error where anything does not fit.
std::vector<std::uint8_t> rawBytes(const EncodedMap &encoded)
{
    const auto fits = [](int size) { return size > 0 && size <= 1 << 16; };
    if (!fits(encoded.channels) || !fits(encoded.height) || !fits(encoded.width))
        throw Error("A feature map's shape is damaged");
    const auto channels = static_cast<std::size_t>(encoded.channels);
    const std::size_t n = channels * static_cast<std::size_t>(encoded.height) *
                          static_cast<std::size_t>(encoded.width);
    if (n > kMaxValues || encoded.codec > Codec::Int8)
        throw Error("A feature map's shape or codec is damaged");
    if (encoded.codec == Codec::Int8 &&
        ((encoded.scales.size() != channels && encoded.scales.size() != 1) ||
         (!encoded.offsets.empty() && encoded.offsets.size() != channels)))
        throw Error("A feature map's scales do not fit its channels");
    auto raw = decompressBytes(encoded.payload, n * bytesPerValue(encoded.codec));
    if (!raw)
        throw Error("A feature map's bytes are damaged");
    return std::move(*raw);
}

// No more threads than have a quarter of a millisecond's work each: starting one takes a tenth.
int worthwhile(std::span<const EncodedMap> encoded, int threads)
{
    constexpr std::int64_t kValuesAThread = 1 << 18;
    std::int64_t values = 0;
    for (const EncodedMap &map : encoded)
        values += std::int64_t{map.channels} * map.height * map.width;
    return static_cast<int>(std::clamp<std::int64_t>(values / kValuesAThread, 1, threads));
}

} // namespace

std::string_view codecName(Codec codec) { return kNames.at(static_cast<std::size_t>(codec)); }

Codec codecFromName(std::string_view name)
{
    const auto it = std::ranges::find(kNames, name);
    if (it == kNames.end())
        throw Error("\"" + std::string(name) + "\" is no codec; there are fp32, fp16 and int8");
    return static_cast<Codec>(it - kNames.begin());
}

EncodedMap encodeMap(const FeatureMap &map, Codec codec)
{
    assert(map.size() > 0 && map.values.size() == map.size());
    EncodedMap result;
    result.codec = codec;
    result.channels = map.channels;
    result.height = map.height;
    result.width = map.width;
    const std::size_t n = map.size();
    const auto channels = static_cast<std::size_t>(map.channels);
    const std::size_t area = n / channels;
    const std::span values(map.values);
    std::vector<std::uint8_t> raw(n * bytesPerValue(codec));
    ErrorSum error;

    if (codec == Codec::Fp32) {
        std::vector<std::uint32_t> bits(n);
        std::memcpy(bits.data(), values.data(), n * sizeof(float));
        splitPlanes<std::uint32_t>(bits, raw.data());
    } else if (codec == Codec::Fp16) {
        requireFinite(values);
        std::vector<std::uint16_t> halves(n);
        std::vector<float> decoded(n);
        toHalf(values, halves);
        fromHalf(halves, decoded);
        for (std::size_t c = 0; c < channels; ++c)
            error.add(values.subspan(c * area, area), decoded.data() + c * area);
        splitPlanes<std::uint16_t>(halves, raw.data());
    } else {
        requireFinite(values);
        result.scales.resize(channels);
        result.offsets.resize(channels);
        std::vector<float> decoded(area);
        const float finest = rootMeanSquare(values) * kFinestStep;
        for (std::size_t c = 0; c < channels; ++c) {
            const auto channel = values.subspan(c * area, area);
            const std::span bytes(raw.data() + c * area, area);
            quantise(channel, finest, result.scales[c], result.offsets[c], bytes.data());
            dequantise(bytes, result.scales[c], result.offsets[c], decoded.data());
            error.add(channel, decoded.data());
        }
        if (std::ranges::all_of(result.offsets, [](float o) { return o == 0; }))
            result.offsets.clear(); // As after every ReLU.
        if (std::ranges::all_of(result.scales, [&](float x) { return x == result.scales[0]; }))
            result.scales.resize(1); // As where no value stands out.
    }
    result.maxError = error.max;
    result.rmsError = static_cast<float>(std::sqrt(error.squares / static_cast<double>(n)));
    result.payload = compressBytes(raw);
    return result;
}

FeatureMap decodeMap(const EncodedMap &encoded)
{
    FeatureMap map{encoded.channels, encoded.height, encoded.width, {}};
    const auto raw = rawBytes(encoded);
    const std::size_t n = map.size();
    map.values.resize(n);
    if (encoded.codec == Codec::Fp32) {
        joinPlanes(raw.data(), map.values);
    } else if (encoded.codec == Codec::Fp16) {
        std::vector<std::uint16_t> halves(n);
        joinPlanes(raw.data(), halves);
        fromHalf(halves, map.values);
    } else {
        const auto channels = static_cast<std::size_t>(map.channels);
        const std::size_t area = n / channels;
        for (std::size_t c = 0; c < channels; ++c)
            dequantise({raw.data() + c * area, area},
                       encoded.scales.size() == 1 ? encoded.scales[0] : encoded.scales[c],
                       encoded.offsets.empty() ? 0.0F : encoded.offsets[c],
                       map.values.data() + c * area);
    }
    return map;
}

QuantisedMap quantisedMap(const EncodedMap &encoded)
{
    if (encoded.codec != Codec::Int8)
        throw Error("A feature map is not kept as int8");
    QuantisedMap map{encoded.channels,  encoded.height, encoded.width,
                     rawBytes(encoded), encoded.scales, encoded.offsets};
    map.scales.resize(static_cast<std::size_t>(encoded.channels), encoded.scales.front());
    return map;
}

std::vector<FeatureMap> decodeMaps(std::span<const EncodedMap> encoded, int threads)
{
    std::vector<FeatureMap> maps(encoded.size());
    inParallel(encoded.size(), worthwhile(encoded, threads),
               [&](std::size_t i) { maps[i] = decodeMap(encoded[i]); });
    return maps;
}

std::vector<QuantisedMap> quantisedMaps(std::span<const EncodedMap> encoded, int threads)
{
    std::vector<QuantisedMap> maps(encoded.size());
    inParallel(encoded.size(), worthwhile(encoded, threads),
               [&](std::size_t i) { maps[i] = quantisedMap(encoded[i]); });
    return maps;
}

} // namespace refocus::store
