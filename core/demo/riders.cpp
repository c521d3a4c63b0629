// Persons, on foot and on two wheels, from rounded limbs.
#include "demo/actors.h"

#include <array>
#include <cmath>

namespace refocus::demo {

namespace {

constexpr Colour kTyre{32, 32, 33}, kMetal{150, 150, 150}, kDark{40, 40, 42}, kLamp{210, 235, 245};
constexpr Colour kSkins[] = {{150, 180, 220}, {120, 155, 200}, {80, 110, 155}, {55, 75, 110}};
constexpr Colour kHairs[] = {
    {30, 35, 45}, {40, 60, 90}, {60, 110, 160}, {140, 145, 150}, {25, 25, 28}};

Colour skin(const Look &look) { return kSkins[look.variant % 4]; }
Colour hair(const Look &look) { return kHairs[look.variant % 5]; }

// The joint between two bars of the given lengths from p to q, bent towards the given side.
Point2 joint(Point2 p, Point2 q, double first, double second, double side)
{
    const Point2 d = q - p;
    const double length = std::max(1e-6, std::sqrt(d.dot(d)));
    const double along = (length * length + first * first - second * second) / (2 * length);
    const double out = std::sqrt(std::max(0.0, first * first - along * along));
    return p + d * (along / length) + Point2(-d.y, d.x) * (side * out / length);
}

void leg(Painter &painter, Point2 hip, Point2 foot, double size, double b, const Colour &cloth,
         const Colour &shoe)
{
    const Point2 knee = joint(hip, foot, .44 * size, .44 * size, 1);
    painter.limb(hip, knee, .095 * size, .07 * size, b, cloth);
    painter.limb(knee, foot, .07 * size, .048 * size, b, cloth);
    painter.limb(foot + Point2(-.03, -.02) * size, foot + Point2(.15, -.035) * size, .045 * size,
                 .035 * size, b, shoe);
}

void arm(Painter &painter, Point2 shoulder, Point2 hand, double size, double b, const Colour &cloth,
         const Colour &skinTone)
{
    const Point2 elbow = joint(shoulder, hand, .29 * size, .29 * size, -1);
    painter.limb(shoulder, elbow, .06 * size, .05 * size, b, cloth);
    painter.limb(elbow, hand, .05 * size, .036 * size, b, cloth);
    painter.disc(hand, .045 * size, b, skinTone);
}

void head(Painter &painter, Point2 centre, double size, double b, const Look &look, bool helmet)
{
    painter.limb(centre + Point2(-.02, -.2) * size, centre, .05 * size, .055 * size, b,
                 skin(look) * .85);
    painter.limb(centre + Point2(.01, -.04) * size, centre + Point2(.01, .03) * size, .092 * size,
                 .1 * size, b, skin(look));
    painter.disc(centre + Point2(.1, -.02) * size, .02 * size, b, skin(look) * .95);
    if (helmet) {
        painter.limb(centre + Point2(-.05, .07) * size, centre + Point2(.06, .08) * size,
                     .095 * size, .075 * size, b, look.paint.mixed({240, 240, 240}, .3));
    } else {
        painter.limb(centre + Point2(-.055, -.0) * size, centre + Point2(.03, .085) * size,
                     .08 * size, .055 * size, b, hair(look));
        if (look.variant % 3 == 0)
            painter.limb(centre + Point2(-.07, .02) * size, centre + Point2(-.09, -.16) * size,
                         .06 * size, .04 * size, b, hair(look));
    }
}

void bicycleWheel(Painter &painter, Point2 centre, double radius, double b, double turn)
{
    constexpr int kPieces = 20;
    std::array<Point2, kPieces + 1> ring;
    for (int i = 0; i <= kPieces; ++i)
        ring[i] = centre + Point2(cosine(i / double(kPieces)), sine(i / double(kPieces))) * radius;
    for (int i = 0; i < 4; ++i) {
        const Point2 d = Point2(cosine(turn + i / 8.0), sine(turn + i / 8.0)) * radius;
        painter.limb(centre - d, centre + d, .007, .007, b, kMetal);
    }
    for (int i = 0; i < kPieces; ++i)
        painter.limb(ring[i], ring[i + 1], .03, .03, b, kTyre);
    painter.disc(centre, .05, b, kMetal * .6);
}

} // namespace

void drawPerson(Painter &painter, const Look &look, double travelled, bool still)
{
    const double s = look.scale, stride = 1.35 * s;
    const double step = travelled / stride + look.phase, swing = still ? .12 : 1;
    const double bounce = still ? 0 : .012 * s * cosine(2 * step);
    const double middle = .3 * s;
    const Point2 hip{middle, .925 * s + bounce}, neck{middle + .03 * s, 1.44 * s + bounce};
    const auto foot = [&](double at) {
        const double lift = still ? 0 : std::max(0.0, cosine(at)) * .13 * s;
        return Point2(middle + .3 * s * swing * sine(at) + (still ? .03 * s : 0), .055 * s + lift);
    };
    const auto hand = [&](double at) {
        return Point2(neck.x + (.27 * sine(at) * swing + .02) * s,
                      neck.y - (.56 - .05 * sine(at) * swing) * s);
    };
    const Colour shoe = look.variant % 2 ? kDark : Colour{190, 195, 200};
    const bool skirt = look.variant % 7 == 3;
    const Colour legs = skirt ? skin(look) : look.second;
    arm(painter, neck + Point2(-.02, -.05) * s, hand(step), s, .3 * s, look.paint * .68,
        skin(look) * .8);
    leg(painter, hip, foot(step + .5), s, .22 * s, legs * .7, shoe * .7);
    leg(painter, hip, foot(step), s, .08 * s, legs, shoe);
    if (look.variant % 4 == 1) // A rucksack.
        painter.limb(neck + Point2(-.19, -.12) * s, neck + Point2(-.2, -.38) * s, .1 * s, .12 * s,
                     .1 * s, look.third);
    painter.side({hip + Point2(-.13, -.04) * s, hip + Point2(.13, -.04) * s,
                  hip + Point2(.14, .25) * s, neck + Point2(.13, -.08) * s,
                  neck + Point2(.05, .0) * s, neck + Point2(-.06, .01) * s,
                  neck + Point2(-.15, -.08) * s, hip + Point2(-.12, .25) * s},
                 .05 * s, look.paint);
    painter.limb(hip + Point2(-.03, -.0) * s, hip + Point2(.03, -.0) * s, .11 * s, .11 * s, .05 * s,
                 skirt                   ? look.third
                 : look.variant % 5 == 2 ? look.paint
                                         : look.second);
    if (skirt)
        painter.side({hip + Point2(-.13, .04) * s, hip + Point2(.13, .04) * s,
                      hip + Point2(.22, -.42) * s, hip + Point2(-.2, -.42) * s},
                     .05 * s, look.third);
    if (look.variant % 5 == 2 && !skirt) // A long coat.
        painter.side({hip + Point2(-.13, .1) * s, hip + Point2(.14, .1) * s,
                      hip + Point2(.17, -.3) * s, hip + Point2(-.17, -.3) * s},
                     .05 * s, look.paint);
    head(painter, neck + Point2(.03, .2) * s, s, .05 * s, look, false);
    arm(painter, neck + Point2(-.02, -.05) * s, hand(step + .5), s, 0, look.paint * .88,
        skin(look));
    if (look.variant % 6 == 0) { // A bag in the hand.
        const Point2 h = hand(step + .5);
        painter.side({h + Point2(-.12, -.06) * s, h + Point2(.12, -.06) * s,
                      h + Point2(.14, -.34) * s, h + Point2(-.14, -.34) * s},
                     0, look.third);
    }
}

void drawBicycle(Painter &painter, const Look &look, double travelled, bool still)
{
    const double s = look.scale, r = .34 * s, b = .2 * s;
    const Point2 rear{r, r}, front{r + 1.05 * s, r}, crank{r + .43 * s, r - .03 * s};
    const Point2 saddle{r + .27 * s, .93 * s}, stem{r + .87 * s, .95 * s},
        tubeTop{r + .84 * s, .8 * s};
    const double turn = -travelled / (r * 6.2832);
    const double pedal = still ? .13 : -travelled / 5.2 + look.phase;
    const Point2 swing = Point2(cosine(pedal), sine(pedal)) * (.17 * s);
    const Point2 hip = saddle + Point2(.02, .08) * s, neck = hip + Point2(.34, .5) * s;
    const Colour cloth = look.third;
    const auto rider = [&](Point2 foot, double depth, double shade) {
        leg(painter, hip, foot + Point2(0, .04) * s, s * .98, depth, cloth * shade, kDark * shade);
    };
    rider(crank - swing, b + .14 * s, .65);
    bicycleWheel(painter, rear, r, b, turn);
    bicycleWheel(painter, front, r, b, turn);
    const double tube = .026 * s;
    painter.limb(rear, crank, tube * .8, tube * .8, b, look.paint);
    painter.limb(rear, saddle - Point2(0, .1) * s, tube * .7, tube * .7, b, look.paint);
    painter.limb(crank, saddle, tube, tube, b, look.paint);
    painter.limb(crank, tubeTop, tube * 1.2, tube * 1.2, b, look.paint);
    painter.limb(saddle - Point2(-.02, .16) * s, tubeTop, tube, tube, b, look.paint);
    painter.limb(front, stem, tube, tube, b, look.paint * .8);
    painter.limb(stem, stem + Point2(.08, .06) * s, .022 * s, .022 * s, b, kDark);
    painter.limb(saddle + Point2(-.12, .01) * s, saddle + Point2(.1, .01) * s, .04 * s, .025 * s, b,
                 kDark);
    painter.disc(crank, .08 * s, b, kDark);
    painter.limb(crank - swing, crank + swing, .018 * s, .018 * s, b, kMetal);
    rider(crank + swing, b - .08 * s, 1);
    painter.limb(hip, neck + Point2(-.03, -.06) * s, .14 * s, .14 * s, b, look.second);
    head(painter, neck + Point2(.1, .19) * s, s, b, look, look.variant % 2 == 0);
    arm(painter, neck + Point2(-.01, -.07) * s, stem + Point2(.07, .07) * s, s, b - .1 * s,
        look.second * .88, skin(look));
}

void drawMotorcycle(Painter &painter, const Look &look, double travelled)
{
    const double s = look.scale, r = .33 * s, b = .25 * s;
    const Point2 rear{r, r}, front{r + 1.42 * s, r};
    const Point2 hip{r + .42 * s, .86 * s}, neck = hip + Point2(.22, .52) * s;
    const Point2 grip{r + 1.05 * s, 1.02 * s}, foot{r + .55 * s, .34 * s};
    const double turn = -travelled / (r * 6.2832);
    leg(painter, hip, foot, s * .95, b + .2 * s, look.third * .6, kDark * .7);
    for (const Point2 &wheel : {rear, front}) {
        painter.disc(wheel, r, b, kTyre);
        painter.disc(wheel, r * .66, b, {105, 106, 108});
        for (int i = 0; i < 3; ++i) {
            const Point2 d = Point2(cosine(turn + i / 6.0), sine(turn + i / 6.0)) * (r * .64);
            painter.limb(wheel - d, wheel + d, .03 * s, .03 * s, b, kMetal);
        }
        painter.disc(wheel, r * .2, b, kDark);
    }
    painter.limb(front, grip + Point2(-.04, -.1) * s, .04 * s, .05 * s, b, kMetal);
    painter.side({{r + .3 * s, .3 * s},
                  {r + .95 * s, .28 * s},
                  {r + 1.05 * s, .62 * s},
                  {r + .35 * s, .66 * s}},
                 b, kDark * 1.3); // Engine.
    painter.limb({r + .75 * s, .3 * s}, {r - .12 * s, .36 * s}, .045 * s, .065 * s, b - .1 * s,
                 kMetal);
    painter.side({{r + .0, .68 * s},
                  {r + .62 * s, .62 * s},
                  {r + .66 * s, .8 * s},
                  {r + .1 * s, .84 * s},
                  {r - .25 * s, .9 * s},
                  {r - .28 * s, .82 * s}},
                 b, look.paint * .8);
    painter.limb({r + .12 * s, .84 * s}, {r + .55 * s, .8 * s}, .06 * s, .05 * s, b, kDark);
    painter.limb({r + .7 * s, .82 * s}, {r + .95 * s, .86 * s}, .15 * s, .15 * s, b, look.paint);
    painter.side({{r + .9 * s, .55 * s},
                  {r + 1.16 * s, .7 * s},
                  {r + 1.3 * s, 1.0 * s},
                  {r + 1.08 * s, 1.2 * s},
                  {r + .98 * s, .95 * s}},
                 b, look.paint * .92);
    painter.side({{r + 1.0 * s, 1.02 * s}, {r + 1.2 * s, 1.03 * s}, {r + 1.05 * s, 1.28 * s}}, b,
                 {120, 110, 100});
    painter.disc({r + 1.26 * s, .88 * s}, .08 * s, b, kLamp);
    painter.limb({r - .27 * s, .86 * s}, {r - .25 * s, .8 * s}, .04 * s, .04 * s, b, {40, 35, 190});
    painter.side({{r + 1.15 * s, .66 * s},
                  {r + 1.62 * s, .6 * s},
                  {r + 1.72 * s, .5 * s},
                  {r + 1.5 * s, .72 * s}},
                 b, look.paint);
    leg(painter, hip, foot, s * .95, b - .12 * s, look.third, kDark);
    painter.limb(hip, neck + Point2(-.03, -.08) * s, .16 * s, .16 * s, b, look.second);
    const Point2 skull = neck + Point2(.09, .17) * s;
    painter.limb(skull + Point2(-.01, -.05) * s, skull + Point2(.0, .04) * s, .125 * s, .14 * s, b,
                 look.paint.mixed({235, 235, 235}, .15));
    painter.side({skull + Point2(.03, -.03) * s, skull + Point2(.14, -.04) * s,
                  skull + Point2(.14, .05) * s, skull + Point2(.04, .06) * s},
                 b, {60, 52, 45});
    arm(painter, neck + Point2(-.01, -.1) * s, grip, s, b - .14 * s, look.second * .85, kDark);
}

} // namespace refocus::demo
