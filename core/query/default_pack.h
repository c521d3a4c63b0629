// Where the model pack comes from when none is named. Free functions; any thread.
#pragma once

#include "nn/model_pack.h"
#include "store/case.h"

#include <filesystem>
#include <string>
#include <vector>

namespace refocus::query {

// Folders of packs that come with the program: <program>/../share/refocus/models and the source
// tree's models/. They need not exist.
std::vector<std::filesystem::path> modelFolders();

// --model, else the environment's REFOCUS_MODEL, else "street" in one of modelFolders(). Throws
// Error that says where it looked.
std::filesystem::path findModelPack(const std::string &asked);

// findModelPack, loaded and checked. Throws Error.
nn::ModelPack loadModelPack(const std::string &asked);

// The same for work on a case: --model, else the case's default pack, else as above. Throws Error,
// also where the case's pack is not where it was or is another by now.
nn::ModelPack loadModelPack(const std::string &asked, const store::Case &of);

} // namespace refocus::query
