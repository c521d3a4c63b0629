// The checksum that ends every value in the store. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace refocus::store {

using Bytes = std::span<const std::uint8_t>;

// XXH64 (Yann Collet's published algorithm).
std::uint64_t xxh64(Bytes bytes, std::uint64_t seed = 0);

inline Bytes asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

// Of a value in its place: a record under another key, or in another table, does not match.
inline std::uint32_t recordChecksum(std::string_view table, Bytes key, Bytes payload)
{
    return static_cast<std::uint32_t>(xxh64(payload, xxh64(key, xxh64(asBytes(table)))));
}

} // namespace refocus::store
