// Cars, trucks and buses: prisms of a side view, with wheels, windows and lights on them.
#include "demo/actors.h"

#include <algorithm>
#include <array>

namespace refocus::demo {

namespace {

constexpr Colour kGlass{72, 62, 52}, kGlint{150, 138, 122}, kTyre{30, 30, 31}, kHub{168, 168, 166},
    kTrim{48, 48, 50}, kHeadlight{215, 240, 248}, kTailLight{40, 35, 190}, kPlate{200, 215, 218};

std::vector<Point2> scaled(std::vector<Point2> points, double f)
{
    for (Point2 &p : points)
        p *= f;
    return points;
}

void wheel(Painter &painter, Point2 centre, double radius, double b, double travelled)
{
    painter.disc(centre, radius, b, kTyre);
    painter.disc(centre, radius * 0.64, b, kHub);
    painter.disc(centre, radius * 0.54, b, kHub * 0.72);
    const double turn = -travelled / (radius * 6.2832);
    for (int i = 0; i < 5; ++i) {
        const Point2 tip = Point2(cosine(turn + i / 5.0), sine(turn + i / 5.0)) * (radius * 0.56);
        painter.limb(centre, centre + tip, radius * 0.1, radius * 0.08, b, kHub * 1.15);
    }
    painter.disc(centre, radius * 0.14, b, kHub * 0.6);
}

void rectangle(Painter &painter, double a0, double a1, double y0, double y1, double b,
               const Colour &colour)
{
    painter.side({{a0, y0}, {a1, y0}, {a1, y1}, {a0, y1}}, b, colour);
}

// A rectangle on an end of a vehicle, drawn only where the camera sees that end.
void endPatch(Painter &painter, bool front, double a, double y0, double y1, double b0, double b1,
              const Colour &colour)
{
    const double eye = painter.eyeAhead();
    if (front ? eye > a : eye < a)
        painter.face({{a, y0, b0}, {a, y0, b1}, {a, y1, b1}, {a, y1, b0}}, colour);
}

struct CarBody
{
    std::vector<Point2> hull, cabin;
    std::vector<int> glassEdges; // Windscreen and rear window, edges of the cabin.
    std::vector<std::vector<Point2>> windows;
    double rearWheel, frontWheel, wheelRadius, shoulder;
};

// Sedan, hatchback, off-roader, estate, people carrier; 4.4 m long before scaling.
const CarBody &carBody(int variant)
{
    static const std::array<CarBody, 5> bodies{{
        {{{0.2, .27},
          {4.2, .25},
          {4.36, .36},
          {4.4, .58},
          {4.26, .74},
          {3.25, .94},
          {0.55, .97},
          {0.06, .90},
          {0, .62},
          {0.05, .36}},
         {{0.5, .95}, {3.35, .92}, {2.65, 1.36}, {2.35, 1.43}, {1.45, 1.43}, {1.15, 1.37}},
         {1, 5},
         {{{0.92, .97}, {1.75, .97}, {1.75, 1.35}, {1.3, 1.33}},
          {{1.85, .97}, {2.98, .96}, {2.45, 1.34}, {1.85, 1.35}}},
         .85,
         3.5,
         .33,
         .9},
        {{{0.2, .28},
          {4.1, .26},
          {4.28, .38},
          {4.3, .62},
          {4.15, .78},
          {3.25, .97},
          {0.25, 1.0},
          {0.05, .92},
          {0, .6},
          {0.05, .36}},
         {{0.12, .97}, {3.4, .94}, {2.6, 1.42}, {2.25, 1.5}, {0.95, 1.5}, {0.5, 1.44}},
         {1, 5},
         {{{0.55, 1.0}, {1.55, 1.0}, {1.55, 1.42}, {0.85, 1.4}},
          {{1.65, 1.0}, {3.0, .98}, {2.4, 1.41}, {1.65, 1.42}}},
         .8,
         3.4,
         .33,
         .93},
        {{{0.2, .38},
          {4.2, .36},
          {4.38, .48},
          {4.4, .8},
          {4.28, 1.0},
          {3.3, 1.1},
          {0.2, 1.14},
          {0.02, 1.0},
          {0, .65},
          {0.05, .45}},
         {{0.1, 1.1}, {3.42, 1.08}, {2.8, 1.6}, {2.5, 1.68}, {0.6, 1.7}, {0.28, 1.64}},
         {1, 5},
         {{{0.35, 1.16}, {1.0, 1.16}, {1.0, 1.6}, {0.5, 1.59}},
          {{1.1, 1.16}, {1.95, 1.15}, {1.95, 1.6}, {1.1, 1.6}},
          {{2.05, 1.15}, {3.1, 1.13}, {2.62, 1.58}, {2.05, 1.6}}},
         .85,
         3.5,
         .39,
         1.06},
        {{{0.2, .28},
          {4.3, .26},
          {4.46, .38},
          {4.5, .6},
          {4.35, .76},
          {3.4, .95},
          {0.2, .98},
          {0.03, .88},
          {0, .6},
          {0.05, .36}},
         {{0.1, .95}, {3.5, .92}, {2.75, 1.4}, {2.4, 1.47}, {0.7, 1.47}, {0.4, 1.42}},
         {1, 5},
         {{{0.42, .98}, {1.1, .98}, {1.1, 1.39}, {0.65, 1.38}},
          {{1.2, .98}, {2.0, .97}, {2.0, 1.39}, {1.2, 1.39}},
          {{2.1, .97}, {3.12, .95}, {2.55, 1.37}, {2.1, 1.39}}},
         .9,
         3.6,
         .33,
         .9},
        {{{0.2, .3},
          {4.15, .28},
          {4.36, .4},
          {4.4, .68},
          {4.2, .86},
          {3.7, 1.02},
          {0.2, 1.06},
          {0.03, .95},
          {0, .6},
          {0.05, .38}},
         {{0.08, 1.03}, {3.85, 1.0}, {3.0, 1.62}, {2.6, 1.7}, {0.6, 1.72}, {0.25, 1.66}},
         {1, 5},
         {{{0.35, 1.08}, {1.15, 1.08}, {1.15, 1.6}, {0.5, 1.6}},
          {{1.25, 1.08}, {2.25, 1.07}, {2.25, 1.6}, {1.25, 1.6}},
          {{2.35, 1.07}, {3.45, 1.05}, {2.85, 1.56}, {2.35, 1.6}}},
         .85,
         3.55,
         .35,
         .98},
    }};
    return bodies[static_cast<std::size_t>(variant) % bodies.size()];
}

void lorryCab(Painter &painter, const Look &look, double rear, double height, double s)
{
    const double f = rear + 2.1 * s, top = height * s;
    painter.prism({{{rear, .5 * s},
                    {f - .05 * s, .5 * s},
                    {f, .7 * s},
                    {f, 1.35 * s},
                    {f - .25 * s, top - .1 * s},
                    {f - .45 * s, top},
                    {rear, top}},
                   0,
                   2.35 * s,
                   look.paint,
                   {3},
                   kGlass});
    painter.side({{rear + .75 * s, 1.35 * s},
                  {f - .14 * s, 1.35 * s},
                  {f - .36 * s, top - .28 * s},
                  {rear + .75 * s, top - .28 * s}},
                 0, kGlass);
    painter.side({{rear + 1.25 * s, 1.35 * s},
                  {rear + 1.5 * s, 1.35 * s},
                  {rear + 1.3 * s, top - .28 * s},
                  {rear + 1.05 * s, top - .28 * s}},
                 0, kGlint);
    rectangle(painter, rear + .66 * s, rear + .7 * s, .6 * s, top - .2 * s, 0, look.paint * .7);
    rectangle(painter, rear, f, .5 * s, .62 * s, 0, kTrim);
    rectangle(painter, f - .2 * s, f, .72 * s, .9 * s, 0, kHeadlight);
    endPatch(painter, true, f, .55 * s, .72 * s, .1, 2.25 * s, kTrim);
    endPatch(painter, true, f, .76 * s, .96 * s, .12, .5 * s, kHeadlight);
    endPatch(painter, true, f, .76 * s, .96 * s, 1.85 * s, 2.23 * s, kHeadlight);
    endPatch(painter, true, f, 1.02 * s, 1.22 * s, .4 * s, 1.95 * s, kTrim);
    rectangle(painter, f - .1 * s, f + .02 * s, 1.45 * s, 1.85 * s, -.15, kTrim); // Mirror.
}

} // namespace

void drawCar(Painter &painter, const Look &look, double travelled)
{
    const CarBody &body = carBody(look.variant);
    const double s = look.scale, width = 1.75 * s, inset = 0.13 * s;
    const Colour paint = look.paint;
    painter.prism({scaled(body.hull, s), 0, width, paint});
    painter.prism({scaled(body.cabin, s), inset, width - inset, paint, body.glassEdges, kGlass});
    const double front = body.hull[3].x * s, y = body.hull[3].y * s;
    // Shoulder line catches the sky, the sill is dark.
    painter.side(scaled({{.06, body.shoulder - .06},
                         {3.3, body.shoulder - .08},
                         {4.25, body.hull[4].y - .06},
                         {4.25, body.hull[4].y - .01},
                         {3.3, body.shoulder},
                         {.08, body.shoulder}},
                        s),
                 0, paint.mixed({245, 245, 245}, .22));
    painter.side(scaled({{.1, body.hull[0].y},
                         {4.3, body.hull[1].y},
                         {4.34, body.hull[1].y + .14},
                         {.06, body.hull[0].y + .16}},
                        s),
                 0, paint * .62);
    for (std::size_t i = 0; i < body.windows.size(); ++i) {
        const auto &w = body.windows[i];
        painter.side(scaled(w, s), inset, kGlass);
        const Point2 low = w[0] + (w[1] - w[0]) * .5, high = w[3] + (w[2] - w[3]) * .7;
        const Point2 step = (w[1] - w[0]) * .2;
        painter.side(scaled({low, low + step, high + step * .6, high}, s), inset, kGlint * .85);
        const double seam = w[1].x + .05;
        rectangle(painter, (seam - .012) * s, (seam + .012) * s, .36 * s, body.shoulder * s, 0,
                  paint * .55);
        rectangle(painter, (seam - .3) * s, (seam - .1) * s, (body.shoulder - .17) * s,
                  (body.shoulder - .12) * s, 0, paint * .5);
    }
    for (const double a : {body.rearWheel, body.frontWheel}) {
        painter.disc({a * s, body.wheelRadius * s}, (body.wheelRadius + .08) * s, 0, kTrim * .7);
        wheel(painter, {a * s, body.wheelRadius * s}, body.wheelRadius * s, 0, travelled);
    }
    painter.side({{front - .42 * s, y + .02 * s},
                  {front - .02 * s, y - .04 * s},
                  {front - .1 * s, y + .13 * s},
                  {front - .4 * s, y + .17 * s}},
                 0, kHeadlight);
    painter.side({{.0, y}, {.16 * s, y + .02 * s}, {.2 * s, y + .22 * s}, {.04 * s, y + .22 * s}},
                 0, kTailLight);
    endPatch(painter, true, front, y - .12 * s, y + .0 * s, .45 * s, 1.3 * s, kTrim);
    endPatch(painter, true, front - .04 * s, y, y + .14 * s, .05, .4 * s, kHeadlight);
    endPatch(painter, true, front - .04 * s, y, y + .14 * s, width - .4 * s, width - .05,
             kHeadlight);
    endPatch(painter, false, .02, y, y + .2 * s, .05, .4 * s, kTailLight);
    endPatch(painter, false, .02, y, y + .2 * s, width - .4 * s, width - .05, kTailLight);
    endPatch(painter, false, 0, y - .1 * s, y + .02 * s, .6 * s, 1.12 * s, kPlate);
    rectangle(painter, 2.92 * s, 3.12 * s, body.shoulder * s, (body.shoulder + .15) * s, -.08,
              paint * .7);
    if (look.variant % 11 == 0) { // A taxi.
        const double roof = body.cabin[3].y * s;
        painter.prism({{{1.7 * s, roof},
                        {2.05 * s, roof},
                        {2.0 * s, roof + .16 * s},
                        {1.75 * s, roof + .16 * s}},
                       .5 * s,
                       1.25 * s,
                       {90, 215, 240}});
    }
}

void drawTruck(Painter &painter, const Look &look, double travelled)
{
    const double s = look.scale;
    const bool semi = look.kind == Kind::SemiTrailer;
    const double loadFront = (semi ? 11.1 : 5.35) * s, loadTop = (semi ? 3.7 : 3.3) * s;
    const double cabRear = (semi ? 11.4 : 5.5) * s, loadLow = (semi ? 1.15 : .95) * s;
    const double width = 2.4 * s;
    const std::vector<double> wheels =
        semi ? std::vector<double>{1.6, 2.8, 4.0, 10.1, 12.55} : std::vector<double>{1.5, 6.6};
    const auto load = [&] {
        painter.prism({{{.1 * s, .62 * s},
                        {cabRear + .2 * s, .62 * s},
                        {cabRear + .2 * s, loadLow},
                        {.1 * s, loadLow}},
                       .3 * s,
                       width - .3 * s,
                       kTrim});
        const int shape = look.variant % 4;
        if (shape == 3) { // Tank with a rounded top.
            painter.prism({{{0, loadLow},
                            {loadFront, loadLow},
                            {loadFront, loadTop - .55 * s},
                            {loadFront - .15 * s, loadTop - .15 * s},
                            {loadFront - .5 * s, loadTop - .02 * s},
                            {.5 * s, loadTop - .02 * s},
                            {.15 * s, loadTop - .15 * s},
                            {0, loadTop - .55 * s}},
                           .1 * s,
                           width - .1 * s,
                           look.second});
            const double band = loadLow + (loadTop - loadLow) * .62;
            rectangle(painter, .05 * s, loadFront - .05 * s, band, band + .25 * s, .1 * s,
                      look.second.mixed({255, 255, 255}, .45));
            rectangle(painter, .05 * s, loadFront - .05 * s, loadLow, loadLow + .5 * s, .1 * s,
                      look.second * .7);
        } else {
            painter.prism({{{0, loadLow}, {loadFront, loadLow}, {loadFront, loadTop}, {0, loadTop}},
                           0,
                           width,
                           look.second});
            rectangle(painter, .0, loadFront, loadLow, loadLow + .16 * s, 0, look.second * .6);
            rectangle(painter, .0, loadFront, loadTop - .1 * s, loadTop, 0, look.second * .8);
            if (shape == 0) {
                const double m = loadLow + (loadTop - loadLow) * .35;
                rectangle(painter, .12 * loadFront, .88 * loadFront, m, m + .7 * s, 0, look.third);
                rectangle(painter, .2 * loadFront, .7 * loadFront, m + .2 * s, m + .45 * s, 0,
                          look.third.mixed({240, 240, 240}, .75));
            } else if (shape == 1) {
                for (double a = .6 * s; a < loadFront - .2 * s;
                     a += .62 * s) // Ribs of a container.
                    rectangle(painter, a, a + .08 * s, loadLow + .16 * s, loadTop - .1 * s, 0,
                              look.second * .84);
            } else {
                painter.side({{.0, loadLow + .16 * s},
                              {.5 * loadFront, loadLow + .16 * s},
                              {.75 * loadFront, loadTop - .1 * s},
                              {.3 * loadFront, loadTop - .1 * s}},
                             0, look.third);
            }
            endPatch(painter, false, 0, loadLow + .1 * s, loadTop - .1 * s, width * .49,
                     width * .51, look.second * .5);
        }
        endPatch(painter, false, 0, .7 * s, .9 * s, .1, .5 * s, kTailLight);
        endPatch(painter, false, 0, .7 * s, .9 * s, width - .5 * s, width - .1, kTailLight);
    };
    const auto cab = [&] { lorryCab(painter, look, cabRear, semi ? 3.0 : 2.6, s); };
    if (painter.eyeAhead() > cabRear) {
        load();
        cab();
    } else {
        cab();
        load();
    }
    rectangle(painter, (semi ? 5.0 : 2.4) * s, (semi ? 9.2 : 5.2) * s, .45 * s, .8 * s, 0,
              kTrim * 1.3);
    rectangle(painter, .05 * s, .3 * s, .72 * s, .88 * s, 0, kTailLight);
    for (const double a : wheels)
        wheel(painter, {a * s, .5 * s}, .5 * s, 0, travelled);
}

void drawBus(Painter &painter, const Look &look, double travelled)
{
    const double s = look.scale, length = 11.4 * s, top = 3.0 * s, width = 2.5 * s;
    painter.prism({{{0, .35 * s},
                    {length, .33 * s},
                    {length + .03 * s, 1.0 * s},
                    {length - .06 * s, 2.75 * s},
                    {length - .35 * s, top},
                    {.15 * s, top},
                    {0, 2.8 * s}},
                   0,
                   width,
                   look.paint,
                   {2},
                   kGlass});
    painter.prism(
        {{{2.5 * s, top}, {5.0 * s, top}, {4.8 * s, top + .22 * s}, {2.7 * s, top + .22 * s}},
         .5 * s,
         width - .5 * s,
         {190, 190, 190}}); // Air conditioning.
    rectangle(painter, .03 * s, length - .03 * s, .36 * s, .95 * s, 0, look.second);
    rectangle(painter, .03 * s, length - .02 * s, .36 * s, .5 * s, 0, look.second * .6);
    rectangle(painter, .3 * s, length - .1 * s, 1.35 * s, 2.4 * s, 0, kGlass * .85);
    for (double a = 1.7 * s; a < length - 2.2 * s; a += 1.45 * s) {
        painter.side({{a + .25 * s, 1.38 * s},
                      {a + .6 * s, 1.38 * s},
                      {a + .85 * s, 2.37 * s},
                      {a + .55 * s, 2.37 * s}},
                     0, kGlint * .8);
        rectangle(painter, a, a + .07 * s, 1.35 * s, 2.4 * s, 0, look.paint * .75);
    }
    const double doors[] = {length - 1.75 * s, length * .42};
    for (const double a : doors) {
        rectangle(painter, a, a + 1.2 * s, .45 * s, 2.5 * s, 0, kTrim);
        rectangle(painter, a + .07 * s, a + .56 * s, .6 * s, 2.38 * s, 0, kGlint * .75);
        rectangle(painter, a + .64 * s, a + 1.13 * s, .6 * s, 2.38 * s, 0, kGlint * .65);
    }
    rectangle(painter, length * .58, length * .8, 2.5 * s, 2.8 * s, 0, kTrim * .7);
    rectangle(painter, length * .6, length * .75, 2.57 * s, 2.72 * s, 0, {60, 190, 245});
    rectangle(painter, length - .25 * s, length, .7 * s, .92 * s, 0, kHeadlight);
    rectangle(painter, .0, .2 * s, .85 * s, 1.2 * s, 0, kTailLight);
    endPatch(painter, true, length, .62 * s, .85 * s, .12, .55 * s, kHeadlight);
    endPatch(painter, true, length, .62 * s, .85 * s, width - .55 * s, width - .12, kHeadlight);
    endPatch(painter, true, length - .04 * s, 2.45 * s, 2.72 * s, .4 * s, width - .4 * s,
             {60, 170, 220});
    endPatch(painter, false, 0, .8 * s, 1.15 * s, .1, .4 * s, kTailLight);
    endPatch(painter, false, 0, .8 * s, 1.15 * s, width - .4 * s, width - .1, kTailLight);
    endPatch(painter, false, 0, 1.6 * s, 2.5 * s, .3 * s, width - .3 * s, kGlass);
    for (const double a : {2.7 * s, 8.7 * s}) {
        painter.disc({a, .5 * s}, .6 * s, 0, kTrim * .7);
        wheel(painter, {a, .48 * s}, .48 * s, 0, travelled);
    }
}

} // namespace refocus::demo
