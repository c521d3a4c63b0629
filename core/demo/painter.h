// Draws flat shapes of the street's space into a picture and keeps the extent of what it drew.
// Without a picture it only keeps the extent. Not thread-safe; one per picture.
#pragma once

#include "demo/geometry.h"

#include <opencv2/core/mat.hpp>

#include <initializer_list>

namespace refocus::demo {

struct Colour
{
    double b = 0, g = 0, r = 0;

    Colour operator*(double f) const { return {b * f, g * f, r * f}; }
    Colour mixed(const Colour &o, double share) const
    {
        return {b + (o.b - b) * share, g + (o.g - g) * share, r + (o.r - r) * share};
    }
};

// Where an object's own coordinates lie: its point (a, y, b) is a metres ahead of its rear end, y
// above the ground and b behind its side that faces the camera.
struct Placement
{
    double x = 0, z = 0;
    int direction = 1; // 1: it heads right, -1: left.
};

struct Prism
{
    std::vector<Point2> profile; // (a, y), counter-clockwise where a is right and y up; metres.
    double near = 0, far = 0;    // b of its two sides.
    Colour side;
    std::vector<int> glassEdges = {}; // Edges i (to i + 1) that are windows.
    Colour glass = {};
};

// The smallest upright box around points.
class Extent
{
public:
    void add(std::span<const Point2> points);
    cv::Rect2d box() const { return m_any ? cv::Rect2d(m_low, m_high) : cv::Rect2d(); }

private:
    bool m_any = false;
    Point2 m_low, m_high;
};

class Painter
{
public:
    // scale: pixels of the picture for one pixel of the camera.
    Painter(const Camera &camera, cv::Mat picture, double scale);

    void place(const Placement &placement) { m_placement = placement; }
    double eyeAhead() const; // The camera's a in the placed object's coordinates.

    void face(std::span<const Point3> polygon, const Colour &colour); // (a, y, b) points.
    void face(std::initializer_list<Point3> polygon, const Colour &colour);
    void side(std::span<const Point2> polygon, double b, const Colour &colour);
    void side(std::initializer_list<Point2> polygon, double b, const Colour &colour);
    void prism(const Prism &prism);
    void disc(Point2 centre, double radius, double b, const Colour &colour);
    // A rounded bar from p to q, as wide as the two radii at its ends.
    void limb(Point2 p, Point2 q, double radiusP, double radiusQ, double b, const Colour &colour);

    // Of all drawn so far, in the camera's pixels; empty if nothing.
    cv::Rect2d extent() const { return m_whole.box(); }
    cv::Rect2d extentInPicture() const { return m_inside.box(); }

private:
    Point3 world(const Point3 &p) const;
    void fill(const std::vector<Point2> &polygon, const Colour &colour);

    const Camera &m_camera;
    cv::Mat m_picture;
    double m_scale;
    Placement m_placement;
    Extent m_whole, m_inside;
};

} // namespace refocus::demo
