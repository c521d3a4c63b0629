// What the parts of the compare workspace show: a comparison, finished or as far as it is, and
// what figures.h makes of it. Values that are shared and never changed.
#pragma once

#include "compare/figures.h"

#include <algorithm>
#include <memory>

namespace refocus::ui {

struct Compared
{
    std::shared_ptr<const compare::Comparison> comparison;
    std::shared_ptr<const compare::Figures> figures; // Of that comparison.

    static Compared of(compare::Comparison comparison)
    {
        auto figures = std::make_shared<const compare::Figures>(figuresOf(comparison));
        return {std::make_shared<const compare::Comparison>(std::move(comparison)), figures};
    }

    std::size_t depths() const { return comparison && figures ? figures->depths.size() : 0; }
    const compare::ComparedDepth &depth(std::size_t d) const { return comparison->depths[d]; }
    const compare::DepthFigures &at(std::size_t d) const { return figures->depths[d]; }
    bool answered() const { return depths() > 0 && figures->answered > 0; }
    bool timed() const // Every depth has a time.
    {
        return depths() > 0 &&
               std::ranges::all_of(figures->depths, [](const auto &of) { return of.runs > 0; });
    }
};

} // namespace refocus::ui
