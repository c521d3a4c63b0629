// A Kalman filter for a moving box: centre and size, each with its speed. Values only.
#pragma once

#include <opencv2/core/types.hpp>

#include <array>

namespace refocus::detect {

class BoxFilter
{
public:
    explicit BoxFilter(cv::Rect2d box);

    void predict(double seconds); // Moves the box on.
    // Takes what was seen. `trust` below 1 says that the box was seen badly: its noise is divided
    // by it.
    void correct(cv::Rect2d seen, double trust = 1);

    cv::Rect2d box() const;
    cv::Point2d speed() const { return {m_axes[0].v, m_axes[1].v}; } // Pixels a second.

private:
    // Position x and speed v with their covariance.
    struct Axis
    {
        double x = 0, v = 0;
        double xx = 0, xv = 0, vv = 0;
    };
    double scale() const; // The length by which noises are measured, in pixels.

    std::array<Axis, 4> m_axes; // Centre x, centre y, width, height.
};

} // namespace refocus::detect
