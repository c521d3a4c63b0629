// The camera, and the few numbers the drawing needs, from the four basic operations and sqrt alone,
// so that every machine gets the same picture. Values only; any thread.
#pragma once

#include <opencv2/core/types.hpp>

#include <span>
#include <vector>

namespace refocus::demo {

using Point2 = cv::Point2d;
using Point3 = cv::Point3d; // Metres: x along the street, y up, z away from the camera.

double sine(double turns); // Of an angle in whole turns; exact to about 1e-7.
inline double cosine(double turns) { return sine(turns + 0.25); }

inline double smoothStep(double from, double to, double x)
{
    const double t = x <= from ? 0 : x >= to ? 1 : (x - from) / (to - from);
    return t * t * (3 - 2 * t);
}

// A camera over the pavement that looks across the street and down on it.
class Camera
{
public:
    // height in metres; the ground at distance nearZ lies on the bottom row, the view is turned to
    // the right by an angle of tangent yaw; focal length in pixels.
    Camera(cv::Size size, double focal, double height, double nearZ, double yaw);

    cv::Size size() const { return m_size; }
    const Point3 &eye() const { return m_eye; }
    double depth(const Point3 &p) const;   // Distance along the viewing direction, in metres.
    Point2 project(const Point3 &p) const; // Requires: depth(p) > 0.
    std::vector<Point2>
    project(std::span<const Point3> polygon) const; // What is before the camera.
    double groundX(double column, double z) const;  // Where that column sees the ground's line z.

private:
    cv::Size m_size;
    double m_focal;
    Point3 m_eye, m_right, m_up, m_forward;
};

} // namespace refocus::demo
