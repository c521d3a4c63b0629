#include "demo/backdrop.h"

#include "demo/painter.h"
#include "demo/random.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::demo {

namespace {

constexpr double kReach = 90; // Metres of street to either side.

class StreetPainter
{
public:
    StreetPainter(const Street &street, std::uint64_t seed, const cv::Mat &picture, int scale)
        : m_street(street), m_random(seed * 31 + 3), m_picture(picture),
          m_painter(street.camera, picture, scale), m_scale(scale)
    {}

    void paint()
    {
        sky();
        ground();
        houses();
        gardens();
        furniture();
    }

private:
    double between(double low, double high) { return m_random.between(low, high); }

    void flat(double x0, double x1, double z0, double z1, const Colour &colour)
    {
        m_painter.face({{x0, 0, z0}, {x1, 0, z0}, {x1, 0, z1}, {x0, 0, z1}}, colour);
    }

    void wall(double x0, double x1, double y0, double y1, double z, const Colour &colour)
    {
        m_painter.face({{x0, y0, z}, {x1, y0, z}, {x1, y1, z}, {x0, y1, z}}, colour);
    }

    void sky()
    {
        const Colour high{214, 178, 140}, low{232, 218, 206};
        for (int y = 0; y < m_picture.rows; ++y) {
            const Colour c = high.mixed(low, std::min(1.0, y / (m_picture.rows * 0.3)));
            m_picture.row(y).setTo(cv::Scalar(c.b, c.g, c.r));
        }
    }

    // Grain of different coarseness over a strip of ground, in the picture's own pixels.
    void grain(double z0, double z1, double coarse, double fine)
    {
        cv::Mat mask(m_picture.size(), CV_8U, cv::Scalar(0));
        Painter(m_street.camera, mask, m_scale)
            .face(
                std::initializer_list<Point3>{
                    {-kReach, 0, z0}, {kReach, 0, z0}, {kReach, 0, z1}, {-kReach, 0, z1}},
                {255, 255, 255});
        const auto layer = [&](int step) {
            cv::Mat small(m_picture.rows / step + 2, m_picture.cols / step / 2 + 2, CV_8U), large;
            for (int y = 0; y < small.rows; ++y)
                for (int x = 0; x < small.cols; ++x)
                    small.at<uchar>(y, x) = static_cast<uchar>(m_random.next() >> 56);
            cv::resize(small, large, {small.cols * step * 2, small.rows * step}, 0, 0,
                       cv::INTER_LINEAR);
            return large(cv::Rect({}, m_picture.size())).clone();
        };
        const cv::Mat a = layer(24), b = layer(1), c = layer(7);
        for (int y = 0; y < m_picture.rows; ++y)
            for (int x = 0; x < m_picture.cols; ++x) {
                if (!mask.at<uchar>(y, x))
                    continue;
                const double f = coarse * (a.at<uchar>(y, x) - 127.5) / 127.5 +
                                 coarse * .5 * (c.at<uchar>(y, x) - 127.5) / 127.5 +
                                 fine * (b.at<uchar>(y, x) - 127.5) / 127.5;
                auto &p = m_picture.at<cv::Vec3b>(y, x);
                for (int i = 0; i < 3; ++i)
                    p[i] = cv::saturate_cast<uchar>(cvRound(p[i] * (1 + f)));
            }
    }

    void pavement(double z0, double z1, const Colour &slab)
    {
        flat(-kReach, kReach, z0, z1, slab);
        const double size = between(.7, 1.1);
        for (double x = -40; x < 40; x += size)
            for (double z = z0; z < z1; z += size)
                if (m_random.chance(.4))
                    flat(x, x + size, z, std::min(z1, z + size), slab * between(.95, 1.04));
        for (double x = -40; x < 40; x += size)
            flat(x, x + .035, z0, z1, slab * .84);
        for (double z = z0; z < z1; z += size)
            flat(-kReach, kReach, z, z + .035, slab * .84);
        grain(z0, z1, .03, .05);
    }

    void kerb(double z, bool near)
    {
        flat(-kReach, kReach, near ? z - .22 : z - .03, near ? z + .03 : z + .22, {178, 182, 184});
        flat(-kReach, kReach, near ? z + .03 : z - .10, near ? z + .1 : z - .03, {70, 72, 74});
    }

    void ground()
    {
        const Street &s = m_street;
        const double shade = between(.9, 1.1);
        const Colour asphalt = Colour{104, 102, 100} * shade;
        const Colour slab = Colour{152, 158, 162} * between(.92, 1.06);
        const Colour track = m_random.chance(.5) ? Colour{88, 92, 138} * shade : asphalt * 1.12;
        flat(-kReach, kReach, 2, 400, {96, 128, 104});
        pavement(2, s.kerbNear, slab);
        flat(-kReach, kReach, s.kerbNear, s.kerbFar, asphalt);
        for (int i = 0; i < 7; ++i) { // Mended places.
            const double x = between(-25, 25), z = between(s.roadNear, s.roadFar - 1.2);
            flat(x, x + between(1, 5), z, z + between(.5, 1.2), asphalt * between(.86, 1.1));
        }
        flat(-kReach, kReach, s.kerbNear, s.roadNear - .1, track);
        flat(-kReach, kReach, s.roadFar + .1, s.kerbFar, track);
        for (const double lane : {s.roadNear, s.roadNear + s.laneWidth}) // Worn by wheels.
            for (const double track : {.28, .72})
                flat(-kReach, kReach, lane + track * s.laneWidth - .2,
                     lane + track * s.laneWidth + .2, asphalt * .95);
        grain(s.kerbNear, s.kerbFar, .07, .09);
        const Colour paint{206, 210, 212};
        flat(-kReach, kReach, s.roadNear - .1, s.roadNear + .02, paint * .95);
        flat(-kReach, kReach, s.roadFar - .02, s.roadFar + .1, paint * .95);
        const double middle = s.roadNear + s.laneWidth, offset = between(0, 4);
        for (double x = -kReach + offset; x < kReach; x += 4)
            flat(x, x + 1.8, middle - .07, middle + .07, paint);
        for (int i = 0; i < 3; ++i) { // Manhole covers.
            const double x = between(-16, 16), z = between(s.roadNear + .6, s.roadFar - 1);
            flat(x, x + .7, z, z + .7, asphalt * .62);
            flat(x + .08, x + .62, z + .08, z + .62, asphalt * .78);
        }
        if (m_random.chance(.5)) { // A zebra crossing.
            const double x = between(-9, 9);
            for (double z = s.kerbNear + .2; z < s.kerbFar - .4; z += 1.0)
                flat(x, x + 3, z, z + .5, paint);
        }
        kerb(s.kerbNear, true);
        kerb(s.kerbFar, false);
        pavement(s.kerbFar + .22, s.kerbFar + 3.1, slab * .98);
    }

    void window(double x, double y, double w, double h, double z, const Colour &frame)
    {
        const Colour glass = Colour{104, 92, 78} * between(.7, 1.25);
        wall(x - .1, x + w + .1, y - .1, y + h + .1, z, frame);
        wall(x, x + w, y, y + h, z, glass);
        m_painter.face({{x + w * .15, y, z},
                        {x + w * .45, y, z},
                        {x + w * .85, y + h, z},
                        {x + w * .55, y + h, z}},
                       glass.mixed({225, 205, 180}, .25));
        if (m_random.chance(.45)) { // Curtains.
            const Colour cloth = Colour{200, 208, 215} * between(.75, 1);
            wall(x, x + w * .22, y, y + h, z, cloth);
            wall(x + w * .78, x + w, y, y + h, z, cloth);
        }
        wall(x + w / 2 - .03, x + w / 2 + .03, y, y + h, z, frame);
        wall(x, x + w, y + h * .62, y + h * .62 + .05, z, frame);
        wall(x - .16, x + w + .16, y - .2, y - .08, z, frame * .82);
    }

    void door(double x, double z, const Colour &colour)
    {
        wall(x - .14, x + 1.14, 0, 2.35, z, {190, 195, 198});
        wall(x, x + 1, 0, 2.2, z, colour);
        wall(x + .15, x + .85, 1.15, 2.0, z, {110, 98, 84});
        wall(x + .15, x + .85, .2, .95, z, colour * .85);
        flat(x - .2, x + 1.2, z - .5, z, {150, 155, 158});
    }

    void shop(double x0, double x1, double z)
    {
        const Colour sign = Colour{between(40, 190), between(40, 170), between(40, 190)};
        wall(x0, x1, .1, 3.0, z, {60, 62, 66});
        const double pane = (x1 - x0 - .4) / 3;
        for (int i = 0; i < 3; ++i) {
            const double x = x0 + .2 + i * pane;
            const Colour glass = Colour{118, 112, 98} * between(.85, 1.2);
            wall(x + .08, x + pane - .08, .5, 2.5, z, glass);
            for (int k = 0; k < 4; ++k) { // Goods in the window.
                const double g = x + .2 + between(0, pane - .7);
                wall(g, g + between(.15, .4), .5, between(.8, 1.6), z,
                     {between(60, 220), between(60, 220), between(60, 220)});
            }
            m_painter.face({{x + pane * .2, .5, z},
                            {x + pane * .4, .5, z},
                            {x + pane * .75, 2.5, z},
                            {x + pane * .55, 2.5, z}},
                           glass.mixed({230, 220, 205}, .3));
        }
        wall(x0, x1, 2.65, 3.25, z, sign);
        for (double x = x0 + (x1 - x0) * .3; x < x0 + (x1 - x0) * .7; x += .42) // Like letters.
            wall(x, x + between(.18, .3), 2.8, 3.1, z, {225, 230, 232});
        if (m_random.chance(.6)) { // An awning over the pavement.
            const int stripes = static_cast<int>((x1 - x0) / .45);
            for (int i = 0; i < stripes; ++i) {
                const double a = x0 + (x1 - x0) * i / stripes,
                             b = x0 + (x1 - x0) * (i + 1) / stripes;
                const Colour c = i % 2 ? Colour{215, 220, 222} : sign;
                m_painter.face({{a, 2.55, z}, {b, 2.55, z}, {b, 2.1, z - 1}, {a, 2.1, z - 1}}, c);
                m_painter.face(
                    {{a, 2.1, z - 1}, {b, 2.1, z - 1}, {b, 1.95, z - 1}, {a, 1.95, z - 1}},
                    c * .85);
            }
        }
    }

    void house(double x0, double x1, double z)
    {
        static constexpr Colour kPlaster[] = {{176, 200, 212}, {150, 178, 205}, {196, 204, 206},
                                              {140, 160, 190}, {168, 184, 176}, {120, 140, 178},
                                              {178, 186, 204}, {96, 112, 152}};
        const Colour plaster = kPlaster[m_random.below(8)] * between(.86, 1.02);
        const double storey = between(2.9, 3.3);
        const int storeys = 2 + m_random.below(3);
        const double top = storey * storeys + .5;
        wall(x0, x1, 0, top, z, plaster);
        if (m_random.chance(.45)) // Courses of brick.
            for (double y = .1; y < top; y += .16)
                wall(x0, x1, y, y + .045, z, plaster * .93);
        wall(x0, x0 + .25, 0, top, z, plaster * .93);
        wall(x1 - .12, x1, 0, top, z, plaster * .82);
        wall(x0, x1, 0, .55, z, plaster * .68);
        wall(x0 - .1, x1 + .1, top - .3, top, z - .15, plaster * 1.08);
        const Colour frame = m_random.chance(.7) ? Colour{222, 226, 228} : Colour{70, 80, 100};
        const bool hasShop = m_random.chance(.4);
        const int columns = std::max(2, static_cast<int>((x1 - x0) / between(2.2, 3)));
        const double pitch = (x1 - x0) / columns, w = pitch * .42, h = storey * .5;
        const int doorAt = m_random.below(columns);
        for (int floor = hasShop ? 1 : 0; floor < storeys; ++floor) {
            if (floor > 0)
                wall(x0, x1, floor * storey + .25, floor * storey + .4, z, plaster * .9);
            for (int c = 0; c < columns; ++c) {
                const double x = x0 + (c + .5) * pitch - w / 2;
                if (floor == 0 && c == doorAt)
                    door(x, z, Colour{between(40, 120), between(40, 110), between(50, 140)});
                else
                    window(x, floor * storey + storey * .38, w, h, z, frame);
            }
        }
        if (hasShop)
            shop(x0 + .4, x1 - .4, z);
        const Colour roof =
            m_random.chance(.6) ? Colour{70, 82, 138} * between(.8, 1.1) : Colour{86, 84, 86};
        const double ridge = top + between(2, 3.2);
        m_painter.face({{x0 - .2, top, z - .3},
                        {x1 + .2, top, z - .3},
                        {x1 + .2, ridge, z + 4},
                        {x0 - .2, ridge, z + 4}},
                       roof);
        for (double k = .1; k < 1; k += .12)
            m_painter.face({{x0 - .2, top + (ridge - top) * k, z - .3 + 4.3 * k},
                            {x1 + .2, top + (ridge - top) * k, z - .3 + 4.3 * k},
                            {x1 + .2, top + (ridge - top) * (k + .03), z - .3 + 4.3 * (k + .03)},
                            {x0 - .2, top + (ridge - top) * (k + .03), z - .3 + 4.3 * (k + .03)}},
                           roof * .86);
    }

    void houses()
    {
        const double z = m_street.facades;
        flat(-kReach, kReach, m_street.kerbFar + 3.1, 400, Colour{96, 140, 112});
        grain(m_street.kerbFar + 3.1, z, .1, .12);
        for (double x = -58 + between(0, 6); x < 58;) {
            const double width = between(7, 12);
            house(x, x + width, z);
            x += width + (m_random.chance(.3) ? between(1.5, 3.5) : 0);
        }
        // Where walls meet the ground it is darker.
        flat(-kReach, kReach, z - .25, z, {70, 84, 78});
    }

    void leaves(Point2 centre, double radius, double z, const Colour &green)
    {
        const int count = static_cast<int>(70 * radius);
        for (int i = 0; i < count; ++i) {
            Point2 d{between(-1, 1), between(-1, 1)};
            if (d.dot(d) > 1)
                continue;
            const double light =
                .62 + .34 * (d.y + 1) / 2 + .25 * d.x * (m_street.shadow.x > 0 ? -.6 : .6);
            m_painter.disc(centre + Point2(d.x * radius, d.y * radius * .85),
                           radius * between(.1, .22), z, green * (light * between(.88, 1.12)));
        }
    }

    void gardens()
    {
        const double z = m_street.facades - .9;
        m_painter.place({0, 0, 1});
        for (double x = -42 + between(0, 3); x < 42; x += between(2, 5)) {
            const Colour green = Colour{58, 112, 82} * between(.8, 1.25);
            const double kind = m_random.unit();
            if (kind < .28) {
                const double w = between(1.2, 3);
                for (double k = 0; k < w; k += .35)
                    leaves({x + k, .5}, .5, z, green);
            } else if (kind < .62) {
                const double height = between(3, 4.6), radius = between(1.1, 1.7);
                m_painter.limb({x, 0}, {x + between(-.2, .2), height}, .16, .08, z, {60, 76, 92});
                leaves({x, height}, radius, z, green * .85);
                leaves({x + between(-.5, .5), height + radius * .5}, radius * .8, z, green);
            }
        }
    }

    void furniture()
    {
        const double z = m_street.kerbFar + 2.75;
        for (double x = -40 + between(0, 9); x < 40; x += between(11, 16)) { // Street lamps.
            m_painter.limb({x, 0}, {x, 5.6}, .09, .05, z, {82, 84, 80});
            m_painter.limb({x, 5.6}, {x + .9, 5.85}, .05, .05, z, {82, 84, 80});
            m_painter.side({{x + .8, 5.78}, {x + 1.5, 5.84}, {x + 1.5, 5.95}, {x + .8, 5.95}}, z,
                           {150, 152, 150});
            if (m_random.chance(.6))
                bench(x + between(2, 5), z);
            if (m_random.chance(.6)) {
                const double a = x + between(1, 1.6);
                m_painter.side({{a, .1}, {a + .42, .1}, {a + .46, .95}, {a - .04, .95}}, z,
                               {60, 105, 60});
                m_painter.side({{a - .06, .95}, {a + .48, .95}, {a + .4, 1.05}, {a + .02, 1.05}}, z,
                               {40, 75, 42});
            }
        }
    }

    void bench(double x, double z)
    {
        const Colour wood{70, 105, 150}, iron{60, 60, 62};
        for (const double a : {x + .1, x + 1.5})
            m_painter.side({{a, 0}, {a + .08, 0}, {a + .08, .85}, {a, .85}}, z, iron);
        m_painter.side({{x, .42}, {x + 1.7, .42}, {x + 1.7, .5}, {x, .5}}, z, wood);
        for (const double y : {.6, .75})
            m_painter.side({{x, y}, {x + 1.7, y}, {x + 1.7, y + .1}, {x, y + .1}}, z, wood * .9);
    }

    const Street &m_street;
    Random m_random;
    cv::Mat m_picture;
    Painter m_painter;
    int m_scale;
};

} // namespace

cv::Mat paintBackdrop(const Street &street, std::uint64_t seed, int scale)
{
    cv::Mat picture(street.camera.size() * scale, CV_8UC3);
    StreetPainter(street, seed, picture, scale).paint();
    return picture;
}

} // namespace refocus::demo
