#include "film.h"

#include <QTest>

#include <set>

using namespace refocus;
using namespace refocus::detect;

namespace {

const cv::Scalar kRed(40, 40, 220), kWhite(235, 235, 235), kDark(25, 25, 25);

std::set<TrackId> tracksOf(const std::vector<FrameResult> &results)
{
    std::set<TrackId> tracks;
    for (const auto &result : results) {
        for (const auto &d : result.detections)
            tracks.insert(d.track);
    }
    return tracks;
}

double largestShare(const std::vector<FrameResult> &results)
{
    double largest = 0;
    for (const auto &result : results) {
        for (const auto &d : result.detections)
            largest = std::max(largest, double(d.box.area()) / film::kSize.area());
    }
    return largest;
}

double secondsOf(const FrameResult &result) { return toSeconds(result.frame.time); }

std::string describe(const std::vector<FrameResult> &results)
{
    std::string text;
    for (const auto &r : results) {
        text += std::to_string(r.frame.index) + (r.backgroundRestarted ? "!" : ":");
        for (const auto &d : r.detections) {
            text += cv::format(" %u[%d,%d,%d,%d]%d%d%d@%d", d.track, d.box.x, d.box.y, d.box.width,
                               d.box.height, d.stationary, d.touchesBorder, d.needsInference,
                               int(d.sameAs));
        }
        for (const TrackId t : r.endedTracks)
            text += cv::format(" -%u", t);
        text += "\n";
    }
    return text;
}

// Crosses the picture between 2 s and 6 s.
cv::Rect crossing(double seconds) { return {cvRound(-40 + (seconds - 2) * 90), 70, 36, 36}; }

cv::Mat crossingFilm(double seconds)
{
    static const cv::Mat empty = film::background(1);
    cv::Mat picture = empty.clone();
    film::drawObject(picture, crossing(seconds), kRed);
    return picture;
}

} // namespace

class TestDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void movingSquareIsOneTrackForItsWholeWay_data()
    {
        QTest::addColumn<double>("rate");
        for (const double rate : {10.0, 25.0, 60.0})
            QTest::newRow(qPrintable(QString::number(rate))) << rate;
    }
    void movingSquareIsOneTrackForItsWholeWay()
    {
        QFETCH(double, rate);
        const auto results = film::watch(8, rate, crossingFilm);
        QCOMPARE(results.size(), std::size_t(8 * rate));
        QCOMPARE(tracksOf(results), std::set<TrackId>{0});
        int inside = 0, found = 0;
        for (const auto &result : results) {
            const cv::Rect truth = crossing(secondsOf(result));
            const bool whole = (truth & cv::Rect({0, 0}, film::kSize)) == truth;
            inside += whole;
            for (const auto &d : result.detections) {
                if (whole)
                    QVERIFY2(film::overlap(d.box, truth) > 0.6, describe({result}).c_str());
                found += whole;
                QVERIFY(!d.stationary);
                QCOMPARE(d.touchesBorder, d.box.x <= 1 || d.box.br().x >= film::kSize.width - 1);
            }
        }
        QVERIFY2(found >= 0.9 * inside, qPrintable(QString("%1 of %2").arg(found).arg(inside)));
    }

    void standsStillAndStaysInItsTrack()
    {
        const cv::Mat empty = film::background(2);
        const auto place = [](double t) {
            const double x = t < 4 ? -40 + (t - 2) * 80 : t < 29 ? 120 : 120 + (t - 29) * 80;
            return cv::Rect(cvRound(x), 60, 30, 60);
        };
        const auto results = film::watch(34, 10, [&](double t) {
            cv::Mat picture = empty.clone();
            film::drawObject(picture, place(t), kWhite);
            return picture;
        });
        QCOMPARE(tracksOf(results), std::set<TrackId>{0});
        for (const auto &result : results) {
            const double t = secondsOf(result);
            if (t < 3 || t > 31)
                continue;
            QCOMPARE(result.detections.size(), 1u);
            QVERIFY(film::overlap(result.detections[0].box, place(t)) > 0.6);
            if (t > 6 && t < 29)
                QVERIFY(result.detections[0].stationary);
        }
        QVERIFY(results.back().detections.empty());
    }

    void stationaryForTooLongIsBackground()
    {
        DetectOptions options;
        options.stationarySeconds = 5;
        const cv::Mat empty = film::background(2);
        const auto results = film::watch(
            20, 10,
            [&](double t) {
                cv::Mat picture = empty.clone();
                film::drawObject(
                    picture, {cvRound(std::min(120.0, -40 + (t - 2) * 80)), 60, 30, 60}, kWhite);
                return picture;
            },
            options);
        QVERIFY(!results[80].detections.empty());
        QVERIFY(results[150].detections.empty());
        QVERIFY(results.back().detections.empty());
    }

    void cutRestartsTheBackground()
    {
        const cv::Mat before = film::background(3), after = film::background(4);
        const auto results = film::watch(9, 10, [&](double t) {
            cv::Mat picture = (t < 3.95 ? before : after).clone();
            cv::flip(picture, picture, t < 3.95 ? 0 : 1);
            if (t >= 3.95)
                picture = picture * 0.8;
            film::drawObject(picture, crossing(t - 3), kRed);
            return picture;
        });
        for (const auto &result : results)
            QCOMPARE(result.backgroundRestarted, result.frame.index == 40);
        QVERIFY(largestShare(results) < 0.1);
        QCOMPARE(results[65].detections.size(), 1u);
        QVERIFY(film::overlap(results[65].detections[0].box, crossing(3.5)) > 0.6);
    }

    void cutEndsTheTracks()
    {
        const cv::Mat after = film::background(4) * 0.5;
        const auto results = film::watch(
            6, 10, [&](double t) { return t < 3.95 ? crossingFilm(t) : after.clone(); });
        QCOMPARE(results[40].endedTracks, std::vector<TrackId>{0});
        QVERIFY(results[40].backgroundRestarted);
        for (std::size_t i = 40; i < results.size(); ++i)
            QVERIFY(results[i].detections.empty());
    }

    void changeOfLightIsNoObject_data()
    {
        QTest::addColumn<double>("gain");
        QTest::addColumn<double>("offset");
        QTest::newRow("darker") << 0.6 << 0.0;
        QTest::newRow("brighter") << 1.4 << 0.0;
        QTest::newRow("lifted") << 1.0 << 40.0;
        QTest::newRow("flatter") << 0.7 << 40.0;
        QTest::newRow("much darker") << 0.25 << 0.0;
    }
    void changeOfLightIsNoObject()
    {
        QFETCH(double, gain);
        QFETCH(double, offset);
        const cv::Mat empty = film::background(5);
        const auto results = film::watch(8, 10, [&](double t) {
            cv::Mat picture;
            empty.convertTo(picture, CV_8U, t < 4 ? 1 : gain, t < 4 ? 0 : offset);
            return picture;
        });
        QCOMPARE(tracksOf(results).size(), 0u);
    }

    void changeOfLightKeepsTheTrack()
    {
        const auto results = film::watch(8, 10, [&](double t) {
            cv::Mat picture = crossingFilm(t);
            if (t >= 4)
                picture = picture * 0.7;
            return picture;
        });
        QCOMPARE(tracksOf(results), std::set<TrackId>{0});
        QVERIFY(largestShare(results) < 0.04);
        for (int i = 28; i < 50; ++i)
            QCOMPARE(results[i].detections.size(), 1u);
    }

    void squaresThatTouchAndPartKeepTheirTracks()
    {
        const cv::Mat empty = film::background(6);
        const auto places = [](double t) {
            // They meet at 4.5 s, stay together to 6 s and go back.
            const double way = t < 4.5 ? (t - 2) * 44 : t < 6 ? 110 : 110 - (t - 6) * 44;
            return std::pair(cv::Rect(cvRound(10 + way), 60, 40, 40),
                             cv::Rect(cvRound(270 - way), 60, 40, 40));
        };
        const auto results = film::watch(9, 10, [&](double t) {
            cv::Mat picture = empty.clone();
            if (t >= 2) {
                film::drawObject(picture, places(t).first, kRed);
                film::drawObject(picture, places(t).second, kWhite);
            }
            return picture;
        });
        QCOMPARE(tracksOf(results), (std::set<TrackId>{0, 1}));
        const auto sideOf = [&](const FrameResult &result, const cv::Rect &place) {
            for (const auto &d : result.detections) {
                if (film::overlap(d.box, place) > 0.5)
                    return int(d.track);
            }
            return -1;
        };
        const auto [leftBefore, rightBefore] = places(4);
        const int left = sideOf(results[40], leftBefore);
        QVERIFY(left >= 0);
        for (int i = 30; i < 85; ++i) {
            QCOMPARE(results[i].detections.size(), 2u);
            const auto [leftPlace, rightPlace] = places(i / 10.0);
            QVERIFY2(sideOf(results[i], leftPlace) == left &&
                         sideOf(results[i], rightPlace) == 1 - left,
                     describe({results[i]}).c_str());
        }
    }

    void shadowIsNotInTheBox()
    {
        const auto results = film::watch(7, 10, [&](double t) {
            cv::Mat picture = film::background(1);
            const cv::Rect box = crossing(t);
            const cv::Rect shadow(box.br().x, box.y + 10, 40, 26);
            cv::Mat under = picture(shadow & cv::Rect({0, 0}, film::kSize));
            under.convertTo(under, CV_8U, 0.7);
            film::drawObject(picture, box, kRed);
            return picture;
        });
        int checked = 0;
        for (const auto &result : results) {
            const cv::Rect truth = crossing(secondsOf(result));
            if (truth.x < 2 || truth.br().x > 270)
                continue;
            for (const auto &d : result.detections) {
                QVERIFY(std::abs(d.box.width - truth.width) <= 8);
                ++checked;
            }
        }
        QVERIFY(checked >= 20);
    }

    void objectThatWasBackgroundLeavesNoGhost()
    {
        const cv::Rect parked(100, 60, 50, 40);
        const cv::Mat empty = film::background(7);
        const auto results = film::watch(14, 10, [&](double t) {
            cv::Mat picture = empty.clone();
            const int x = t < 5 ? 0 : cvRound((t - 5) * 70);
            film::drawObject(picture, parked + cv::Point(x, 0), kWhite);
            return picture;
        });
        for (const auto &result : results) {
            // Gone from its place by 6 s; a ghost may be believed in for another second.
            if (secondsOf(result) < 7)
                continue;
            for (const auto &d : result.detections)
                QVERIFY(film::overlap(d.box, parked) < 0.1);
        }
        QVERIFY(!results[70].detections.empty()); // The car itself is seen driving away,
        QVERIFY(film::overlap(results[70].detections[0].box, parked + cv::Point(140, 0)) > 0.5);
        QVERIFY(results.back().detections.empty()); // and then nothing.
    }

    void polygonsSayWhereToLook_data()
    {
        QTest::addColumn<bool>("include");
        QTest::addColumn<bool>("seen");
        QTest::newRow("included") << true << true;
        QTest::newRow("excluded") << false << false;
    }
    void polygonsSayWhereToLook()
    {
        QFETCH(bool, include);
        QFETCH(bool, seen);
        const Polygon middle = {{0, 45}, {319, 45}, {319, 134}, {0, 134}};
        DetectOptions options;
        (include ? options.include : options.exclude).push_back(middle);
        const auto results = film::watch(7, 10, crossingFilm, options);
        QCOMPARE(!tracksOf(results).empty(), seen);

        Detector detector(options);
        Frame frame;
        frame.image = film::background(1);
        detector.add(frame);
        QVERIFY(std::abs(detector.stats().maskedShare - 0.5) < 0.01);
    }

    void excludedIsStrongerThanIncluded()
    {
        DetectOptions options;
        options.include.push_back({{0, 0}, {319, 0}, {319, 179}, {0, 179}});
        options.exclude.push_back({{0, 45}, {319, 45}, {319, 134}, {0, 134}});
        QVERIFY(tracksOf(film::watch(7, 10, crossingFilm, options)).empty());
    }

    void stillObjectIsInferredSeldomAndAChangingOneAlways()
    {
        const auto inferredShare = [](bool changing) {
            const cv::Mat empty = film::background(8);
            int picture = 0;
            const auto results = film::watch(20, 10, [&](double t) {
                cv::Mat image = empty.clone();
                const cv::Rect box(cvRound(std::min(120.0, -40 + (t - 2) * 80)), 60, 40, 40);
                film::drawObject(image, box, kRed);
                if (changing && t > 5) {
                    cv::rectangle(image, cv::Rect(box.x, box.y, 40, 20),
                                  picture % 2 ? kWhite : kDark, cv::FILLED);
                }
                ++picture;
                return image;
            });
            int all = 0, inferred = 0;
            for (const auto &result : results) {
                for (const auto &d : result.detections) {
                    if (secondsOf(result) < 6)
                        continue;
                    ++all;
                    inferred += d.needsInference;
                    if (d.needsInference != (d.sameAs == result.frame.index))
                        return -1.0;
                }
            }
            return all < 100 ? -1.0 : double(inferred) / all;
        };
        const double still = inferredShare(false), changing = inferredShare(true);
        QVERIFY2(still > 0 && still < 0.05, qPrintable(QString::number(still)));
        QVERIFY2(changing > 0.95, qPrintable(QString::number(changing)));
    }

    void sameFilmGivesTheSameResults()
    {
        cv::setNumThreads(1);
        const auto once = describe(film::watch(7, 10, crossingFilm));
        cv::setNumThreads(4);
        const auto again = describe(film::watch(7, 10, crossingFilm));
        cv::setNumThreads(-1);
        QVERIFY(once.size() > 500);
        QCOMPARE(again, once);
    }
};

QTEST_GUILESS_MAIN(TestDetector)
#include "tst_detector.moc"
