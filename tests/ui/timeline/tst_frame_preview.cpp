#include "support/fake_engine.h"
#include "support/test_clips.h"
#include "ui/timeline/frame_preview.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

// The ordinal that a delivered picture carries; -1 where it cannot be read.
int ordinalOf(QImage picture)
{
    picture = picture.convertToFormat(QImage::Format_BGR888);
    const cv::Mat image(picture.height(), picture.width(), CV_8UC3, picture.bits(),
                        static_cast<std::size_t>(picture.bytesPerLine()));
    return test::readOrdinal(image).value_or(-1);
}

} // namespace

class tst_FramePreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void thePictureAtATimeComes();
    void withinTheToleranceTheKeyframeComes();
    void theLatestWishWins();
    void anotherVideoIsOpened();
    void aMissingFileIsASentence();
    void picturesAreSmall();

private:
    test::TempFolder m_folder;
    std::shared_ptr<test::FakeEngine> m_engine = std::make_shared<test::FakeEngine>();
};

void tst_FramePreview::initTestCase()
{
    for (const char *name : {"a", "b"}) {
        const auto file = m_folder.path() / (std::string(name) + ".mp4");
        test::ClipOptions options;
        options.frames = name[0] == 'a' ? 40 : 20;
        test::writeClip(file, options); // A keyframe every 12 pictures.
        ui::SourceInfo source = test::fakeSource(name, 2s);
        source.record.path = file.string();
        m_engine->sourceList.push_back(source);
    }
    ui::SourceInfo gone = test::fakeSource("gone", 2s);
    gone.record.path = (m_folder.path() / "gone.mp4").string();
    m_engine->sourceList.push_back(gone);
}

void tst_FramePreview::thePictureAtATimeComes()
{
    FramePreview preview({192, 128});
    QSignalSpy ready(&preview, &FramePreview::ready);
    const Timestamp time = m_engine->frameTable("a").entry(17).time;
    preview.request(m_engine, "a", time + 1ms, 0us);
    QVERIFY(ready.wait());
    QCOMPARE(ready[0][0].value<std::string>(), std::string("a"));
    QCOMPARE(ready[0][1].value<Timestamp>(), time);
    QCOMPARE(ordinalOf(ready[0][2].value<QImage>()), 17);
}

void tst_FramePreview::withinTheToleranceTheKeyframeComes()
{
    FramePreview preview({192, 128});
    QSignalSpy ready(&preview, &FramePreview::ready);
    const Timestamp time = m_engine->frameTable("a").entry(17).time;
    preview.request(m_engine, "a", time, 10s);
    QVERIFY(ready.wait());
    QCOMPARE(ordinalOf(ready[0][2].value<QImage>()), 12);
}

void tst_FramePreview::theLatestWishWins()
{
    FramePreview preview({192, 128});
    QSignalSpy ready(&preview, &FramePreview::ready);
    const media::FrameTable table = m_engine->frameTable("a");
    for (int i = 0; i <= 30; ++i) // None of these has a chance to be delivered.
        preview.request(m_engine, "a", table.entry(i).time, 0us);
    QVERIFY(ready.wait());
    QCOMPARE(ready.size(), 1);
    QCOMPARE(ordinalOf(ready[0][2].value<QImage>()), 30);
}

void tst_FramePreview::anotherVideoIsOpened()
{
    FramePreview preview({192, 128});
    QSignalSpy ready(&preview, &FramePreview::ready);
    preview.request(m_engine, "a", 10s, 0us);
    QVERIFY(ready.wait());
    QCOMPARE(ordinalOf(ready[0][2].value<QImage>()), 39); // The last one.
    preview.request(m_engine, "b", 10s, 0us);
    QVERIFY(ready.wait());
    QCOMPARE(ordinalOf(ready[1][2].value<QImage>()), 19);
}

void tst_FramePreview::aMissingFileIsASentence()
{
    FramePreview preview({192, 128});
    QSignalSpy failed(&preview, &FramePreview::failed);
    preview.request(m_engine, "gone", 0us, 0us);
    QVERIFY(failed.wait());
    QVERIFY(failed[0][1].toString().contains("gone.mp4"));
}

void tst_FramePreview::picturesAreSmall()
{
    FramePreview preview({96, 96});
    QSignalSpy ready(&preview, &FramePreview::ready);
    preview.request(m_engine, "a", 0us, 0us);
    QVERIFY(ready.wait());
    QCOMPARE(ready[0][2].value<QImage>().size(), QSize(96, 64));
}

QTEST_MAIN(tst_FramePreview)
#include "tst_frame_preview.moc"
