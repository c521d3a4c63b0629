#include "detect/blobs.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::detect {

namespace {

constexpr double kWithin = 0.7;     // Of the area of the smaller box.
constexpr double kLeastFill = 0.25; // Of an expectation, by its part of a shared component.
constexpr double kPieceGap = 0.12;  // Of an object's size: pieces of it are no further apart.

constexpr double kSwollen = 3; // Growth of the area in one picture that no object has.
constexpr double kReach = 1.4; // Half sizes of an expectation; pixels beyond are not its own.

struct Component
{
    int label = 0;
    cv::Rect box;
    std::vector<int> claims; // Indices of the expectations that lie in it.
    int home = -1;           // The one expectation in which it lies.
    int pixels = 0;
};

double area(const cv::Rect2d &r) { return r.empty() ? 0.0 : r.area(); }

cv::Rect2d grown(const cv::Rect2d &r, double share)
{
    return {r.x - share * r.width, r.y - share * r.height, r.width * (1 + 2 * share),
            r.height * (1 + 2 * share)};
}

ColourHistogram coloursOf(const cv::Mat &picture, const cv::Mat &mask)
{
    ColourHistogram counts{};
    float total = 0;
    for (int y = 0; y < mask.rows; ++y) {
        const cv::Vec3b *row = picture.ptr<cv::Vec3b>(y);
        const uchar *on = mask.ptr<uchar>(y);
        for (int x = 0; x < mask.cols; ++x) {
            if (!on[x])
                continue;
            ++counts[(row[x][0] >> 6) * 16 + (row[x][1] >> 6) * 4 + (row[x][2] >> 6)];
            ++total;
        }
    }
    for (float &count : counts)
        count /= std::max(1.0f, total);
    return counts;
}

// Pixels between two boxes; 0 if they touch.
int gapBetween(const cv::Rect &a, const cv::Rect &b)
{
    const int x = std::max(a.x, b.x) - std::min(a.br().x, b.br().x);
    const int y = std::max(a.y, b.y) - std::min(a.br().y, b.br().y);
    return std::max({0, x, y});
}

// An expectation that lies within a larger one is a piece of that one, or hidden by it.
void dropClaimsWithin(Component &component, std::span<const Expectation> expected)
{
    const auto claims = component.claims;
    std::erase_if(component.claims, [&](int i) {
        const cv::Rect2d &box = expected[i].box;
        return std::any_of(claims.begin(), claims.end(), [&](int j) {
            return area(expected[j].box) > area(box) &&
                   area(expected[j].box & box) > kWithin * area(box);
        });
    });
}

// Whether two components are one if what may be shadow around them counts too.
bool joinedByShadow(const Component &a, const Component &b, const cv::Mat &labels,
                    const cv::Mat &shadow)
{
    const cv::Rect around = a.box | b.box;
    cv::Mat joined;
    cv::connectedComponents(shadow(around) | (labels(around) > 0), joined, 4, CV_32S);
    const auto labelOf = [&](const Component &c) {
        // Any pixel of the component: its first row has one.
        for (int x = c.box.x; x < c.box.br().x; ++x) {
            if (labels.at<int>(c.box.y, x) == c.label)
                return joined.at<int>(c.box.y - around.y, x - around.x);
        }
        return -1;
    };
    return labelOf(a) == labelOf(b);
}

// Leaves a home only to the largest component in it and to those that belong to that one.
void keepPiecesTogether(std::vector<Component> &components, std::span<const Expectation> expected,
                        const cv::Mat &labels, const cv::Mat &shadow)
{
    for (int i = 0; i < static_cast<int>(expected.size()); ++i) {
        const Component *largest = nullptr;
        for (const Component &c : components) {
            if (c.home == i && (!largest || c.pixels > largest->pixels))
                largest = &c;
        }
        if (!largest)
            continue;
        const cv::Rect2d &box = expected[i].box;
        const double near = std::max(3.0, kPieceGap * (box.width + box.height) / 2);
        for (Component &c : components) {
            if (c.home != i || &c == largest)
                continue;
            const bool close =
                c.pixels <= 0.5 * largest->pixels && gapBetween(c.box, largest->box) <= near;
            if (!close && !joinedByShadow(c, *largest, labels, shadow))
                c.home = -1;
        }
    }
}

// Distance of a pixel from the middle of a box, 1 on its edge.
double distanceTo(const cv::Rect2d &box, int x, int y)
{
    const double dx = std::abs(x + 0.5 - box.x - box.width / 2) / (box.width / 2);
    const double dy = std::abs(y + 0.5 - box.y - box.height / 2) / (box.height / 2);
    return std::max(dx, dy);
}

std::vector<Component> findComponents(const cv::Mat &mask, const cv::Mat &shadow, cv::Mat &labels,
                                      std::span<const Expectation> expected, double minArea)
{
    cv::Mat stats, centres;
    const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
    std::vector<Component> components;
    for (int label = 1; label < count; ++label) {
        const int *s = stats.ptr<int>(label);
        if (s[cv::CC_STAT_AREA] < 0.15 * minArea)
            continue;
        Component c;
        c.label = label;
        c.pixels = s[cv::CC_STAT_AREA];
        c.box = {s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                 s[cv::CC_STAT_HEIGHT]};
        double best = 0.6;
        for (int i = 0; i < static_cast<int>(expected.size()); ++i) {
            const cv::Rect2d box = expected[i].box;
            const double common = area(box & cv::Rect2d(c.box));
            if (expected[i].own && common > 0.5 * area(box) &&
                s[cv::CC_STAT_AREA] > 0.3 * area(box))
                c.claims.push_back(i);
            const double within =
                area(grown(box, 0.1) & cv::Rect2d(c.box)) / area(cv::Rect2d(c.box));
            if (within > best) {
                best = within;
                c.home = i;
            }
        }
        components.push_back(c);
    }
    for (Component &c : components)
        dropClaimsWithin(c, expected);
    keepPiecesTogether(components, expected, labels, shadow);
    return components;
}

} // namespace

double likeness(const ColourHistogram &a, const ColourHistogram &b)
{
    double common = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        common += std::min(a[i], b[i]);
    return common;
}

std::vector<Blob> findBlobs(cv::Mat &mask, const cv::Mat &shadow, const cv::Mat &motion,
                            const cv::Mat &picture, std::span<const Expectation> expected,
                            double minArea)
{
    // Specks of up to two pixels go; gaps of about a hundredth of the picture's width close.
    const int gap = std::max(3, picture.cols / 64) | 1;
    const cv::Mat two = cv::Mat::ones(2, 2, CV_8U);
    cv::erode(mask, mask, two, {0, 0});
    cv::dilate(mask, mask, two, {1, 1}); // The other anchor: OpenCV does not mirror the element.
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE,
                     cv::getStructuringElement(cv::MORPH_ELLIPSE, {gap, gap}));
    cv::Mat labels;
    const auto components = findComponents(mask, shadow, labels, expected, minArea);

    // Every component's pixels are given to a key: the expectation that owns them, or itself.
    const int own = static_cast<int>(expected.size());
    struct Part
    {
        cv::Rect box;
        bool shared = false;
        std::vector<const Component *> from;
    };
    std::vector<Part> parts(expected.size() + components.size());
    const auto put = [&](Part &part, const Component &c, cv::Rect box) {
        part.box = part.box.empty() ? box : part.box | box;
        if (part.from.empty() || part.from.back() != &c)
            part.from.push_back(&c);
    };
    cv::Mat owner(mask.size(), CV_32S, cv::Scalar(-1));
    for (std::size_t n = 0; n < components.size(); ++n) {
        const Component &c = components[n];
        // An object does not grow to a multiple from one picture to the next: what is around it
        // then is something else.
        const bool swollen =
            c.claims.size() == 1 && area(c.box) > kSwollen * area(expected[c.claims.front()].box);
        const bool divided = c.claims.size() > 1 || swollen;
        const bool piece = !divided && c.home >= 0;
        const int key = piece ? c.home : own + static_cast<int>(n);
        for (int y = c.box.y; y < c.box.br().y; ++y) {
            const int *label = labels.ptr<int>(y);
            int *to = owner.ptr<int>(y);
            for (int x = c.box.x; x < c.box.br().x; ++x) {
                if (label[x] != c.label)
                    continue;
                if (!divided) {
                    to[x] = key;
                    continue;
                }
                double nearest = kReach;
                int heir = own + static_cast<int>(n);
                for (const int i : c.claims) {
                    const double distance = distanceTo(expected[i].box, x, y);
                    if (distance < nearest) {
                        nearest = distance;
                        heir = i;
                    }
                }
                to[x] = heir;
                put(parts[heir], c, {x, y, 1, 1});
                parts[heir].shared = true;
            }
        }
        if (!divided)
            put(parts[key], c, c.box);
    }

    std::vector<Blob> blobs;
    for (int key = 0; key < static_cast<int>(parts.size()); ++key) {
        const Part &part = parts[key];
        if (part.from.empty() || area(part.box) < minArea)
            continue;
        Blob blob;
        blob.box = part.box;
        blob.shared = part.shared;
        for (const Component *c : part.from)
            blob.whole = blob.whole.empty() ? c->box : blob.whole | c->box;
        blob.expected = key < own ? key : -1;
        cv::compare(owner(part.box), key, blob.mask, cv::CMP_EQ);
        const int pixels = cv::countNonZero(blob.mask);
        if (blob.shared && key < own && pixels < kLeastFill * area(expected[key].box))
            continue;
        cv::Mat moved;
        cv::bitwise_and(motion(part.box), blob.mask, moved);
        blob.motion = static_cast<double>(cv::countNonZero(moved)) / pixels;
        blob.colours = coloursOf(picture(part.box), blob.mask);
        blobs.push_back(std::move(blob));
    }
    return blobs;
}

} // namespace refocus::detect
