#include "demo/traffic.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace refocus::demo {

namespace {

constexpr double kStep = 0.2; // Seconds between the moments at which two trips are compared.

// The box around the figure's block of space, which is a little more than what is drawn.
cv::Rect2d blockBox(const Camera &camera, const Look &look, const Placement &place)
{
    const Dimensions d = dimensions(look);
    Point2 low{1e9, 1e9}, high{-1e9, -1e9};
    for (int corner = 0; corner < 8; ++corner) {
        const Point3 p{place.x + place.direction * (corner & 1 ? d.length : 0),
                       corner & 2 ? d.height : 0, place.z + (corner & 4 ? d.width : 0)};
        if (camera.depth(p) < 0.5)
            return {};
        const Point2 q = camera.project(p);
        low = {std::min(low.x, q.x), std::min(low.y, q.y)};
        high = {std::max(high.x, q.x), std::max(high.y, q.y)};
    }
    return cv::Rect2d(low, high) & cv::Rect2d(0, 0, camera.size().width, camera.size().height);
}

struct Planner
{
    const Street &street;
    const SceneOptions &options;
    Random random;
    std::vector<Trip> trips = {};

    double length(const Trip &t) const { return dimensions(t.look).length; }

    // The way from just outside one side of the picture to just outside the other, with a rest.
    Trip makeTrip(const Look &look, double z, int direction, double start, double speed,
                  double rest)
    {
        const Camera &camera = street.camera;
        const double width = dimensions(look).width, depth = z + width;
        const double left = std::min(camera.groundX(0, z), camera.groundX(0, depth));
        const double right = std::max(camera.groundX(camera.size().width, z),
                                      camera.groundX(camera.size().width, depth));
        const double over = 0.6 + 0.8 * dimensions(look).height * std::abs(street.shadow.x);
        const double own = dimensions(look).length;
        const double way = right - left + own + 2 * over;
        Trip trip;
        trip.look = look;
        trip.start = {direction > 0 ? left - over - own : right + over + own, z, direction};
        trip.legs.push_back({start, 0, speed});
        trip.end = start + way / speed;
        if (rest > 0) {
            const bool walks = look.kind == Kind::Person;
            const double braking = walks ? 0.3 : speed / 2.2, slowWay = speed * braking / 2;
            const double middle = way * random.between(0.4, 0.6) - own / 2;
            const double brakeAt = start + (middle - slowWay) / speed;
            trip.legs.push_back({brakeAt, middle - slowWay, speed, -speed / braking});
            trip.legs.push_back({brakeAt + braking, middle, 0});
            trip.legs.push_back({brakeAt + braking + rest, middle, 0, speed / braking});
            const double again = brakeAt + 2 * braking + rest;
            trip.legs.push_back({again, middle + slowWay, speed});
            trip.end = again + (way - middle - slowWay) / speed;
        }
        return trip;
    }

    // Seconds for which the two hide one another, or none if they would collide.
    std::optional<double> conflict(const Trip &a, const Trip &b) const
    {
        const bool sameLane = std::abs(a.start.z - b.start.z) < 1.2 &&
                              a.look.kind != Kind::Person && b.look.kind != Kind::Person;
        double seconds = 0;
        for (double t = std::max(a.legs[0].time, b.legs[0].time); t < std::min(a.end, b.end);
             t += kStep) {
            const auto pa = a.at(t), pb = b.at(t);
            if (sameLane) {
                const double da = pa.place.x + pa.place.direction * length(a) / 2;
                const double db = pb.place.x + pb.place.direction * length(b) / 2;
                if (std::abs(da - db) < (length(a) + length(b)) / 2 + 1.5)
                    return std::nullopt;
            }
            const cv::Rect2d ra = blockBox(street.camera, a.look, pa.place);
            const cv::Rect2d rb = blockBox(street.camera, b.look, pb.place);
            const double smaller = std::min(ra.area(), rb.area());
            if (smaller > 0 && (ra & rb).area() > 0.12 * smaller)
                seconds += kStep;
        }
        return seconds;
    }

    // Adds one figure at the moment of several tried where it hides least. False if none is free.
    bool add(Kind kind, bool farSide, double mostConflict, bool rests)
    {
        const Look look = randomLook(kind, random);
        std::optional<Trip> best;
        double least = mostConflict;
        for (int attempt = 0; attempt < 60; ++attempt) {
            // The other side only if there is no room on this one.
            const bool far = farSide != (attempt >= 40 && !best);
            const int roadway = far ? -street.nearDirection : street.nearDirection;
            const Dimensions d = dimensions(look);
            double z = 0, speed = 0, rest = 0;
            int direction = roadway;
            switch (kind) {
            case Kind::Person:
                z = far ? random.between(street.kerbFar + .6, street.kerbFar + 2.4)
                        : random.between(street.nearEdge + 1.0, street.kerbNear - .5);
                direction = random.chance(0.5) ? 1 : -1;
                speed = random.between(1.1, 1.7);
                rest = rests ? random.between(5, 9) : 0;
                break;
            case Kind::Bicycle:
                z = (far ? street.roadFar : street.kerbNear) + random.between(.5, .8);
                speed = random.between(3.6, 5.2);
                break;
            default:
                z = (far ? street.roadNear + street.laneWidth : street.roadNear) +
                    (street.laneWidth - d.width) / 2 + random.between(-.15, .15);
                speed = kind == Kind::Car || kind == Kind::Motorcycle ? random.between(6.5, 11)
                                                                      : random.between(5.5, 8);
                rest = rests ? random.between(3, 5) : 0;
            }
            const double latest = options.seconds - (kind == Kind::Person ? 15 : 4);
            const double start = random.between(0.4, std::max(1.0, latest));
            Trip trip = makeTrip(look, z, direction, start, speed, rest);
            if (kind != Kind::Person && trip.end > options.seconds + 1.5)
                continue;
            double hidden = 0;
            bool free = true;
            for (const Trip &other : trips) {
                const auto c = conflict(trip, other);
                free = free && c;
                hidden += c.value_or(0);
            }
            if (free && hidden <= least) {
                least = hidden - 1e-9;
                best = std::move(trip);
                if (hidden == 0)
                    break;
            }
        }
        if (best)
            trips.push_back(std::move(*best));
        return best.has_value();
    }
};

} // namespace

Trip::Position Trip::at(double time) const
{
    std::size_t i = 0;
    while (i + 1 < legs.size() && legs[i + 1].time <= time)
        ++i;
    const Leg &leg = legs[i];
    const double t = time - leg.time;
    const double way = leg.travelled + leg.speed * t + leg.acceleration * t * t / 2;
    return {{start.x + start.direction * way, start.z, start.direction},
            way,
            leg.speed == 0 && leg.acceleration == 0};
}

std::vector<Trip> planTraffic(const Street &street, const SceneOptions &options)
{
    Planner planner{street, options, Random(options.seed * 31 + 2)};
    const double share = options.seconds / 40;
    const auto times = [&](double n) { return std::max(1, cvRound(n * share)); };
    // The large ones first, while there is room for them; one of each at any rate.
    const auto several = [&](Kind kind, int count, double conflict, bool rests = false) {
        bool far = planner.random.chance(0.5);
        for (int i = 0; i < count; ++i, far = !far)
            planner.add(kind, far, i == 0 ? 1e9 : conflict, rests);
    };
    several(Kind::Bus, times(1), 0.5, planner.random.chance(0.6));
    several(planner.random.chance(0.5) ? Kind::BoxTruck : Kind::SemiTrailer, times(1), 0.5);
    several(Kind::BoxTruck, times(1), 1);
    several(Kind::Bicycle, times(2), 1);
    several(Kind::Motorcycle, times(1), 1);
    several(Kind::Person, times(2), 2, true);
    several(Kind::Car, times(9), 1.2);
    several(Kind::Person, times(4), 2.5);

    auto &trips = planner.trips;
    std::sort(trips.begin(), trips.end(),
              [](const Trip &a, const Trip &b) { return a.legs[0].time < b.legs[0].time; });
    for (std::size_t i = 0; i < trips.size(); ++i)
        trips[i].id = static_cast<int>(i);
    std::stable_sort(trips.begin(), trips.end(),
                     [](const Trip &a, const Trip &b) { return a.start.z > b.start.z; });
    return std::move(trips);
}

} // namespace refocus::demo
