// IEEE half-precision numbers, as they lie on disk. Any thread.
#pragma once

#include <cstdint>
#include <span>

namespace refocus::store {

// Rounded to nearest even; beyond +-65504 clamped. Requires: equal sizes.
void toHalf(std::span<const float> values, std::span<std::uint16_t> halves);
void fromHalf(std::span<const std::uint16_t> halves, std::span<float> values);

} // namespace refocus::store
