#include "demo/painter.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace refocus::demo {

namespace {

constexpr int kCorners = 16; // Of a circle.

const std::array<Point2, kCorners> &circle()
{
    static const auto corners = [] {
        std::array<Point2, kCorners> c;
        for (int i = 0; i < kCorners; ++i)
            c[i] = {cosine(i / double(kCorners)), sine(i / double(kCorners))};
        return c;
    }();
    return corners;
}

// The part of the polygon that lies in the picture, one border after another.
std::vector<Point2> clipped(std::vector<Point2> polygon, cv::Size size)
{
    const auto cut = [&](auto inside) { // Positive where a point is inside, linear in between.
        std::vector<Point2> rest;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Point2 &p = polygon[i], &q = polygon[(i + 1) % polygon.size()];
            const double dp = inside(p), dq = inside(q);
            if (dp >= 0)
                rest.push_back(p);
            if ((dp >= 0) != (dq >= 0))
                rest.push_back(p + (q - p) * (dp / (dp - dq)));
        }
        polygon = std::move(rest);
    };
    const auto within = [&](const Point2 &p) {
        return p.x >= 0 && p.y >= 0 && p.x <= size.width && p.y <= size.height;
    };
    if (std::all_of(polygon.begin(), polygon.end(), within))
        return polygon;
    cut([](const Point2 &p) { return p.x; });
    cut([](const Point2 &p) { return p.y; });
    cut([&](const Point2 &p) { return size.width - p.x; });
    cut([&](const Point2 &p) { return size.height - p.y; });
    return polygon;
}

} // namespace

void Extent::add(std::span<const Point2> points)
{
    for (const Point2 &p : points) {
        m_low = m_any ? Point2(std::min(m_low.x, p.x), std::min(m_low.y, p.y)) : p;
        m_high = m_any ? Point2(std::max(m_high.x, p.x), std::max(m_high.y, p.y)) : p;
        m_any = true;
    }
}

Painter::Painter(const Camera &camera, cv::Mat picture, double scale)
    : m_camera(camera), m_picture(std::move(picture)), m_scale(scale)
{}

double Painter::eyeAhead() const
{
    return (m_camera.eye().x - m_placement.x) * m_placement.direction;
}

Point3 Painter::world(const Point3 &p) const
{
    return {m_placement.x + m_placement.direction * p.x, p.y, m_placement.z + p.z};
}

void Painter::face(std::span<const Point3> polygon, const Colour &colour)
{
    std::array<Point3, 64> points;
    const std::size_t count = std::min(polygon.size(), points.size());
    for (std::size_t i = 0; i < count; ++i)
        points[i] = world(polygon[i]);
    fill(m_camera.project(std::span(points).first(count)), colour);
}

void Painter::face(std::initializer_list<Point3> polygon, const Colour &colour)
{
    face(std::span(polygon.begin(), polygon.size()), colour);
}

void Painter::side(std::span<const Point2> polygon, double b, const Colour &colour)
{
    std::array<Point3, 64> points;
    const std::size_t count = std::min(polygon.size(), points.size());
    for (std::size_t i = 0; i < count; ++i)
        points[i] = {polygon[i].x, polygon[i].y, b};
    face(std::span(points).first(count), colour);
}

void Painter::side(std::initializer_list<Point2> polygon, double b, const Colour &colour)
{
    side(std::span(polygon.begin(), polygon.size()), b, colour);
}

void Painter::prism(const Prism &prism)
{
    const Point2 eye{eyeAhead(), m_camera.eye().y};
    const std::size_t n = prism.profile.size();
    for (std::size_t i = 0; i < n; ++i) {
        const Point2 p = prism.profile[i], q = prism.profile[(i + 1) % n];
        const Point2 normal{q.y - p.y, p.x - q.x}; // Outwards.
        if (normal.dot(eye - p) <= 0)
            continue;
        const double up = normal.y / std::sqrt(normal.dot(normal));
        const bool glass = std::find(prism.glassEdges.begin(), prism.glassEdges.end(),
                                     static_cast<int>(i)) != prism.glassEdges.end();
        const Colour lit = prism.side * (0.80 + 0.40 * std::max(0.0, up));
        face({{p.x, p.y, prism.near},
              {q.x, q.y, prism.near},
              {q.x, q.y, prism.far},
              {p.x, p.y, prism.far}},
             lit);
        if (glass) { // A frame of paint stays around it.
            const Point2 s = p + (q - p) * 0.08, t = p + (q - p) * 0.92;
            const double rim = (prism.far - prism.near) * 0.06;
            face({{s.x, s.y, prism.near + rim},
                  {t.x, t.y, prism.near + rim},
                  {t.x, t.y, prism.far - rim},
                  {s.x, s.y, prism.far - rim}},
                 prism.glass * (0.8 + 0.5 * std::max(0.0, up)));
        }
    }
    side(prism.profile, prism.near, prism.side);
}

void Painter::disc(Point2 centre, double radius, double b, const Colour &colour)
{
    std::array<Point2, kCorners> points;
    for (int i = 0; i < kCorners; ++i)
        points[i] = centre + circle()[i] * radius;
    side(points, b, colour);
}

void Painter::limb(Point2 p, Point2 q, double radiusP, double radiusQ, double b,
                   const Colour &colour)
{
    const Point2 d = q - p;
    const double length = std::sqrt(d.dot(d));
    const Point2 along = length > 1e-9 ? d * (1 / length) : Point2(1, 0);
    const Point2 across{-along.y, along.x};
    std::array<Point2, 14> points; // Half a circle of seven corners at each end.
    for (int i = 0; i < 7; ++i) {
        const double c = cosine(i / 12.0), s = sine(i / 12.0);
        points[i] = p + (across * c - along * s) * radiusP;
        points[7 + i] = q + (along * s - across * c) * radiusQ;
    }
    side(points, b, colour);
}

void Painter::fill(const std::vector<Point2> &polygon, const Colour &colour)
{
    if (polygon.size() < 3)
        return;
    m_whole.add(polygon);
    m_inside.add(clipped(polygon, m_camera.size()));
    if (m_picture.empty())
        return;
    constexpr int kShift = 4; // OpenCV draws to a sixteenth of a pixel.
    constexpr double kFar = 20000;
    std::vector<cv::Point> corners;
    corners.reserve(polygon.size());
    for (const Point2 &p : polygon) // Half a pixel: OpenCV's 0 is the middle of the first pixel.
        corners.emplace_back(
            cvRound((std::clamp(p.x * m_scale, -kFar, kFar) - 0.5) * (1 << kShift)),
            cvRound((std::clamp(p.y * m_scale, -kFar, kFar) - 0.5) * (1 << kShift)));
    cv::fillPoly(m_picture, std::vector<std::vector<cv::Point>>{corners},
                 cv::Scalar(colour.b, colour.g, colour.r), cv::LINE_AA, kShift);
}

} // namespace refocus::demo
