// Depths of reuse among others. Pure functions.
#pragma once

#include "ui/engine/engine.h"

namespace refocus::ui {

bool sameReuse(const query::Reuse &a, const query::Reuse &b);
// That which the question would take; null where there are none.
const DepthInfo *depthOf(const std::vector<DepthInfo> &depths, const query::Reuse &reuse);

} // namespace refocus::ui
