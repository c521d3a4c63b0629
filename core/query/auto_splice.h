// The splice that `--reuse auto` takes. Pure; any thread.
#pragma once

#include "nn/model_pack.h"

#include <functional>
#include <optional>

namespace refocus::query {

// The deepest retrained splice of the pack that keeps the query network's accuracy within half a
// point and whose maps are kept; none where there is no such splice.
std::optional<nn::Splice> autoSplice(const nn::PackManifest &pack,
                                     const std::function<bool(int cut)> &mapsAreKept);

} // namespace refocus::query
