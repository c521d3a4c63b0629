#include "detect/box_filter.h"

#include <algorithm>

namespace refocus::detect {

namespace {

// Standard deviations in units of the box's size: of a box as it is seen, of the speed of one that
// was just seen first, and of its acceleration. Sizes change more slowly than places.
constexpr double kSeen = 0.05;
constexpr std::array<double, 4> kFirstSpeed = {2.5, 2.5, 0.6, 0.6};
constexpr std::array<double, 4> kAcceleration = {2.5, 2.5, 0.8, 0.8};

std::array<double, 4> toAxes(cv::Rect2d box)
{
    return {box.x + box.width / 2, box.y + box.height / 2, box.width, box.height};
}

double square(double value) { return value * value; }

} // namespace

BoxFilter::BoxFilter(cv::Rect2d box)
{
    const auto seen = toAxes(box);
    const double size = (box.width + box.height) / 2;
    for (std::size_t i = 0; i < m_axes.size(); ++i)
        m_axes[i] = {seen[i], 0, square(kSeen * size + 0.5), 0, square(kFirstSpeed[i] * size)};
}

double BoxFilter::scale() const { return std::max(2.0, (m_axes[2].x + m_axes[3].x) / 2); }

void BoxFilter::predict(double seconds)
{
    const double size = scale();
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
        Axis &a = m_axes[i];
        const double noise = square(kAcceleration[i] * size);
        a.x += a.v * seconds;
        a.xx += seconds * (2 * a.xv + seconds * a.vv) + noise * square(square(seconds)) / 4;
        a.xv += seconds * a.vv + noise * seconds * square(seconds) / 2;
        a.vv += noise * square(seconds);
    }
    m_axes[2].x = std::max(1.0, m_axes[2].x);
    m_axes[3].x = std::max(1.0, m_axes[3].x);
}

void BoxFilter::correct(cv::Rect2d seen, double trust)
{
    const auto values = toAxes(seen);
    const double noise = square(kSeen * scale() + 0.5) / std::max(trust, 1e-3);
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
        Axis &a = m_axes[i];
        const double total = a.xx + noise;
        const double kx = a.xx / total;
        const double kv = a.xv / total;
        const double off = values[i] - a.x;
        a.x += kx * off;
        a.v += kv * off;
        a.vv -= kv * a.xv;
        a.xv *= 1 - kx;
        a.xx *= 1 - kx;
    }
}

cv::Rect2d BoxFilter::box() const
{
    const double width = std::max(1.0, m_axes[2].x);
    const double height = std::max(1.0, m_axes[3].x);
    return {m_axes[0].x - width / 2, m_axes[1].x - height / 2, width, height};
}

} // namespace refocus::detect
