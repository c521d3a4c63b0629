// What a depth of reuse is and costs, in words. Pure functions.
#pragma once

#include "ui/state/depths.h"
#include "ui/state/query_session.h"

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

// Within a sentence: "no reuse", "7 blocks", "splice 7→11".
QString depthPhrase(const query::Reuse &reuse);
QString shiftText(const DepthShift &shift);      // "7 blocks · 2 more than with no reuse"
QString shiftShortText(const DepthShift &shift); // "reuse 7 +2 −1"
// Of one sighting: "Not with 7 blocks; found with no reuse". Empty where nothing has changed.
QString changeText(Change change, const DepthShift &shift);

} // namespace refocus::ui
