// Reads and writes the safetensors format: an 8-byte little-endian length, a JSON header, raw data.
// Thread-safe. Specification: the safetensors project, "Format".
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace refocus::nn {

using TensorMap = std::map<std::string, torch::Tensor>;

// Tensors of types F64, F32, F16, BF16, I64, I32, U8 and I8, each with its own memory.
// Throws Error where the header does not match the file: nothing that it says is believed
// unchecked.
TensorMap readSafetensors(const std::filesystem::path &file);

// Written under a temporary name and renamed. Throws Error.
void writeSafetensors(const std::filesystem::path &file, const TensorMap &tensors,
                      const std::map<std::string, std::string> &metadata = {});

} // namespace refocus::nn
