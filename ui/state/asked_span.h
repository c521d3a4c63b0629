// What of a source's footage a question covers. Pure functions.
#pragma once

#include "ui/engine/engine.h"

namespace refocus::ui {

bool isAsked(const SourceInfo &source, const query::QueryOptions &asked);

// The stretches of a source that are asked for, in order, within what is indexed of it. asked: with
// its spans, as QuerySession::asked().
std::vector<TimeRange> askedOf(const SourceInfo &source, const query::QueryOptions &asked);

} // namespace refocus::ui
