#include "player_scene.h"
#include "ui/player/frame_source.h"

#include <QDeadlineTimer>
#include <QSignalSpy>
#include <QThread>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_FrameSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyPictureIsTheReaders();
    void theLatestWishWins();
    void aStepBackMakesTheNextOnesCheap();
    void playingShowsEveryPictureOnce();
    void playingBackwardsShowsEveryPictureOnce();
    void aLoopStaysBetweenItsEnds();
    void showingEndsPlaying();
    void anotherFileDropsWhatWasAsked();
    void aFileThatIsNoVideoIsSaid();
    void whatIsSeenIsScaledAndAdjusted();
    void wholePicturesAreDrawnAsTheyAre();

private:
    void show(FrameSource &source, FrameIndex index)
    {
        QSignalSpy spy(&source, &FrameSource::shown);
        source.show(index);
        QTRY_COMPARE(spy.count(), 1);
    }
    FrameTablePtr tableOf() const
    {
        return std::make_shared<const media::FrameTable>(media::FrameTable::scan(m_scene.path));
    }
    // Plays as fast as the clock allows, noting what is taken.
    std::vector<FrameIndex> played(FrameSource &source, const PlayOptions &options,
                                   std::size_t atMost = 1000)
    {
        std::vector<FrameIndex> seen;
        source.play(options);
        QDeadlineTimer deadline(20'000);
        while (!source.playedOut() && seen.size() < atMost && !deadline.hasExpired()) {
            if (const auto due = source.nextDue())
                if (const auto picture = source.take(*due))
                    seen.push_back(picture->frame.index);
            QThread::msleep(1);
        }
        return seen;
    }

    test::PlayerScene m_scene;
    FrameTablePtr m_table;
};

void tst_FrameSource::initTestCase() { m_table = tableOf(); }

void tst_FrameSource::everyPictureIsTheReaders()
{
    FrameSource source;
    Picture got;
    connect(&source, &FrameSource::shown, this, [&](const Picture &picture) { got = picture; });
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    for (const FrameIndex index :
         {0, 1, 2, 3, 30, 29, 28, 27, 26, 25, 24, 23, 59, 58, 12, 13, 11, 0, 59}) {
        show(source, index);
        const Frame &expected = m_scene.pictures[static_cast<std::size_t>(index)];
        QCOMPARE(got.frame.index, index);
        QCOMPARE(got.frame.time, expected.time);
        QCOMPARE(got.frame.pts, expected.pts);
        QCOMPARE(test::readOrdinal(got.frame.image), std::optional<int>(index));
        QVERIFY(test::same(got.frame.image, expected.image));
    }
}

void tst_FrameSource::theLatestWishWins()
{
    FrameSource source;
    std::vector<FrameIndex> got;
    connect(&source, &FrameSource::shown, this,
            [&](const Picture &picture) { got.push_back(picture.frame.index); });
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    for (FrameIndex index = 0; index < 60; ++index) // At once: nobody waits for an answer.
        source.show((index * 37) % 60);
    source.show(41);
    QTRY_VERIFY(!got.empty() && got.back() == 41);
    QVERIFY2(source.decoded() < 30, qPrintable(QString::number(source.decoded())));
    // Nothing comes after it.
    show(source, 42);
    QCOMPARE(got.back(), FrameIndex(42));
    QCOMPARE(got[got.size() - 2], FrameIndex(41));
}

void tst_FrameSource::aStepBackMakesTheNextOnesCheap()
{
    FrameSource source;
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    show(source, 47);
    show(source, 46);
    const int decoded = source.decoded();
    show(source, 45);
    show(source, 44);
    show(source, 43);
    QCOMPARE(source.decoded(), decoded);
}

void tst_FrameSource::playingShowsEveryPictureOnce()
{
    FrameSource source;
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    std::vector<FrameIndex> expected;
    for (FrameIndex i = 5; i < 60; ++i)
        expected.push_back(i);
    QCOMPARE(played(source, {.from = 5, .rate = 0.5}), expected);
    QCOMPARE(source.dropped(), 0);
}

void tst_FrameSource::playingBackwardsShowsEveryPictureOnce()
{
    FrameSource source;
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    std::vector<FrameIndex> expected;
    for (FrameIndex i = 40; i >= 0; --i)
        expected.push_back(i);
    QCOMPARE(played(source, {.from = 40, .rate = -0.5}), expected);
}

void tst_FrameSource::aLoopStaysBetweenItsEnds()
{
    FrameSource source;
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    const auto seen =
        played(source, {.from = 20, .rate = 0.5, .first = 20, .last = 23, .loop = true}, 10);
    QCOMPARE(seen, (std::vector<FrameIndex>{20, 21, 22, 23, 20, 21, 22, 23, 20, 21}));
}

void tst_FrameSource::showingEndsPlaying()
{
    FrameSource source;
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    played(source, {.from = 0, .rate = 0.5}, 4);
    show(source, 10);
    QVERIFY(!source.take(PlayClock::now() + 10s));
    QVERIFY(!source.nextDue());
    QVERIFY(!source.playedOut());
}

void tst_FrameSource::anotherFileDropsWhatWasAsked()
{
    test::ClipOptions clip;
    clip.frames = 5;
    clip.size = {96, 64};
    const auto other = m_scene.folder / "other.mp4";
    test::writeClip(other, clip);
    const auto table = std::make_shared<const media::FrameTable>(media::FrameTable::scan(other));

    FrameSource source;
    std::vector<QSize> sizes;
    connect(&source, &FrameSource::shown, this,
            [&](const Picture &picture) { sizes.push_back(picture.size); });
    source.setView({.view = {192, 128}}, {});
    source.open(m_scene.path, m_table);
    for (FrameIndex i = 0; i < 20; ++i)
        source.show(i);
    source.open(other, table);
    source.show(3);
    QTRY_COMPARE(sizes, (std::vector<QSize>{{96, 64}}));
}

void tst_FrameSource::aFileThatIsNoVideoIsSaid()
{
    const auto file = m_scene.folder / "text.mp4";
    test::writeText(file, "not a video");
    FrameSource source;
    QSignalSpy failed(&source, &FrameSource::failed);
    source.open(file, m_table);
    source.show(0);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(QStringLiteral("text.mp4")));
    // It is usable for the next file.
    source.open(m_scene.path, m_table);
    show(source, 7);
}

void tst_FrameSource::whatIsSeenIsScaledAndAdjusted()
{
    FrameSource source;
    Picture got;
    connect(&source, &FrameSource::shown, this, [&](const Picture &picture) { got = picture; });
    source.setView({.view = {96, 96}}, {});
    source.open(m_scene.path, m_table);
    show(source, 8);
    QCOMPARE(got.image.size(), QSize(96, 64));
    QCOMPARE(got.target, QRect(0, 16, 96, 64));
    QCOMPARE(got.frame.image.cols, 192); // The whole picture is there.

    // A new view draws the same picture again, without decoding it.
    const int decoded = source.decoded();
    QSignalSpy spy(&source, &FrameSource::shown);
    source.setView({.view = {96, 96}}, {.brightness = 100});
    QTRY_COMPARE(spy.count(), 1);
    QCOMPARE(got.frame.index, FrameIndex(8));
    QCOMPARE(got.image.pixelColor(40, 40), QColor(Qt::white));
    QCOMPARE(source.decoded(), decoded);
}

void tst_FrameSource::wholePicturesAreDrawnAsTheyAre()
{
    const Frame &frame = m_scene.pictures[9];
    const Picture picture = drawPicture(frame, {.view = {192, 128}}, {});
    QCOMPARE(picture.target, QRect(0, 0, 192, 128));
    QCOMPARE(picture.image, wholeImage(frame));
    const cv::Vec3b pixel = frame.image.at<cv::Vec3b>(50, 70);
    QCOMPARE(picture.image.pixelColor(70, 50), QColor(pixel[2], pixel[1], pixel[0]));
    for (const int i : {0, 77, 255})
        QCOMPARE(int(lookupTable({})[std::size_t(i)]), i);
    QVERIFY(lookupTable({.gamma = 2})[64] > 64);
    QVERIFY(lookupTable({.contrast = 50})[64] < 64);
}

QTEST_MAIN(tst_FrameSource)
#include "tst_frame_source.moc"
