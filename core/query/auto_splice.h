// The splice that `--reuse auto` takes. Any thread.
#pragma once

#include "nn/model_pack.h"
#include "query/query.h"

#include <functional>
#include <optional>

namespace refocus::query {

// What was measured to be best is advised (Reuse::Kind::None or Splice) and taken where its maps
// are kept. Else the deepest retrained splice of the pack that keeps the query network's accuracy
// within half a point and whose maps are kept; none where there is no such splice. Where the pack
// does not say how accurate its query network is, only blocks that both networks share are known to
// keep that. Pure.
std::optional<nn::Splice> autoSplice(const nn::PackManifest &pack,
                                     const std::function<bool(int cut)> &mapsAreKept,
                                     const std::optional<Reuse> &advised = {});

// The advice that the case keeps for that pack; none where there is none that the pack can follow.
std::optional<Reuse> advisedReuse(const store::Case &of, const nn::ModelPack &pack);

// Replaces it. detailJson: an object with what it rests on; kept beside it. Throws Error.
void keepAdvice(store::Case &in, const nn::ModelPack &pack, const std::optional<nn::Splice> &splice,
                std::string_view detailJson);

} // namespace refocus::query
