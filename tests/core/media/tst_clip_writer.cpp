#include "base/error.h"
#include "media/clip_writer.h"
#include "media/frame_seeker.h"
#include "media/overlay.h"
#include "variants.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace refocus::media;

namespace {

struct Shown
{
    std::vector<cv::Mat> images;
    std::vector<Timestamp> times;
};

Shown showAll(const std::filesystem::path &path)
{
    Shown shown;
    VideoReader reader(path);
    while (auto frame = reader.read()) {
        shown.images.push_back(frame->image);
        shown.times.push_back(frame->time);
    }
    return shown;
}

bool isFolderEmptyBut(const std::filesystem::path &folder, int files)
{
    int count = 0;
    for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator(folder))
        ++count;
    return count == files;
}

} // namespace

class TestClipWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCopyHoldsThePicturesOfTheSource_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("extension"); // Of the copy.
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        for (const test::Variant &variant : test::variants()) {
            const std::string same = std::filesystem::path(variant.file).extension();
            for (const auto &[first, last] : {std::pair(0, 5), {17, 29}, {12, 34}}) {
                QTest::addRow("%s %d-%d", variant.name.c_str(), first, last)
                    << QString::fromStdString(variant.name) << QString::fromStdString(same) << first
                    << last;
            }
        }
        for (const auto &[name, extension] : {std::pair("h264 ts", ".mp4"),
                                              {"h264 mp4", ".mkv"},
                                              {"h264 mp4", ".ts"},
                                              {"h264 raw", ".mp4"},
                                              {"mpeg4 avi without b-frames", ".mp4"},
                                              {"mjpeg raw", ".avi"}})
            QTest::addRow("%s to %s", name, extension)
                << QString(name) << QString(extension) << 17 << 29;
    }

    void aCopyHoldsThePicturesOfTheSource()
    {
        QFETCH(QString, name);
        QFETCH(QString, extension);
        QFETCH(int, first);
        QFETCH(int, last);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / variant.file;
        if (!std::filesystem::exists(path))
            test::writeClip(path, variant.clip);
        const FrameTable table = FrameTable::scan(path);
        const auto out = m_folder / ("copy" + extension.toStdString());
        const CopiedClip clip = copyClip(path, table, {first, last}, out);
        QCOMPARE(clip.extraFrames, extraFramesBefore(table, first) +
                                       (table.keyframeBefore(first) ? 0 : variant.firstShown));
        QCOMPARE(clip.frames, clip.extraFrames + last - first + 1 + clip.extraAfter);
        QVERIFY(clip.extraAfter <= 4);

        const Shown shown = showAll(out);
        QCOMPARE(static_cast<FrameIndex>(shown.images.size()), clip.frames);
        FrameSeeker seeker(path, table);
        for (FrameIndex i = first; i <= last; ++i) {
            const auto at = static_cast<std::size_t>(i - first + clip.extraFrames);
            const Frame expected = seeker.frameAt(i);
            QCOMPARE(test::readOrdinal(shown.images[at]),
                     std::optional<int>(static_cast<int>(i) + variant.firstShown));
            QCOMPARE(cv::norm(shown.images[at], expected.image, cv::NORM_INF), 0.0);
            const Timestamp between =
                shown.times[at] - shown.times[static_cast<std::size_t>(clip.extraFrames)];
            const double difference =
                toSeconds(between - (expected.time - table.entry(first).time));
            QVERIFY2(std::abs(difference) < 0.0011,
                     qPrintable(QString("picture %1 is off by %2 s").arg(i).arg(difference)));
        }
    }

    void anExactClipBeginsAndEndsWithThePicturesAskedFor_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        for (const char *name : {"h264 mp4", "open gop.ts", "vfr.mp4", "edit list", "h264 raw",
                                 "mpeg4 avi", "rotated 90", "10 bit", "interlaced"})
            for (const auto &[first, last] : {std::pair(0, 0), {17, 29}, {30, 34}})
                QTest::addRow("%s %d-%d", name, first, last) << QString(name) << first << last;
    }

    void anExactClipBeginsAndEndsWithThePicturesAskedFor()
    {
        QFETCH(QString, name);
        QFETCH(int, first);
        QFETCH(int, last);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const FrameTable table = FrameTable::scan(path);
        const auto out = m_folder / "exact.mp4";
        exactClip(path, table, {first, last}, out);
        const Shown shown = showAll(out);
        QCOMPARE(static_cast<int>(shown.images.size()), last - first + 1);
        for (int i = first; i <= last; ++i) {
            const auto at = static_cast<std::size_t>(i - first);
            QCOMPARE(shown.images[at].size(), variant.clip.size);
            QCOMPARE(test::readOrdinal(shown.images[at]), std::optional(i + variant.firstShown));
            const Timestamp expected = table.entry(i).time - table.entry(first).time;
            QVERIFY(std::abs((shown.times[at] - expected).count()) <= 1);
        }
    }

    void whatIsDrawnIsInTheClip()
    {
        const test::Variant variant = test::variant("h264 mp4");
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const auto out = m_folder / "drawn.mp4";
        std::vector<FrameIndex> drawn;
        ExactClipOptions options;
        options.draw = [&](FrameIndex index, Timestamp, cv::Mat &image) {
            drawn.push_back(index);
            const Overlay overlay{.box = {60, 40, 70, 60}, .colour = {255, 255, 255}};
            drawOverlay(image, std::span(&overlay, 1), "");
        };
        exactClip(path, FrameTable::scan(path), {13, 15}, out, options);
        QCOMPARE(drawn, (std::vector<FrameIndex>{13, 14, 15}));
        for (const cv::Mat &image : showAll(out).images)
            QVERIFY(image.at<cv::Vec3b>(40, 90)[1] > 180);
    }

    void aWrongRangeIsAnError()
    {
        const test::Variant variant = test::variant("h264 mp4");
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const FrameTable table = FrameTable::scan(path);
        for (const FrameRange range : {FrameRange{-1, 3}, {5, 4}, {0, 40}}) {
            QVERIFY_THROWS_EXCEPTION(Error, copyClip(path, table, range, m_folder / "no.mp4"));
            QVERIFY_THROWS_EXCEPTION(Error, exactClip(path, table, range, m_folder / "no.mp4"));
        }
    }

    void cancellingLeavesNothingBehind()
    {
        test::TempFolder folder;
        const test::Variant variant = test::variant("h264 mp4");
        const auto path = folder / "source.mp4";
        test::writeClip(path, variant.clip);
        const FrameTable table = FrameTable::scan(path);
        const Progress stop = [](const ProgressReport &report) { return report.fraction < 0.4; };
        QVERIFY_THROWS_EXCEPTION(Cancelled, copyClip(path, table, {0, 30}, folder / "a.mp4", stop));
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 exactClip(path, table, {0, 30}, folder / "b.mp4", {}, stop));
        QVERIFY(isFolderEmptyBut(folder.path(), 1));
    }

    void realFootageIsCopied()
    {
        const std::filesystem::path path =
            std::filesystem::path(REFOCUS_SHARED) / "footage" / "parking.mp4";
        if (!std::filesystem::exists(path))
            QSKIP("the footage folder is not there");
        const FrameTable table = FrameTable::scan(path);
        const auto out = m_folder / "parking.mp4";
        const CopiedClip clip = copyClip(path, table, {100, 130}, out);
        const Shown shown = showAll(out);
        QCOMPARE(static_cast<FrameIndex>(shown.images.size()), clip.frames);
        FrameSeeker seeker(path, table);
        for (const FrameIndex i : {FrameIndex(100), FrameIndex(117), FrameIndex(130)})
            QCOMPARE(cv::norm(shown.images[static_cast<std::size_t>(i - clip.firstFrame)],
                              seeker.frameAt(i).image, cv::NORM_INF),
                     0.0);
    }

private:
    test::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestClipWriter)
#include "tst_clip_writer.moc"
