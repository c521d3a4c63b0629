#include "ui/timeline/time_scale.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

double TimeScale::perPixel() const
{
    return std::max(1e-3, static_cast<double>(range.length())) / std::max(1.0, width);
}

double TimeScale::timeToPixel(AxisTime time) const
{
    return left + static_cast<double>(time - range.begin) / perPixel();
}

AxisTime TimeScale::pixelToTime(double x) const
{
    return range.begin + std::llround((x - left) * perPixel());
}

} // namespace refocus::ui
