#include "demo/overhead_figures.h"

#include "demo/geometry.h"
#include "demo/random.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace refocus::demo {

namespace {

using Shade = cv::Vec3d; // Blue, green, red.

// A rounded bar between two balls, in metres: x ahead of the figure, y to its left, z up.
struct Bar
{
    Point3 from, to;
    double fromRadius, toRadius;
    Shade colour;
};

using Figure = std::vector<Bar>;

constexpr double kTurn = 2 * M_PI;

Shade mixed(const Shade &a, const Shade &b, double share) { return a * (1 - share) + b * share; }

Shade anyColour(Random &random)
{
    const double grey = random.between(15, 235), strength = random.between(0, 0.9);
    const Shade bright(random.between(10, 245), random.between(10, 245), random.between(10, 245));
    return mixed({grey, grey, grey}, bright, random.chance(0.55) ? strength : 0.08);
}

struct Clothes
{
    explicit Clothes(Random &random)
        : top(anyColour(random)), bottom(anyColour(random)), shoe(anyColour(random) * 0.6),
          skin(mixed({60, 80, 115}, {160, 185, 225}, random.unit())),
          hair(mixed({20, 22, 26}, {90, 130, 170}, random.chance(0.3) ? random.unit() : 0.1)),
          bareArms(random.chance(0.6)), bareLegs(random.chance(0.4)), rucksack(random.chance(0.25)),
          bag(anyColour(random))
    {}

    Shade top, bottom, shoe, skin, hair;
    bool bareArms, bareLegs, rucksack;
    Shade bag;
};

Point3 between(const Point3 &a, const Point3 &b, double share) { return a + (b - a) * share; }

// The knee or elbow between two ends, bent towards `side`.
Point3 bend(const Point3 &a, const Point3 &b, double each, const Point3 &side)
{
    const double half = cv::norm(b - a) / 2;
    const double out = std::sqrt(std::max(0.0, each * each - half * half));
    return between(a, b, 0.5) + side * (out / std::max(1e-6, cv::norm(side)));
}

void addLeg(Figure &figure, const Point3 &hip, const Point3 &foot, const Clothes &clothes)
{
    const Point3 knee = bend(hip, foot, 0.44, {1, 0, 0.25});
    figure.push_back({hip, knee, 0.09, 0.065, clothes.bottom});
    figure.push_back({knee, foot, 0.06, 0.045, clothes.bareLegs ? clothes.skin : clothes.bottom});
    figure.push_back({foot, foot + Point3(0.16, 0, -0.02), 0.05, 0.04, clothes.shoe});
}

void addArm(Figure &figure, const Point3 &shoulder, const Point3 &hand, const Clothes &clothes)
{
    const Point3 elbow = bend(shoulder, hand, 0.3, {-0.6, shoulder.y > 0 ? 0.6 : -0.6, -0.5});
    figure.push_back({shoulder, elbow, 0.06, 0.05, clothes.top});
    figure.push_back({elbow, hand, 0.048, 0.04, clothes.bareArms ? clothes.skin : clothes.top});
}

// Trunk and head over the hips; returns the middle of the shoulders.
Point3 addTrunk(Figure &figure, const Point3 &hips, double lean, const Clothes &clothes,
                const Shade *helmet)
{
    const Point3 neck = hips + Point3(0.5 * std::sin(lean), 0, 0.5 * std::cos(lean));
    for (const double side : {-1.0, 1.0})
        figure.push_back({hips + Point3(0, side * 0.07, 0), neck + Point3(0, side * 0.12, -0.05),
                          0.12, 0.115, clothes.top});
    figure.push_back({hips, hips + Point3(0, 0, 0.02), 0.15, 0.15, clothes.bottom});
    if (clothes.rucksack)
        figure.push_back(
            {neck + Point3(-0.2, 0, -0.1), hips + Point3(-0.17, 0, 0.14), 0.13, 0.14, clothes.bag});
    const Point3 head = neck + Point3(0.04 + 0.1 * std::sin(lean), 0, 0.2);
    figure.push_back({neck, head, 0.06, 0.07, clothes.skin});
    figure.push_back({head, head + Point3(0.01, 0, 0.06), 0.1, 0.095, clothes.skin});
    figure.push_back({head + Point3(-0.03, 0, 0.04), head + Point3(0, 0, 0.09),
                      helmet ? 0.14 : 0.105, helmet ? 0.13 : 0.1, helmet ? *helmet : clothes.hair});
    return neck;
}

void addWheel(Figure &figure, const Point3 &centre, double radius, double thickness,
              const Point3 &ahead)
{
    constexpr int kPieces = 18;
    const auto at = [&](int i) {
        const double angle = kTurn * i / kPieces;
        return centre + ahead * (radius * std::cos(angle)) + Point3(0, 0, radius * std::sin(angle));
    };
    for (int i = 0; i < kPieces; ++i)
        figure.push_back({at(i), at(i + 1), thickness, thickness, {32, 32, 34}});
    for (int i = 0; i < kPieces; i += 3)
        figure.push_back({centre, at(i), 0.012, 0.006, {140, 140, 140}});
}

Figure walker(Random &random, const Clothes &clothes)
{
    Figure figure;
    const double step = random.between(-1, 1), reach = 0.32 * step;
    const Point3 hips(0, 0, 0.94 - 0.04 * std::abs(step));
    addLeg(figure, hips + Point3(0, 0.09, 0), {reach, 0.1, 0.07}, clothes);
    addLeg(figure, hips + Point3(0, -0.09, 0),
           {-reach, -0.1, 0.07 + (random.chance(0.5) ? 0.12 * std::abs(step) : 0)}, clothes);
    const Point3 neck = addTrunk(figure, hips, random.between(-0.05, 0.2), clothes, nullptr);
    for (const double side : {-1.0, 1.0})
        addArm(figure, neck + Point3(0, side * 0.2, -0.05),
               neck + Point3(-side * reach * 0.9 + 0.05, side * 0.26, -0.55), clothes);
    return figure;
}

Figure cyclist(Random &random, const Clothes &clothes)
{
    Figure figure;
    const Shade paint = anyColour(random), dark(40, 40, 42);
    const double r = random.between(0.28, 0.36), steer = random.between(-0.25, 0.25);
    const double saddle = random.between(0.8, 1.0), bars = random.between(0.9, 1.1);
    const Point3 rear(-0.5, 0, r), front(0.52, 0, r), crank(-0.05, 0, 0.28);
    const Point3 seat(-0.22, 0, saddle), stem(0.38, 0, bars);
    const Point3 ahead(std::cos(steer), std::sin(steer), 0), across(-ahead.y, ahead.x, 0);
    addWheel(figure, rear, r, random.between(0.018, 0.035), {1, 0, 0});
    addWheel(figure, front, r, random.between(0.018, 0.035), ahead);
    const double tube = random.between(0.016, 0.028);
    for (const auto &[a, b] : {std::pair{rear, crank},
                               {rear, seat - Point3(0, 0, 0.15)},
                               {crank, seat},
                               {crank, stem - Point3(0, 0, 0.15)},
                               {seat - Point3(0, 0, 0.12), stem - Point3(0, 0, 0.12)},
                               {front, stem}})
        figure.push_back({a, b, tube, tube, paint});
    figure.push_back({stem - across * 0.28, stem + across * 0.28, 0.018, 0.018, dark});
    figure.push_back({seat - Point3(0.12, 0, 0), seat + Point3(0.1, 0, 0), 0.06, 0.03, dark});
    const double pedal = random.between(0, kTurn);
    const Point3 push(0.17 * std::cos(pedal), 0, 0.17 * std::sin(pedal));
    const Point3 hips = seat + Point3(0.02, 0, 0.09);
    for (const double side : {-1.0, 1.0}) {
        const Point3 foot = crank + push * side + Point3(-0.04, side * 0.13, 0.05);
        figure.push_back({crank + Point3(0, side * 0.06, 0), foot, 0.015, 0.015, dark});
        addLeg(figure, hips + Point3(0, side * 0.09, 0), foot, clothes);
    }
    const Shade helmet = anyColour(random);
    const Point3 neck = addTrunk(figure, hips, random.between(0.1, 0.85), clothes,
                                 random.chance(0.4) ? &helmet : nullptr);
    for (const double side : {-1.0, 1.0})
        addArm(figure, neck + Point3(0, side * 0.19, -0.06), stem + across * (side * 0.26),
               clothes);
    if (random.chance(0.15)) // A basket or a carrier.
        figure.push_back({rear + Point3(-0.1, 0, 0.5), rear + Point3(0.2, 0, 0.5), 0.12, 0.12,
                          anyColour(random)});
    return figure;
}

Figure motorcyclist(Random &random, const Clothes &clothes)
{
    Figure figure;
    const Shade paint = anyColour(random), dark(38, 38, 40), metal(130, 130, 132);
    const double r = random.between(0.24, 0.33), longer = random.between(0.6, 0.75);
    const Point3 rear(-longer, 0, r), front(longer, 0, r);
    for (const Point3 &wheel : {rear, front}) {
        addWheel(figure, wheel, r - 0.04, random.between(0.055, 0.085), {1, 0, 0});
        figure.push_back(
            {wheel - Point3(0, 0.04, 0), wheel + Point3(0, 0.04, 0), r * 0.55, r * 0.55, metal});
    }
    figure.push_back({{-0.25, 0, 0.45}, {0.25, 0, 0.45}, 0.17, 0.18, dark});
    figure.push_back({{0.05, 0, 0.78}, {0.32, 0, 0.82}, 0.16, 0.17, paint});
    figure.push_back({{-0.7, 0, 0.75}, {-0.05, 0, 0.74}, 0.1, 0.14, dark});
    figure.push_back({{-0.8, 0, 0.72}, {-0.5, 0, 0.62}, 0.1, 0.16, paint});
    const Point3 stem(0.42, 0, 1.02);
    figure.push_back({front, stem, 0.06, 0.07, metal});
    figure.push_back({stem + Point3(0.12, 0, -0.12), stem + Point3(0.16, 0, -0.14), 0.13, 0.12,
                      random.chance(0.5) ? paint : Shade(200, 215, 225)});
    figure.push_back({stem - Point3(0, 0.36, 0), stem + Point3(0, 0.36, 0), 0.025, 0.025, dark});
    for (const double side : {-1.0, 1.0}) {
        figure.push_back({{-0.6, side * 0.18, 0.34}, {0.1, side * 0.16, 0.3}, 0.06, 0.04, metal});
        addLeg(figure, {-0.2, side * 0.12, 0.86}, {-0.05, side * 0.24, 0.34}, clothes);
    }
    const Shade helmet = anyColour(random);
    const Point3 neck = addTrunk(figure, {-0.2, 0, 0.86}, random.between(0.05, 0.5), clothes,
                                 random.chance(0.85) ? &helmet : nullptr);
    for (const double side : {-1.0, 1.0})
        addArm(figure, neck + Point3(0, side * 0.19, -0.06), stem + Point3(0, side * 0.34, 0),
               clothes);
    return figure;
}

// A camera that looks at the middle of the figure from `away` metres, at that angle below the
// horizon.
class View
{
public:
    View(double down, double away, double focal, Point2 middle)
        : m_forward(std::cos(down), 0, -std::sin(down)), m_up(std::sin(down), 0, std::cos(down)),
          m_eye(Point3(0, 0, 0.8) - m_forward * away), m_focal(focal), m_middle(middle)
    {}

    double depth(const Point3 &p) const { return (p - m_eye).dot(m_forward); }
    double scale(const Point3 &p) const { return m_focal / std::max(0.5, depth(p)); }
    Point2 project(const Point3 &p) const
    {
        return m_middle + Point2(-(p - m_eye).y, -(p - m_eye).dot(m_up)) * scale(p);
    }

private:
    Point3 m_forward, m_up, m_eye;
    double m_focal;
    Point2 m_middle;
};

// The outline of two discs of the picture and what lies between them.
std::vector<cv::Point> outline(const Point2 &a, double radiusA, const Point2 &b, double radiusB)
{
    std::vector<cv::Point> points, hull;
    constexpr int kCorners = 12;
    for (const auto &[centre, radius] : {std::pair{a, radiusA}, {b, radiusB}})
        for (int i = 0; i < kCorners; ++i) {
            const double angle = kTurn * i / kCorners;
            points.emplace_back(cvRound(16 * (centre.x + radius * std::cos(angle))),
                                cvRound(16 * (centre.y + radius * std::sin(angle))));
        }
    cv::convexHull(points, hull);
    return hull;
}

template <class Picture, class Value>
void fill(Picture &picture, const std::vector<cv::Point> &polygon, const Value &value)
{
    cv::fillConvexPoly(picture, polygon, value, cv::LINE_AA, 4);
}

cv::Mat ground(int side, Random &random)
{
    const double grey = random.between(60, 200);
    const Shade base =
        Shade(grey, grey, grey) +
        Shade(random.between(-7, 7), random.between(-5, 5), random.between(-7, 7));
    cv::Mat picture(side, side, CV_64FC3, base);
    for (const int coarse : {6, 24, side / 2}) { // Stains, patches, grain.
        cv::Mat noise(coarse, coarse, CV_64F), wide;
        for (double &value : cv::Mat_<double>(noise))
            value = random.between(-1, 1);
        cv::resize(noise, wide, {side, side}, 0, 0, cv::INTER_CUBIC);
        cv::Mat channels[] = {wide, wide, wide}, coloured;
        cv::merge(channels, 3, coloured);
        picture += coloured * random.between(1, 9);
    }
    const auto anywhere = [&] {
        return cv::Point(random.below(2 * side) - side / 2, random.below(2 * side) - side / 2);
    };
    for (int n = random.below(4); n > 0; --n) // Joints and cracks.
        cv::line(picture, anywhere(), anywhere(), base * random.between(0.5, 0.85),
                 1 + random.below(3), cv::LINE_AA);
    if (random.chance(0.5)) // A lane's line.
        cv::line(picture, anywhere(), anywhere(),
                 random.chance(0.6) ? Shade(225, 228, 230) : Shade(70, 170, 215),
                 side / 60 + random.below(side / 25), cv::LINE_AA);
    if (random.chance(0.3)) { // Another surface: a pavement, grass.
        const cv::Point corner = anywhere();
        const Shade other =
            random.chance(0.4) ? Shade(60, 110, 85) : base * random.between(0.6, 1.4);
        fill(picture, outline(Point2(corner), side * 0.6, Point2(anywhere()), side * 0.3), other);
    }
    return picture;
}

struct Light
{
    explicit Light(Random &random)
        : strength(random.chance(0.65) ? random.between(0.3, 0.75) : random.between(0, 0.15))
    {
        const double around = random.between(0, kTurn), length = random.between(0.3, 1.6);
        fall = {length * std::cos(around), length * std::sin(around)};
    }

    double strength; // How much of the light a shadow takes.
    Point2 fall;     // Where the shadow of a point a metre up lies.
};

// What `figure` looks like there; `boxes` gets that of the figure and that with its shadow.
cv::Mat render(Figure figure, const View &view, const Light &light, cv::Mat picture,
               std::array<cv::Rect, 2> &boxes)
{
    cv::Mat dark(picture.size(), CV_8U, cv::Scalar(0));
    std::vector<cv::Point> body, all;
    for (const Bar &bar : figure) {
        const auto onGround = [&](const Point3 &p) {
            return Point3(p.x + light.fall.x * p.z, p.y + light.fall.y * p.z, 0);
        };
        const Point3 a = onGround(bar.from), b = onGround(bar.to);
        const auto shape = outline(view.project(a), view.scale(a) * bar.fromRadius, view.project(b),
                                   view.scale(b) * bar.toRadius);
        fill(dark, shape, 255);
        all.insert(all.end(), shape.begin(), shape.end());
    }
    cv::GaussianBlur(dark, dark, {3, 3}, 0);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x)
            picture.at<Shade>(y, x) *= 1 - light.strength * dark.at<uchar>(y, x) / 255.0;

    std::ranges::sort(figure, [&](const Bar &a, const Bar &b) { // The farthest first.
        return view.depth(between(a.from, a.to, 0.5)) > view.depth(between(b.from, b.to, 0.5));
    });
    const Point2 lit = light.fall * -0.35;
    for (const Bar &bar : figure) {
        const Point2 a = view.project(bar.from), b = view.project(bar.to);
        const double sizeA = view.scale(bar.from) * bar.fromRadius;
        const double sizeB = view.scale(bar.to) * bar.toRadius;
        const auto shape = outline(a, sizeA, b, sizeB);
        fill(picture, shape, bar.colour * (1 - 0.6 * light.strength));
        // The lit side.
        const Point2 towards = Point2(-lit.y, -0.5) / std::max(0.6, cv::norm(lit));
        fill(picture,
             outline(a + towards * (0.35 * sizeA), sizeA * 0.68, b + towards * (0.35 * sizeB),
                     sizeB * 0.68),
             bar.colour);
        body.insert(body.end(), shape.begin(), shape.end());
    }
    all.insert(all.end(), body.begin(), body.end());
    const auto boxOf = [](const std::vector<cv::Point> &points) {
        const cv::Rect box = cv::boundingRect(points);
        return cv::Rect(box.x / 16, box.y / 16, box.width / 16, box.height / 16);
    };
    boxes = {boxOf(body), boxOf(all)};
    cv::Mat seen;
    picture.convertTo(seen, CV_8UC3);
    return seen;
}

Figure turned(Figure figure, double heading)
{
    const double c = std::cos(heading), s = std::sin(heading);
    for (Bar &bar : figure)
        for (Point3 *p : {&bar.from, &bar.to})
            *p = Point3(c * p->x - s * p->y, s * p->x + c * p->y, p->z);
    return figure;
}

cv::Rect jittered(const cv::Rect &box, Random &random)
{
    const auto off = [&](int length) { return cvRound(length * random.between(-0.06, 0.06)); };
    return {box.x + off(box.width), box.y + off(box.height), box.width + off(box.width),
            box.height + off(box.height)};
}

// One crop of each class on ground that looks the same.
void addCrops(std::uint64_t seed, const CutFunction &cut, int size, std::vector<Crop> &crops)
{
    using Maker = Figure (*)(Random &, const Clothes &);
    constexpr std::pair<const char *, Maker> kMakers[] = {
        {"bicycle", cyclist}, {"motorcycle", motorcyclist}, {"person", walker}};
    for (const auto &[name, make] : kMakers) {
        Random random(seed); // The same light, ground and clothes for all three.
        const int side = 160 + random.below(280);
        const Light light(random);
        const Clothes clothes(random);
        const double away = random.between(5, 40);
        const View view(random.between(0.15, 1.0), away, side * away * random.between(0.14, 0.22),
                        Point2(side, side) * 0.5);
        const double heading = random.between(0, kTurn);
        const bool withShadow = random.chance(0.5);
        const cv::Mat place = ground(side, random);
        std::array<cv::Rect, 2> boxes;
        cv::Mat picture = render(turned(make(random, clothes), heading), view, light, place, boxes);
        cv::Rect box = jittered(boxes[withShadow && light.strength > 0.2], random);
        box &= cv::Rect({}, picture.size());
        crops.push_back({cut(picture, box, size), name});
    }
}

} // namespace

std::vector<Crop> overheadCrops(std::uint64_t seed, int perClass, const CutFunction &cut, int size)
{
    std::vector<Crop> crops;
    for (int i = 0; i < perClass; ++i)
        addCrops(seed * 1000003 + static_cast<std::uint64_t>(i), cut, size, crops);
    return crops;
}

} // namespace refocus::demo
