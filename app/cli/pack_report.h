// What a command says about a pack that it has just made.
#pragma once

#include "command.h"
#include "nn/model_pack.h"

namespace refocus::cli {

// Its folder, classes and what was measured; with --json as {"pack", "hash", "metrics"}.
void reportPack(const Context &context, const nn::ModelPack &pack);

} // namespace refocus::cli
