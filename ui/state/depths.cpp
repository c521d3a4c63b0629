#include "ui/state/depths.h"

#include <algorithm>

namespace refocus::ui {

bool sameReuse(const query::Reuse &a, const query::Reuse &b)
{
    return a.kind == b.kind && (a.kind != query::Reuse::Kind::Splice || a.splice == b.splice);
}

const DepthInfo *depthOf(const std::vector<DepthInfo> &depths, const query::Reuse &reuse)
{
    const auto found = std::ranges::find_if(
        depths, [&](const DepthInfo &depth) { return sameReuse(depth.reuse, reuse); });
    return found == depths.end() ? nullptr : &*found;
}

} // namespace refocus::ui
