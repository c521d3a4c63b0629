// Bytes through zstd at level 1. Any thread.
#pragma once

#include "store/checksum.h"

#include <optional>
#include <vector>

namespace refocus::store {

std::vector<std::uint8_t> compressBytes(Bytes bytes);

// None where the frame is damaged or does not hold exactly `size` bytes.
std::optional<std::vector<std::uint8_t>> decompressBytes(Bytes frame, std::size_t size);

} // namespace refocus::store
