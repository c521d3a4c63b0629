// The answer's figures in words. Pure functions.
#pragma once

#include "base/progress.h"
#include "query/query.h"

#include <QString>

namespace refocus::ui {

// "31 of 2,140 patches verified · about 4 s left" of what a running query reports.
QString progressText(const ProgressReport &report);
// "412 sightings"
QString foundText(int sightings);
// "first after 0.21 s · all after 0.42 s · 31 verified, 12 kept from before"; msFirst 0: none came
// early.
QString figuresText(const query::QueryStats &stats, double msFirst);
QString secondsText(double ms); // "0.42 s", "less than 0.01 s", "1 min 12 s"

} // namespace refocus::ui
