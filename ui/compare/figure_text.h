// How the figures of a comparison are written. Pure functions.
#pragma once

#include "ui/compare/compared.h"

#include <QString>

namespace refocus::ui {

QString depthLabel(const compare::ComparedDepth &depth); // "none", "4", "7→11"
QString depthWord(const compare::ComparedDepth &depth);  // "un-retrained", or empty
QString fullLabel(const compare::ComparedDepth &depth);  // "7→11 un-retrained"
QString shapeText(const std::array<int, 3> &shape);      // "128x8x8"

// Decimals that show milliseconds a patch of that size with three figures.
int decimalsOf(double ms);
QString numberText(double value, int decimals);    // By the locale.
QString durationText(double ms);                   // "16 ms", "1.24 s", "3 min 12 s"
QString shareText(double share);                   // "0.98"
QString intervalText(const compare::Share &share); // "0.95–1.00"
// "21 %", "-3 %"; a true minus.
QString signedPercentText(double share);
QString plusMinusText(double half, int decimals); // "± 0.05"; "± …" where it is infinite

// For files: full precision, a point whatever the locale; empty where it is not finite.
QString plainNumber(double value);
// Rows of cells, those with a comma, a quote or a line break in quotes.
QString csvText(const std::vector<QStringList> &rows);

} // namespace refocus::ui
