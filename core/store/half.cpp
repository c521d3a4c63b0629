#include "store/half.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace refocus::store {

// Without branches, so that both loops vectorise on any x86-64: the exponent is moved by a
// multiplication, which also makes and resolves subnormal halves, and the addition of a power of
// two rounds to nearest even at the right bit.
void toHalf(std::span<const float> values, std::span<std::uint16_t> halves)
{
    assert(values.size() == halves.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = values[i];
        const std::uint32_t sign = (std::bit_cast<std::uint32_t>(value) >> 16U) & 0x8000U;
        const float size = std::min(std::fabs(value), 65504.0F);
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(size);
        // Normal halves: round the 13 bits that fall away, then move the exponent from 127 to 15.
        const std::uint32_t normal =
            (bits + 0xFFFU + ((bits >> 13U) & 1U) - ((127U - 15U) << 23U)) >> 13U;
        // Subnormal ones: adding 0.5 leaves the multiple of 2^-24 in the low bits.
        const std::uint32_t small =
            std::bit_cast<std::uint32_t>(size + 0.5F) - std::bit_cast<std::uint32_t>(0.5F);
        const std::uint32_t half = bits < (113U << 23U) ? small : normal;
        halves[i] = static_cast<std::uint16_t>(half | sign);
    }
}

void fromHalf(std::span<const std::uint16_t> halves, std::span<float> values)
{
    assert(values.size() == halves.size());
    const float scale = std::bit_cast<float>((254U - 15U) << 23U); // 2^112
    for (std::size_t i = 0; i < halves.size(); ++i) {
        const std::uint32_t half = halves[i];
        const float moved = std::bit_cast<float>((half & 0x7FFFU) << 13U) * scale;
        // Infinities and not-a-numbers, which toHalf never writes, keep their exponent.
        const std::uint32_t special = (half & 0x7C00U) == 0x7C00U ? 0x7F800000U : 0U;
        values[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(moved) | special |
                                         ((half & 0x8000U) << 16U));
    }
}

} // namespace refocus::store
