// How a feature map becomes bytes and back. Pure functions; any thread.
#pragma once

#include "base/feature_map.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace refocus::store {

// The numbers are on disk.
enum class Codec : std::uint8_t {
    Fp32 = 0, // Bit-exact.
    Fp16 = 1, // IEEE half, rounded to nearest even, clamped to +-65504.
    Int8 = 2, // A byte a value: offset + scale x byte; see FORMAT.md for the scale.
};

std::string_view codecName(Codec codec);    // "fp32", "fp16", "int8"
Codec codecFromName(std::string_view name); // Throws Error.

struct EncodedMap
{
    Codec codec = Codec::Fp16;
    int channels = 0, height = 0, width = 0;
    float maxError = 0, rmsError = 0;  // Of the decoded map against the original, absolute.
    std::vector<float> scales;         // Int8: one a channel, or one for all; else empty.
    std::vector<float> offsets;        // Int8: one a channel, or empty for all zero; else empty.
    std::vector<std::uint8_t> payload; // zstd frame; see FORMAT.md for the bytes inside.

    std::size_t sizeBytes() const { return payload.size() + 4 * (scales.size() + offsets.size()); }
};

// Requires: values.size() == channels x height x width > 0. Throws Error for values that are not
// finite, except with Fp32.
EncodedMap encodeMap(const FeatureMap &map, Codec codec);

// Throws Error where the payload is damaged or does not fit the shape.
FeatureMap decodeMap(const EncodedMap &encoded);

// An Int8 map with its bytes as they are. Throws Error as decodeMap() does, and for another codec.
QuantisedMap quantisedMap(const EncodedMap &encoded);

// Many at once on up to `threads` threads, which are joined before the return: result[i] belongs to
// encoded[i].
std::vector<FeatureMap> decodeMaps(std::span<const EncodedMap> encoded, int threads);
std::vector<QuantisedMap> quantisedMaps(std::span<const EncodedMap> encoded, int threads);

} // namespace refocus::store
