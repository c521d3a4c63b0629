#include "demo/geometry.h"

#include <cmath>

namespace refocus::demo {

double sine(double turns)
{
    double t = turns - std::floor(turns); // [0, 1)
    const double sign = t >= 0.5 ? -1 : 1;
    t = t >= 0.5 ? t - 0.5 : t;
    t = t > 0.25 ? 0.5 - t : t; // [0, 0.25]
    const double x = t * 6.283185307179586, x2 = x * x;
    return sign * x * (1 - x2 / 6 * (1 - x2 / 20 * (1 - x2 / 42 * (1 - x2 / 72 * (1 - x2 / 110)))));
}

Camera::Camera(cv::Size size, double focal, double height, double nearZ, double yaw)
    : m_size(size), m_focal(focal), m_eye(0, height, 0)
{
    const double down = height / nearZ, half = size.height / 2.0 / focal;
    const double pitch = (down - half) / (1 + down * half); // Tangent of a difference of angles.
    const double cp = 1 / std::sqrt(1 + pitch * pitch), sp = pitch * cp;
    const double cy = 1 / std::sqrt(1 + yaw * yaw), sy = yaw * cy;
    m_right = {cy, 0, -sy};
    m_up = {sy * sp, cp, cy * sp};
    m_forward = {sy * cp, -sp, cy * cp};
}

double Camera::depth(const Point3 &p) const { return (p - m_eye).dot(m_forward); }

Point2 Camera::project(const Point3 &p) const
{
    const Point3 d = p - m_eye;
    const double scale = m_focal / d.dot(m_forward);
    return {m_size.width / 2.0 + scale * d.dot(m_right), m_size.height / 2.0 - scale * d.dot(m_up)};
}

std::vector<Point2> Camera::project(std::span<const Point3> polygon) const
{
    constexpr double kNearest = 0.5;
    std::vector<Point2> result;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point3 &p = polygon[i], &q = polygon[(i + 1) % polygon.size()];
        const double dp = depth(p) - kNearest, dq = depth(q) - kNearest;
        if (dp >= 0)
            result.push_back(project(p));
        if ((dp >= 0) != (dq >= 0))
            result.push_back(project(p + (q - p) * (dp / (dp - dq))));
    }
    return result;
}

double Camera::groundX(double column, double z) const
{
    // Solves column = project({x, 0, z}).x, which is linear in x.
    const double k = (column - m_size.width / 2.0) / m_focal;
    const Point3 d{0, -m_eye.y, z};
    return (k * d.dot(m_forward) - d.dot(m_right)) / (m_right.x - k * m_forward.x);
}

} // namespace refocus::demo
