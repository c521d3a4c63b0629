// How the window looks, as the settings keep it (QSettings). GUI thread only.
#pragma once

#include "ui/theme/theme.h"

namespace refocus::ui {

Theme keptTheme(); // "theme": system, light or dark.
void keepTheme(Theme theme);

// Of the window's text in points; 0: as the desktop has it. Takes effect at once.
int keptFontPoints();
void keepFontPoints(int points);
void applyFont(); // Requires: a QApplication.

// In percent, 100 to 200. Takes effect at the next start.
int keptScale();
void keepScale(int percent);
// To be called before the QApplication is made, once the names of organisation and program are
// set. Leaves QT_SCALE_FACTOR alone where it is set.
void applyScale();

} // namespace refocus::ui
