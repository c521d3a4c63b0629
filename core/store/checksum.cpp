#include "store/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace refocus::store {
namespace {

static_assert(std::endian::native == std::endian::little, "the checksum reads little-endian words");

constexpr std::uint64_t kP1 = 0x9E3779B185EBCA87ULL;
constexpr std::uint64_t kP2 = 0xC2B2AE3D27D4EB4FULL;
constexpr std::uint64_t kP3 = 0x165667B19E3779F9ULL;
constexpr std::uint64_t kP4 = 0x85EBCA77C2B2AE63ULL;
constexpr std::uint64_t kP5 = 0x27D4EB2F165667C5ULL;

template <class T> T load(const std::uint8_t *p)
{
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

std::uint64_t round(std::uint64_t sum, std::uint64_t word)
{
    return std::rotl(sum + word * kP2, 31) * kP1;
}

} // namespace

std::uint64_t xxh64(Bytes bytes, std::uint64_t seed)
{
    const std::uint8_t *p = bytes.data();
    const std::uint8_t *const end = p + bytes.size();
    std::uint64_t hash = seed + kP5;
    if (bytes.size() >= 32) {
        std::array<std::uint64_t, 4> v{seed + kP1 + kP2, seed + kP2, seed, seed - kP1};
        for (; end - p >= 32; p += 32) {
            for (std::size_t i = 0; i < 4; ++i)
                v[i] = round(v[i], load<std::uint64_t>(p + 8 * i));
        }
        hash = std::rotl(v[0], 1) + std::rotl(v[1], 7) + std::rotl(v[2], 12) + std::rotl(v[3], 18);
        for (const std::uint64_t sum : v)
            hash = (hash ^ round(0, sum)) * kP1 + kP4;
    }
    hash += bytes.size();
    for (; end - p >= 8; p += 8)
        hash = std::rotl(hash ^ round(0, load<std::uint64_t>(p)), 27) * kP1 + kP4;
    if (end - p >= 4) {
        hash = std::rotl(hash ^ (load<std::uint32_t>(p) * kP1), 23) * kP2 + kP3;
        p += 4;
    }
    for (; p != end; ++p)
        hash = std::rotl(hash ^ (*p * kP5), 11) * kP1;
    hash = (hash ^ (hash >> 33U)) * kP2;
    hash = (hash ^ (hash >> 29U)) * kP3;
    return hash ^ (hash >> 32U);
}

} // namespace refocus::store
