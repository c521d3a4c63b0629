#include "base/error.h"
#include "demo/geometry.h"
#include "demo/random.h"
#include "demo/scene.h"

#include <QTest>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace refocus;
using namespace refocus::demo;

namespace {

// Without light, shadow, lens and sensor, pictures differ only where something moves.
SceneOptions plainOptions(std::uint64_t seed)
{
    SceneOptions options;
    options.seed = seed;
    options.lightingChange = false;
    options.shadows = false;
    options.noise = 0;
    options.blur = 0;
    return options;
}

std::uint64_t hashOf(const cv::Mat &picture)
{
    std::uint64_t hash = 0;
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols * picture.channels(); ++x)
            hash = mixBits(hash ^ picture.ptr(y)[x]);
    return hash;
}

cv::Rect grown(const cv::Rect &box, int by)
{
    return {box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by};
}

// The box of the pixels that changed, up to ten pixels around the expected one: at a border
// another object may be about to enter by less than half a pixel.
cv::Rect changedBox(const cv::Mat &picture, const cv::Mat &empty, const cv::Rect &expected)
{
    const cv::Rect around =
        (expected + cv::Size(20, 20) - cv::Point(10, 10)) & cv::Rect({}, picture.size());
    cv::Mat difference, grey, mask;
    cv::absdiff(picture(around), empty(around), difference);
    cv::transform(difference, grey, cv::Matx13f(1, 1, 1));
    cv::threshold(grey, mask, 12, 255, cv::THRESH_BINARY);
    return cv::boundingRect(mask) + around.tl();
}

} // namespace

class TestScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sineIsTheSine()
    {
        for (double turns = -2; turns < 2; turns += 0.013)
            QVERIFY(std::abs(sine(turns) - std::sin(turns * 2 * M_PI)) < 1e-6);
    }

    void randomNumbersAreThoseOfSplitmix64()
    {
        Random random(1);
        QCOMPARE(random.next(), 0x6b00d4b59469b24cull);
        QCOMPARE(random.next(), 0xab99b3f747bfd3cfull);
        QCOMPARE(random.unit(), 0.7823106441759244);
    }

    void theSameSeedGivesTheSamePictures()
    {
        const Scene a, b;
        QCOMPARE(a.frameCount(), 1000);
        for (const int frame : {0, 217, 500})
            QCOMPARE(hashOf(a.render(frame)), hashOf(b.render(frame)));
        // Nor does it matter which pictures were rendered before.
        QCOMPARE(hashOf(b.render(217)), hashOf(a.render(217)));
    }

    void anotherSeedGivesAnotherStreet()
    {
        SceneOptions other = plainOptions(2);
        QVERIFY(hashOf(Scene(other).render(0)) != hashOf(Scene(plainOptions(3)).render(0)));
    }

    void everyClassPassesInEveryScene_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 2, 7, 1000, 1019})
            QTest::addRow("seed %d", seed) << seed;
    }

    void everyClassPassesInEveryScene()
    {
        QFETCH(int, seed);
        const SceneTruth truth = Scene(plainOptions(static_cast<std::uint64_t>(seed))).truth();
        std::map<std::string, int> counts;
        for (const SceneSighting &s : truth.sightings)
            ++counts[s.className];
        for (const char *name : {"car", "truck", "bus", "bicycle", "motorcycle", "person"})
            QVERIFY2(counts[name] >= 1, name);
        QVERIFY(counts["car"] >= 5);
        QVERIFY(counts["person"] >= 3);
        const bool someoneStands =
            std::any_of(truth.objects.begin(), truth.objects.end(), [](const auto &objects) {
                return std::any_of(objects.begin(), objects.end(), [](const SceneObject &o) {
                    return o.still && o.className == "person";
                });
            });
        QVERIFY(someoneStands);
    }

    // Every object that no other one is near is compared with the empty street.
    void aBoxIsWhereThePictureChanges_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addRow("seed 1") << 1;
        QTest::addRow("seed 5") << 5;
    }

    void aBoxIsWhereThePictureChanges()
    {
        QFETCH(int, seed);
        const Scene scene(plainOptions(static_cast<std::uint64_t>(seed)));
        QVERIFY(scene.objects(0).empty());
        const cv::Mat empty = scene.render(0);
        int compared = 0;
        for (int frame = 0; frame < scene.frameCount(); frame += 5) {
            const auto objects = scene.objects(frame);
            const cv::Mat picture = scene.render(frame);
            for (const SceneObject &object : objects) {
                const cv::Rect truth = object.box;
                const bool alone = std::all_of(objects.begin(), objects.end(), [&](auto &o) {
                    return o.id == object.id || (grown(o.box, 12) & truth).empty();
                });
                if (!alone || truth.area() < 200)
                    continue;
                const cv::Rect seen = changedBox(picture, empty, truth);
                ++compared;
                // Two pixels are left for edges of the street's own colour.
                const int off = std::max({std::abs(truth.x - seen.x), std::abs(truth.y - seen.y),
                                          std::abs(truth.br().x - seen.br().x),
                                          std::abs(truth.br().y - seen.br().y)});
                QVERIFY2(off <= 2, qPrintable(QString("frame %1, %2 at %3 %4: off by %5 pixels")
                                                  .arg(frame)
                                                  .arg(object.className.c_str())
                                                  .arg(truth.x)
                                                  .arg(truth.y)
                                                  .arg(off)));
            }
        }
        QVERIFY2(compared >= 50, qPrintable(QString::number(compared)));
    }

    // All that moves is in the truth: outside the boxes the street stays as it is.
    void nothingMovesOutsideTheBoxes()
    {
        const Scene scene(plainOptions(4));
        const cv::Mat empty = scene.render(0);
        for (int frame = 20; frame < scene.frameCount(); frame += 49) {
            cv::Mat difference;
            cv::absdiff(scene.render(frame), empty, difference);
            for (const SceneObject &o : scene.objects(frame)) {
                difference(grown(o.box, 2) & cv::Rect({}, empty.size())).setTo(0);
            }
            QCOMPARE(cv::countNonZero(difference.reshape(1)), 0);
        }
    }

    void trafficGoesBothWays()
    {
        const SceneTruth truth = Scene(plainOptions(1)).truth();
        std::map<int, int> firstX, lastX;
        for (const auto &objects : truth.objects)
            for (const SceneObject &o : objects)
                if (o.className == "car") {
                    firstX.try_emplace(o.id, o.box.x);
                    lastX[o.id] = o.box.x;
                }
        const auto right = std::count_if(firstX.begin(), firstX.end(),
                                         [&](const auto &f) { return lastX[f.first] > f.second; });
        QVERIFY(right >= 2);
        QVERIFY(static_cast<int>(firstX.size()) - right >= 2);
    }

    void boxesLieInThePictureAndSharesBetweenNoneAndAll()
    {
        const Scene scene(plainOptions(6));
        int hidden = 0;
        for (int frame = 0; frame < scene.frameCount(); frame += 3) {
            std::set<int> ids;
            for (const SceneObject &o : scene.objects(frame)) {
                QVERIFY(!o.box.empty());
                QCOMPARE(o.box & cv::Rect({}, scene.options().size), o.box);
                QVERIFY(o.visible >= 0 && o.visible <= 1);
                QVERIFY(ids.insert(o.id).second);
                hidden += o.visible < 0.95;
            }
        }
        QVERIFY(hidden > 0);
    }

    void aSightingBeginsAndEndsWithItsObject()
    {
        const Scene scene;
        const SceneTruth truth = scene.truth();
        QCOMPARE(static_cast<int>(truth.objects.size()), scene.frameCount());
        QVERIFY(std::is_sorted(truth.sightings.begin(), truth.sightings.end(),
                               [](auto &a, auto &b) { return a.firstFrame < b.firstFrame; }));
        for (const SceneSighting &s : truth.sightings) {
            const auto visible = [&](int frame) {
                for (const SceneObject &o : truth.objects.at(static_cast<std::size_t>(frame)))
                    if (o.id == s.id)
                        return o.visible;
                return 0.0;
            };
            QVERIFY(visible(s.firstFrame) >= 0.25 && visible(s.lastFrame) >= 0.25);
            if (s.firstFrame > 0)
                QVERIFY(visible(s.firstFrame - 1) < 0.25);
            if (s.lastFrame + 1 < scene.frameCount())
                QVERIFY(visible(s.lastFrame + 1) < 0.25);
        }
    }

    void aCloudDarkensTheMiddle()
    {
        SceneOptions options = plainOptions(1);
        options.lightingChange = true;
        const Scene scene(options);
        const auto light = [&](double share) {
            const cv::Mat picture = scene.render(cvRound(share * (scene.frameCount() - 1)));
            return cv::sum(cv::mean(picture(cv::Rect(0, 0, 640, 60))))[0]; // Houses only.
        };
        QVERIFY(light(0.55) < 0.9 * light(0));
        QVERIFY(light(0.55) > 0.5 * light(0));
        QVERIFY(std::abs(light(1) - light(0)) < 0.02 * light(0));
    }

    void noiseHasTheStrengthAskedFor()
    {
        SceneOptions options = plainOptions(1);
        const cv::Mat clean = Scene(options).render(3);
        options.noise = 4;
        const Scene noisy(options);
        cv::Mat difference, mean, deviation;
        cv::subtract(noisy.render(3), clean, difference, {}, CV_16S);
        cv::extractChannel(difference, difference, 1);
        cv::meanStdDev(difference, mean, deviation);
        QVERIFY(std::abs(mean.at<double>(0)) < 0.2);
        QVERIFY(std::abs(deviation.at<double>(0) - 4) < 0.3);
        QVERIFY(hashOf(noisy.render(3)) != hashOf(noisy.render(4)));
    }

    void anySizeIsPainted_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("smallest") << 64 << 36;
        QTest::newRow("odd") << 321 << 241;
        QTest::newRow("upright") << 180 << 320;
        QTest::newRow("large") << 1280 << 720;
    }

    void anySizeIsPainted()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        SceneOptions options;
        options.size = {width, height};
        options.seconds = 6;
        const Scene scene(options);
        const cv::Mat picture = scene.render(100);
        QCOMPARE(picture.type(), CV_8UC3);
        QCOMPARE(picture.size(), options.size);
        QVERIFY(cv::mean(picture)[1] > 30);
    }

    void impossibleOptionsAreRefused_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("fps");
        QTest::addColumn<double>("seconds");
        QTest::newRow("no picture") << 0 << 25. << 40.;
        QTest::newRow("no time") << 640 << 25. << 0.;
        QTest::newRow("no rate") << 640 << 0. << 40.;
        QTest::newRow("not a number") << 640 << std::nan("") << 40.;
    }

    void impossibleOptionsAreRefused()
    {
        QFETCH(int, width);
        QFETCH(double, fps);
        QFETCH(double, seconds);
        SceneOptions options;
        options.size.width = width;
        options.fps = fps;
        options.seconds = seconds;
        QVERIFY_THROWS_EXCEPTION(Error, Scene{options});
    }
};

QTEST_GUILESS_MAIN(TestScene)
#include "tst_scene.moc"
