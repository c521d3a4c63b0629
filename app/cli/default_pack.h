// Where the model pack comes from when none is named.
#pragma once

#include "nn/model_pack.h"

#include <filesystem>
#include <string>

namespace refocus::cli {

// --model, else the environment's REFOCUS_MODEL, else <program>/../share/refocus/models/street,
// else models/street of the source tree. Throws Error that says where it looked.
std::filesystem::path findModelPack(const std::string &asked);

// findModelPack, loaded and checked. Throws Error.
nn::ModelPack loadModelPack(const std::string &asked);

} // namespace refocus::cli
