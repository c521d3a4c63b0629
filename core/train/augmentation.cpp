#include "train/augmentation.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::train {

namespace {

// splitmix64: small, seeded, the same everywhere.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    double uniform(double low, double high)
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        z ^= z >> 31;
        return low + (high - low) * static_cast<double>(z >> 11) / 9007199254740992.0;
    }
    bool chance(double p) { return uniform(0, 1) < p; }
    int below(int n) { return std::min(n - 1, static_cast<int>(uniform(0, n))); }

private:
    std::uint64_t m_state;
};

cv::Mat randomCrop(const cv::Mat &image, int size, Dice &dice)
{
    const double side = image.cols;
    const double scale = std::sqrt(dice.uniform(0.55, 1.0));
    const double aspect = std::exp(dice.uniform(-0.22, 0.22));
    const double w = std::min(side, side * scale * std::sqrt(aspect));
    const double h = std::min(side, side * scale / std::sqrt(aspect));
    const cv::Rect crop(static_cast<int>(dice.uniform(0, side - w)),
                        static_cast<int>(dice.uniform(0, side - h)),
                        std::max(1, static_cast<int>(w)), std::max(1, static_cast<int>(h)));
    cv::Mat out;
    cv::resize(image(crop), out, {size, size}, 0, 0, cv::INTER_AREA);
    if (dice.chance(0.5))
        cv::flip(out, out, 1);
    return out;
}

// More surroundings than a labelled box has, as where a box took in a shadow or a neighbour's edge:
// the object anywhere in a square up to 1.5 times as wide, the border replicated.
cv::Mat withSurroundings(const cv::Mat &image, Dice &dice)
{
    const int added = static_cast<int>(image.cols * dice.uniform(0.05, 0.5));
    const int left = dice.below(added + 1), top = dice.below(added + 1);
    cv::Mat out;
    cv::copyMakeBorder(image, out, top, added - top, left, added - left, cv::BORDER_REPLICATE);
    return out;
}

// Hard light: everything on one side of a straight edge lies in shadow.
void castShadow(cv::Mat &image, Dice &dice)
{
    const double angle = dice.uniform(0, 2 * M_PI), light = dice.uniform(0.3, 0.75);
    const double dx = std::cos(angle), dy = std::sin(angle), half = image.cols / 2.0;
    const double distance = half * dice.uniform(0.1, 0.8); // Of the edge from the middle.
    for (int y = 0; y < image.rows; ++y)
        for (int x = 0; x < image.cols; ++x)
            if ((x - half) * dx + (y - half) * dy > distance)
                image.at<cv::Vec3b>(y, x) *= light;
}

void changeLight(cv::Mat &image, Dice &dice)
{
    if (dice.chance(0.12)) {
        cv::cvtColor(image, image, cv::COLOR_BGR2GRAY);
        cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
    }
    const double contrast = dice.uniform(0.65, 1.35), brightness = dice.uniform(-32, 32);
    cv::Mat table(1, 256, CV_8UC3);
    std::array<double, 3> gain{};
    for (double &g : gain)
        g = contrast * dice.uniform(0.9, 1.1);
    const double gamma = std::exp(dice.uniform(-0.25, 0.25));
    for (int value = 0; value < 256; ++value)
        for (int c = 0; c < 3; ++c) {
            const double curved = 255 * std::pow(value / 255.0, gamma);
            table.at<cv::Vec3b>(value)[c] = cv::saturate_cast<uchar>(
                (curved - 128) * gain[static_cast<std::size_t>(c)] + 128 + brightness);
        }
    cv::LUT(image, table, image);
}

void degrade(cv::Mat &image, Dice &dice)
{
    const int size = image.cols;
    if (dice.chance(0.3)) { // Few pixels on the object, as far away.
        const int small = std::max(8, static_cast<int>(size * dice.uniform(0.3, 0.8)));
        cv::Mat low;
        cv::resize(image, low, {small, small}, 0, 0, cv::INTER_AREA);
        cv::resize(low, image, {size, size}, 0, 0, cv::INTER_LINEAR);
    } else if (dice.chance(0.15)) {
        cv::GaussianBlur(image, image, {3, 3}, 0);
    }
    if (dice.chance(0.2)) {
        cv::Mat noise(image.size(), CV_16SC3), wide;
        cv::RNG random(static_cast<std::uint64_t>(dice.uniform(0, 9e15)));
        random.fill(noise, cv::RNG::NORMAL, 0, dice.uniform(2, 10));
        image.convertTo(wide, CV_16SC3);
        cv::add(wide, noise, wide);
        wide.convertTo(image, CV_8UC3);
    }
}

void erase(cv::Mat &image, Dice &dice)
{
    const int size = image.cols;
    const int w = std::max(1, static_cast<int>(size * dice.uniform(0.15, 0.45)));
    const int h = std::max(1, static_cast<int>(size * dice.uniform(0.15, 0.45)));
    const cv::Rect hole(dice.below(size - w + 1), dice.below(size - h + 1), w, h);
    image(hole) = cv::Scalar(dice.uniform(0, 255), dice.uniform(0, 255), dice.uniform(0, 255));
}

} // namespace

cv::Mat augmented(const cv::Mat &image, int size, std::uint64_t seed)
{
    Dice dice(seed);
    // Half of the pictures stay sharp and clean: most of what is to be recognised is.
    const bool hard = dice.chance(0.5);
    const bool wide = hard && dice.chance(0.35);
    cv::Mat out = randomCrop(wide ? withSurroundings(image, dice) : image, size, dice);
    if (hard && dice.chance(0.25))
        castShadow(out, dice);
    if (dice.chance(hard ? 0.8 : 0.3))
        changeLight(out, dice);
    if (hard)
        degrade(out, dice);
    if (dice.chance(0.25))
        erase(out, dice);
    return out;
}

cv::Mat resized(const cv::Mat &image, int size)
{
    if (image.cols == size && image.rows == size)
        return image;
    cv::Mat out;
    cv::resize(image, out, {size, size}, 0, 0,
               image.cols > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return out;
}

} // namespace refocus::train
