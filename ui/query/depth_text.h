// What a depth of reuse is and costs, in words. Pure functions.
#pragma once

#include "query/query.h"
#include "ui/engine/engine.h"

#include <QString>

namespace refocus::ui {

// How many patches a question verifies, as far as that is known before.
struct Expected
{
    std::uint64_t patches = 0; // 0: not known.
    bool exact = false;        // Asked before; else counted from the classes' clusters.
    bool kept = false;         // And with this depth: the verdicts are there.
};

QString depthLabel(const DepthInfo &depth);                   // "none", "4", "7→11", "auto"
QString depthName(const DepthInfo &depth);                    // "7 blocks, splice 7→11"
QString depthShape(const DepthInfo &depth);                   // "512x28x28 · 0.11 MB a patch"
QString depthCost(const DepthInfo &depth, Expected expected); // "about 0.4 s for 31 patches"
QString depthWarning(const DepthInfo &depth); // Un-retrained; from pixels. Or empty.

// That which the question would take; null where there are none.
const DepthInfo *depthOf(const std::vector<DepthInfo> &depths, const query::Reuse &reuse);
bool sameReuse(const query::Reuse &a, const query::Reuse &b);

} // namespace refocus::ui
