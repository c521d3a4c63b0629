#include "demo/sensor.h"

#include "demo/geometry.h"
#include "demo/random.h"

#include <algorithm>
#include <array>

namespace refocus::demo {

double sunlight(double time, double seconds)
{
    const double begin = seconds * .42, end = seconds * .66, edge = std::min(2.0, seconds * .05);
    return 1 - smoothStep(begin, begin + edge, time) + smoothStep(end, end + edge, time);
}

void expose(cv::Mat &picture, double sunlight, double noise, std::uint64_t seed, int frame)
{
    const double gain[] = {.80 + .20 * sunlight, .74 + .26 * sunlight, .70 + .30 * sunlight};
    std::array<std::array<int, 256>, 3> table; // Grey levels times 65536.
    for (int c = 0; c < 3; ++c)
        for (int v = 0; v < 256; ++v)
            table[c][v] = cvRound(v * gain[c] * 65536) + 32768;
    // The sum of four bytes of a hash is nearly normal, with a standard deviation of 147.8; their
    // differences give the noise of the colours, which a camera's own filter has made weaker.
    const int grey = cvRound(noise * 65536 / 147.8), tint = cvRound(noise * 65536 / 147.8 * .5);
    const auto key = mixBits(seed ^ mixBits(static_cast<std::uint64_t>(frame) + 1));
    std::uint32_t pixel = static_cast<std::uint32_t>(key);
    const auto level = [](int v) { return static_cast<uchar>(std::clamp(v >> 16, 0, 255)); };
    const auto byteOf = [](std::uint32_t h, int shift) { return static_cast<uchar>(h >> shift); };
    for (int y = 0; y < picture.rows; ++y) {
        uchar *p = picture.ptr(y);
        for (int x = 0; x < picture.cols; ++x, p += 3) {
            std::uint32_t h = (pixel++) * 0x9e3779b1u;
            h = (h ^ (h >> 16)) * 0x7feb352du;
            h = (h ^ (h >> 15)) * 0x846ca68bu;
            h ^= h >> 16;
            const int b0 = byteOf(h, 0), b1 = byteOf(h, 8), b2 = byteOf(h, 16), b3 = byteOf(h, 24);
            const int all = (b0 + b1 + b2 + b3 - 510) * grey;
            p[0] = level(table[0][p[0]] + all + (b0 - b1) * tint);
            p[1] = level(table[1][p[1]] + all);
            p[2] = level(table[2][p[2]] + all + (b2 - b3) * tint);
        }
    }
}

} // namespace refocus::demo
