// What to ask where nothing was found: the same question with one bound taken away. Pure functions.
#pragma once

#include "ui/state/when.h"

#include <QString>

#include <vector>

namespace refocus::ui {

struct Suggestion
{
    QString text; // Of a button: "Search all 3 sources"
    query::QueryOptions options;
    When when;
};

// Likeliest to help first. sources: indexed ones in the case.
std::vector<Suggestion> suggestionsFor(const query::QueryOptions &asked, const When &when,
                                       int sources, const std::vector<DepthInfo> &depths);

} // namespace refocus::ui
