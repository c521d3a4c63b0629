// The parts of the compare workspace by themselves, in their states.
#pragma once

#include "ui/theme/theme.h"

#include <QSize>
#include <QString>

// FOLDER/compare-parts-STATE-THEME-SIZE.png
void takeCompareParts(const QString &folder, QSize size, refocus::ui::Theme theme);
