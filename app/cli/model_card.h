// The card of a model pack as Markdown: what it is, what it was trained on, how well it does.
#pragma once

#include "nn/model_pack.h"

#include <string>

namespace refocus::cli {

std::string modelCard(const nn::ModelPack &pack);

} // namespace refocus::cli
