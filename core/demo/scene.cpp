#include "demo/scene.h"

#include "base/error.h"
#include "demo/backdrop.h"
#include "demo/painter.h"
#include "demo/sensor.h"
#include "demo/traffic.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace refocus::demo {

namespace {

constexpr int kOversampling = 2;

// The picture at half size, each pixel the mean of four.
cv::Mat halved(const cv::Mat &picture)
{
    cv::Mat half;
    cv::resize(picture, half, picture.size() / kOversampling, 0, 0, cv::INTER_AREA);
    return half;
}

} // namespace

struct Scene::Impl
{
    SceneOptions options;
    Street street;
    cv::Mat backdrop; // kOversampling times the size.
    std::vector<Trip> trips;

    explicit Impl(const SceneOptions &o)
        : options(o), street(makeStreet(o)), backdrop(paintBackdrop(street, o.seed, kOversampling)),
          trips(planTraffic(street, o))
    {}

    int frameCount() const { return cvRound(options.fps * options.seconds); }

    double light(double time) const
    {
        return options.lightingChange ? sunlight(time, options.seconds) : 1;
    }

    // Darkens the ground where the figures keep the sun off, and under them.
    void castShadows(cv::Mat &canvas, double time, double sun) const
    {
        cv::Mat mask(street.camera.size(), CV_8U, cv::Scalar(0));
        cv::Rect touched;
        const auto shade = [&](std::vector<Point3> ground, double strength) {
            std::vector<cv::Point2f> seen;
            for (const Point2 &p : street.camera.project(ground))
                seen.emplace_back(static_cast<float>(p.x), static_cast<float>(p.y));
            if (seen.size() < 3)
                return;
            std::vector<cv::Point2f> hull;
            cv::convexHull(seen, hull);
            std::vector<cv::Point> corners;
            for (const auto &p : hull)
                corners.emplace_back(cvRound((p.x - .5f) * 16), cvRound((p.y - .5f) * 16));
            cv::Mat one(mask.size(), CV_8U, cv::Scalar(0));
            const cv::Rect box = (cv::boundingRect(hull) + cv::Size(10, 10) - cv::Point(5, 5)) &
                                 cv::Rect({}, mask.size());
            if (box.empty())
                return;
            cv::fillConvexPoly(one, corners, cv::Scalar(255 * strength), cv::LINE_AA, 4);
            cv::blur(one(box), one(box), {5, 3});
            cv::Mat(cv::max(mask(box), one(box))).copyTo(mask(box));
            touched |= box;
        };
        for (const Trip &trip : trips) {
            if (!trip.under(time))
                continue;
            const Placement place = trip.at(time).place;
            const Dimensions d = dimensions(trip.look);
            const auto block = [&](double from, double to, double low, double high) {
                std::vector<Point3> ground;
                for (const double a : {from, to})
                    for (const double b : {0.0, d.width})
                        for (const double y : {low, high})
                            ground.push_back({place.x + place.direction * a + street.shadow.x * y,
                                              0, place.z + b + street.shadow.y * y});
                return ground;
            };
            const bool car = trip.look.kind == Kind::Car;
            const double sharp = .42 * sun;
            shade(block(0, d.length, 0, car ? d.height * .62 : d.height * .97), sharp);
            if (car)
                shade(block(d.length * .2, d.length * .65, 0, d.height), sharp);
            if (trip.look.kind != Kind::Person)
                shade(block(.05, d.length - .05, 0, .1), .55);
            else
                shade(block(0.05, .5, 0, .05), .3);
        }
        if (touched.empty())
            return;
        for (int y = touched.y * kOversampling; y < touched.br().y * kOversampling; ++y) {
            const uchar *m = mask.ptr(y / kOversampling);
            uchar *p = canvas.ptr(y);
            for (int x = touched.x * kOversampling; x < touched.br().x * kOversampling; ++x) {
                const int dark = m[x / kOversampling];
                if (!dark)
                    continue;
                for (int c = 0; c < 3; ++c) // The sky lights shadows blue.
                    p[3 * x + c] = static_cast<uchar>(
                        p[3 * x + c] * (255 * 8 - dark * (8 - (c == 0))) / (255 * 8));
            }
        }
    }
};

Scene::Scene(SceneOptions options)
{
    const auto inside = [](double v, double low, double high) { return low <= v && v <= high; };
    if (!inside(options.size.width, 64, 7680) || !inside(options.size.height, 36, 4320))
        throw Error("demo scene: a picture must be 64x36 to 7680x4320 pixels");
    if (!inside(options.fps, 1, 240) || !inside(options.seconds, 1, 3600))
        throw Error("demo scene: it takes 1 to 240 pictures a second and 1 to 3600 seconds");
    if (!inside(options.noise, 0, 50) || !inside(options.blur, 0, 20))
        throw Error("demo scene: noise must be 0 to 50 grey levels and blur 0 to 20 pixels");
    m_impl = std::make_unique<Impl>(options);
}

Scene::~Scene() = default;
Scene::Scene(Scene &&) noexcept = default;
Scene &Scene::operator=(Scene &&) noexcept = default;

const SceneOptions &Scene::options() const { return m_impl->options; }

int Scene::frameCount() const { return m_impl->frameCount(); }

cv::Mat Scene::render(int frame) const
{
    const SceneOptions &o = m_impl->options;
    const double time = frame / o.fps, sun = m_impl->light(time);
    cv::Mat canvas = m_impl->backdrop.clone();
    if (o.shadows)
        m_impl->castShadows(canvas, time, sun);
    for (const Trip &trip : m_impl->trips) {
        if (!trip.under(time))
            continue;
        const Trip::Position now = trip.at(time);
        Painter painter(m_impl->street.camera, canvas, kOversampling);
        painter.place(now.place);
        drawActor(painter, trip.look, now.travelled, now.still);
    }
    cv::Mat picture = halved(canvas);
    const double sigma = o.blur * o.size.width / 640;
    if (sigma > .1)
        cv::GaussianBlur(picture, picture, {}, sigma);
    expose(picture, sun, o.noise, o.seed, frame);
    return picture;
}

std::vector<SceneObject> Scene::objects(int frame) const
{
    const SceneOptions &o = m_impl->options;
    const double time = frame / o.fps;
    std::vector<SceneObject> result;
    std::vector<cv::Rect> whole;
    for (const Trip &trip : m_impl->trips) {
        if (!trip.under(time))
            continue;
        const Trip::Position now = trip.at(time);
        Painter painter(m_impl->street.camera, {}, 1);
        painter.place(now.place);
        drawActor(painter, trip.look, now.travelled, now.still);
        // A row or column of pixels belongs to the box if it is covered by half.
        const auto pixels = [](const cv::Rect2d &r) {
            return cv::Rect(cv::Point(cvRound(r.x), cvRound(r.y)),
                            cv::Point(cvRound(r.br().x), cvRound(r.br().y)));
        };
        const cv::Rect box = pixels(painter.extentInPicture()) & cv::Rect({}, o.size);
        if (box.empty())
            continue;
        result.push_back({trip.id, className(trip.look.kind), box, 1, now.still});
        whole.push_back(pixels(painter.extent()));
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
        cv::Mat seen(result[i].box.size(), CV_8U, cv::Scalar(1));
        for (std::size_t k = i + 1; k < result.size(); ++k) { // Nearer ones.
            const cv::Rect hidden = result[k].box & result[i].box;
            if (!hidden.empty())
                seen(hidden - result[i].box.tl()).setTo(0);
        }
        result[i].visible = cv::countNonZero(seen) / static_cast<double>(whole[i].area());
    }
    return result;
}

std::vector<SceneSighting> Scene::sightings() const { return truth().sightings; }

SceneTruth Scene::truth() const
{
    constexpr double kInView = 0.25;
    SceneTruth truth{m_impl->options, frameCount(), {}, {}};
    std::map<int, SceneSighting> byId;
    for (int frame = 0; frame < truth.frameCount; ++frame) {
        truth.objects.push_back(objects(frame));
        for (const SceneObject &object : truth.objects.back()) {
            if (object.visible < kInView)
                continue;
            const auto found = byId.try_emplace(
                object.id, SceneSighting{object.id, object.className, frame, frame});
            found.first->second.lastFrame = frame;
        }
    }
    for (const auto &[id, sighting] : byId)
        truth.sightings.push_back(sighting);
    std::stable_sort(truth.sightings.begin(), truth.sightings.end(),
                     [](const auto &a, const auto &b) { return a.firstFrame < b.firstFrame; });
    return truth;
}

} // namespace refocus::demo
