// How much of what was asked for has been searched, and what has not and why. Pure functions.
#pragma once

#include "ui/engine/engine.h"

#include <QStringList>

namespace refocus::ui {

struct Searched
{
    double seconds = 0; // Of footage that was asked for and is in the index.
    double missed = 0;  // Asked for, but pictures are missing or could not be decoded.
    int sources = 0;    // Something of them was searched.
    int unknown = 0;    // Sources asked for of which nothing is indexed: how long is not known.
    QStringList notes;  // Sentences about what was not searched, a source each.
};

// asked: with its spans, as QuerySession::asked().
Searched searchedOf(const std::vector<SourceInfo> &sources, const query::QueryOptions &asked);

// "searched 3 h 12 min in 3 sources", the same with ": none of 4,000 patches could be it", "not
// searched 4 min and 1 source"; the last is empty where all was.
QString searchedText(const Searched &searched);
QString nothingText(const Searched &searched, const query::QueryStats &stats);
QString missedText(const Searched &searched);

} // namespace refocus::ui
