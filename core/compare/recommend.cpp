#include "compare/recommend.h"

#include "compare/pareto.h"

#include <algorithm>
#include <cmath>

namespace refocus::compare {

namespace {

double weaker(const OperatingPoint &point)
{
    return std::min(point.accuracy.precision.value(), point.accuracy.recall.value());
}

// The place of the point with the least key among those that pass.
template <typename Pass, typename KeyOf>
std::optional<std::size_t> least(std::span<const OperatingPoint> points, const Pass &pass,
                                 const KeyOf &keyOf)
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (pass(points[i]) && (!best || keyOf(points[i]) < keyOf(points[*best])))
            best = i;
    return best;
}

} // namespace

void markPareto(std::vector<OperatingPoint> &points)
{
    const bool some = std::ranges::any_of(points, &OperatingPoint::meetsTarget);
    std::vector<std::array<double, 3>> costs;
    std::vector<OperatingPoint *> marked;
    for (OperatingPoint &point : points) {
        point.pareto = false;
        if (some ? !point.meetsTarget : !point.retrained)
            continue;
        costs.push_back(
            {point.queryMs, point.bytesPerHour, some ? point.ingestMs : -weaker(point)});
        marked.push_back(&point);
    }
    const auto best = paretoSet(std::span<const std::array<double, 3>>(costs));
    for (std::size_t i = 0; i < marked.size(); ++i)
        marked[i]->pareto = best[i];
}

Recommendation recommend(std::span<const OperatingPoint> points, float currentThreshold,
                         double inferred,
                         const std::function<bool(const OperatingPoint &)> &usableNow)
{
    using Point = OperatingPoint;
    const auto meets = [](const Point &point) { return point.meetsTarget; };
    // Of equally cheap points the more accurate, then the one that changes least.
    const auto rest = [&](const Point &point) {
        return std::tuple(point.bytesPerHour, -weaker(point),
                          std::abs(point.threshold - currentThreshold), point.k);
    };
    Recommendation result;
    result.ingestCheap = least(points, meets, [&](const Point &point) {
        return std::tuple(point.ingestMs, point.queryMs, rest(point));
    });
    result.queryFast = least(points, meets, [&](const Point &point) {
        return std::tuple(point.queryMs, point.ingestMs, rest(point));
    });
    result.balanced = least(points, meets, [&](const Point &point) {
        return std::tuple(point.ingestMs * inferred + point.queryMs, rest(point));
    });
    result.asIngested = least(
        points, [&](const Point &point) { return point.meetsTarget && usableNow(point); },
        [&](const Point &point) { return std::tuple(point.queryMs, rest(point)); });
    if (!result.queryFast)
        result.closest = least(
            points, [](const Point &point) { return point.retrained; },
            [&](const Point &point) {
                return std::tuple(-weaker(point), point.queryMs, rest(point));
            });
    return result;
}

} // namespace refocus::compare
