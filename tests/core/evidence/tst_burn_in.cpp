// Boxes of a track in the pictures of a clip.
#include "core/evidence/export_case.h"
#include "evidence/burn_in.h"
#include "evidence/export.h"
#include "media/video_reader.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace std::chrono_literals;

namespace {

store::PatchRecord patch(FrameIndex frame, Timestamp time, cv::Rect box)
{
    store::PatchRecord record;
    record.frame = frame;
    record.time = time;
    record.box = box;
    return record;
}

// The drawn colour is yellow, paled by the encoder on a line one pixel wide; the background is
// grey.
bool isYellow(const cv::Vec3b &p) { return p[2] - p[0] > 60 && p[1] - p[0] > 30; }

// Of the four sides of a box, the share of pixels within 2 pixels of which there is yellow.
double outlined(const cv::Mat &image, const cv::Rect &box)
{
    const cv::Rect picture({}, image.size());
    int hit = 0, all = 0;
    const auto look = [&](int x, int y) {
        ++all;
        const cv::Rect near = cv::Rect(x - 2, y - 2, 5, 5) & picture;
        for (int v = near.y; v < near.br().y; ++v)
            for (int u = near.x; u < near.br().x; ++u)
                if (isYellow(image.at<cv::Vec3b>(v, u))) {
                    ++hit;
                    return;
                }
    };
    for (int x = box.x; x < box.br().x; ++x) {
        look(x, box.y);
        look(x, box.br().y - 1);
    }
    for (int y = box.y; y < box.br().y; ++y) {
        look(box.x, y);
        look(box.br().x - 1, y);
    }
    return double(hit) / all;
}

} // namespace

class TestBurnIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boxesAreThoseOfTheTrackOrBetweenThem_data()
    {
        QTest::addColumn<int>("frame");
        QTest::addColumn<int>("x"); // -1: none
        QTest::newRow("before the first") << 9 << -1;
        QTest::newRow("the first") << 10 << 100;
        QTest::newRow("halfway") << 12 << 104;
        QTest::newRow("the second") << 14 << 108;
        QTest::newRow("in a gap of more than a second") << 30 << -1;
        QTest::newRow("the last") << 60 << 200;
        QTest::newRow("behind the last") << 61 << -1;
    }
    void boxesAreThoseOfTheTrackOrBetweenThem()
    {
        QFETCH(int, frame);
        QFETCH(int, x);
        const std::vector patches{patch(10, 400ms, {100, 50, 20, 10}),
                                  patch(14, 560ms, {108, 50, 20, 10}),
                                  patch(60, 2400ms, {200, 50, 20, 10})};
        const auto box = evidence::boxAt(patches, frame, frame * 40ms);
        QCOMPARE(box.has_value(), x >= 0);
        if (box)
            QCOMPARE(box->x, x);
    }

    void aTrackWithoutPatchesHasNoBox() { QVERIFY(!evidence::boxAt({}, 3, 120ms)); }

    void theClipShowsTheBoxWhileTheSightingLasts()
    {
        const test::TempFolder folder;
        auto in = store::Case::create(folder / "a.case");
        const auto source = test::addVideo(in, folder, "gate", "");
        evidence::ExportOptions options;
        options.outDir = folder / "out";
        options.plan.pad = 400ms;
        options.burnIn = true; // Makes the mode exact.
        options.threads = 1;
        const std::vector sightings{test::seen(source, 40, 50)};
        const auto result = evidence::exportClips(in, sightings, options);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(result.clips[0].firstFrame, 30);
        media::VideoReader reader(options.outDir / result.clips[0].file, {.threads = 1});
        FrameIndex index = 30;
        for (; const auto frame = reader.read(); ++index) {
            const double share = outlined(frame->image, test::trackBox(index));
            if (index >= 40 && index <= 50)
                QVERIFY2(share > 0.9, qPrintable(QString("%1: %2").arg(index).arg(share)));
            else
                QVERIFY2(share < 0.1, qPrintable(QString("%1: %2").arg(index).arg(share)));
        }
        QCOMPARE(index, 61);
    }

    // It is of the class that the network found.
    void noScoreIsDrawnBesideAClassThatAPersonGave()
    {
        const test::TempFolder folder;
        auto in = store::Case::create(folder / "a.case");
        const auto record = test::addVideo(in, folder, "gate", "");
        const auto source = evidence::Source::open(in, record.id);
        const auto drawn = [&](store::Decision decision, float score) {
            query::Sighting sighting = test::seen(record, 40, 50);
            sighting.decision = decision;
            sighting.score = score;
            const std::vector<std::size_t> which{0};
            cv::Mat image(360, 640, CV_8UC3, cv::Scalar::all(90));
            evidence::BurnIn(source, std::span(&sighting, 1), which).draw(45, 1800ms, image);
            return image;
        };
        using store::Decision;
        QVERIFY(cv::norm(drawn(Decision::Accept, 0.9F), drawn(Decision::Accept, 0.3F)) > 0);
        QCOMPARE(cv::norm(drawn(Decision::Label, 0.9F), drawn(Decision::Label, 0.3F)), 0.0);
        QVERIFY(cv::norm(drawn(Decision::Accept, 0.9F), drawn(Decision::Label, 0.9F)) > 0);
    }
};

QTEST_GUILESS_MAIN(TestBurnIn)
#include "tst_burn_in.moc"
