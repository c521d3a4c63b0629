#include "ui/compare/chart_scale.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

double niceStep(double length, int most)
{
    const double wanted = std::max(length, 1e-12) / std::max(1, most);
    const double power = std::pow(10, std::floor(std::log10(wanted)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= wanted * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

ValueRange niceRange(double from, double to, int mostSteps)
{
    if (to - from < 1e-9) {
        const double step = std::max(std::abs(from) / 10, 1e-3);
        from -= step;
        to += step;
    }
    const double step = niceStep(to - from, mostSteps);
    return {std::floor(from / step + 1e-9) * step, std::ceil(to / step - 1e-9) * step};
}

std::vector<ChartTick> chartTicks(const ChartScale &scale, double apart)
{
    const double pixels = std::abs(scale.last - scale.first);
    const double step =
        niceStep(scale.to - scale.from, std::max(1, static_cast<int>(pixels / apart)));
    const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    std::vector<ChartTick> ticks;
    const auto last = std::llround(std::floor(scale.to / step + 1e-9));
    for (auto i = std::llround(std::ceil(scale.from / step - 1e-9)); i <= last; ++i) {
        const double value = static_cast<double>(i) * step;
        ticks.push_back({value, QLocale().toString(value, 'f', decimals)});
    }
    return ticks;
}

} // namespace refocus::ui
