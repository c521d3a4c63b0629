#include "base/error.h"
#include "media/frame_seeker.h"
#include "variants.h"

#include <QTest>

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <random>

using namespace refocus;
using namespace refocus::media;

namespace {

bool sameImage(const cv::Mat &a, const cv::Mat &b)
{
    if (a.size() != b.size() || a.type() != b.type())
        return false;
    for (int y = 0; y < a.rows; ++y)
        if (std::memcmp(a.ptr(y), b.ptr(y), static_cast<std::size_t>(a.cols) * a.elemSize()) != 0)
            return false;
    return true;
}

struct Decoded
{
    FrameTable table;
    std::vector<Frame> frames;
};

Decoded decodeAll(const std::filesystem::path &path)
{
    Decoded all;
    VideoReader reader(path);
    while (auto frame = reader.read()) {
        all.table.append(reader.entry());
        all.frames.push_back(*frame);
    }
    return all;
}

// Every ordinal in a shuffled order that is the same on each run.
std::vector<FrameIndex> shuffled(FrameIndex count)
{
    std::vector<FrameIndex> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random(7);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random() % i]);
    return order;
}

} // namespace

class TestFrameSeeker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPictureIsTheOneOfASequentialDecode_data()
    {
        QTest::addColumn<QString>("name");
        for (const test::Variant &variant : test::variants())
            QTest::newRow(variant.name.c_str()) << QString::fromStdString(variant.name);
    }

    void everyPictureIsTheOneOfASequentialDecode()
    {
        QFETCH(QString, name);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const Decoded all = decodeAll(path);
        QCOMPARE(all.table.size(), FrameIndex(variant.clip.frames - variant.firstShown));

        FrameSeeker seeker(path, all.table);
        for (const FrameIndex index : shuffled(all.table.size())) {
            const Frame frame = seeker.frameAt(index);
            const Frame &expected = all.frames[static_cast<std::size_t>(index)];
            QCOMPARE(frame.index, index);
            QCOMPARE(frame.time, expected.time);
            QCOMPARE(frame.pts, expected.pts);
            QVERIFY2(sameImage(frame.image, expected.image),
                     qPrintable(QString("picture %1 differs").arg(index)));
            QCOMPARE(test::readOrdinal(frame.image),
                     std::optional<int>(static_cast<int>(index) + variant.firstShown));
        }
        for (const FrameIndex index : {FrameIndex(0), FrameIndex(17), all.table.size() - 1}) {
            const Timestamp time = all.table.entry(index).time;
            QCOMPARE(seeker.frameAt(time).index, index);
            if (index > 0)
                QCOMPARE(seeker.frameAt(time - Timestamp(1)).index, index - 1);
        }
    }

    void realFootage_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file :
             {"corridor.mp4", "highway.avi", "junction.mp4", "overpass.mp4", "parking.mp4"})
            QTest::newRow(file) << file;
    }

    void realFootage()
    {
        QFETCH(QString, file);
        const std::filesystem::path path =
            std::filesystem::path(REFOCUS_SHARED) / "footage" / file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("the footage folder is not there");
        FrameTable table;
        std::map<FrameIndex, cv::Mat> sample;
        VideoReader reader(path);
        std::mt19937 random(11);
        while (true) {
            const FrameIndex index = table.size();
            const bool wanted = index < 3 || random() % 120 == 0;
            if (wanted) {
                const auto frame = reader.read();
                if (!frame)
                    break;
                sample[index] = frame->image;
            } else if (!reader.skip()) {
                break;
            }
            table.append(reader.entry());
        }
        FrameSeeker seeker(path, table);
        std::vector<FrameIndex> order;
        for (const auto &[index, image] : sample)
            order.push_back(index);
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[random() % i]);
        for (const FrameIndex index : order)
            QVERIFY2(sameImage(seeker.frameAt(index).image, sample[index]),
                     qPrintable(QString("picture %1 differs").arg(index)));
    }

    void manyPicturesComeInOrder()
    {
        const test::Variant variant = test::variant("h264 mp4");
        const auto path = m_folder / "many.mp4";
        test::writeClip(path, variant.clip);
        FrameSeeker seeker(path, FrameTable::scan(path));
        const std::vector<FrameIndex> wanted{1, 2, 3, 20, 39};
        std::vector<FrameIndex> got;
        seeker.framesAt(wanted, [&](const Frame &frame) {
            got.push_back(*test::readOrdinal(frame.image));
            return true;
        });
        QCOMPARE(got, wanted);
        got.clear();
        seeker.framesAt(wanted, [&](const Frame &frame) {
            got.push_back(frame.index);
            return got.size() < 2;
        });
        QCOMPARE(got, (std::vector<FrameIndex>{1, 2}));
    }

    void whatIsDrawnOnAPictureDoesNotStay()
    {
        const auto path = m_folder / "drawn.mp4";
        test::writeClip(path, test::variant("h264 mp4").clip);
        FrameSeeker seeker(path, FrameTable::scan(path));
        Frame first = seeker.frameAt(FrameIndex(5));
        first.image.setTo(cv::Scalar::all(0));
        QCOMPARE(test::readOrdinal(seeker.frameAt(FrameIndex(5)).image), std::optional(5));
    }

    void picturesOfADamagedStreamAreThoseOfASequentialDecode_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("seed");
        for (const char *name : {"h264 mp4", "open gop.ts", "mpeg4 avi", "h264 raw"})
            for (int seed = 0; seed < 2; ++seed)
                QTest::addRow("%s %d", name, seed) << QString(name) << seed;
    }

    // With one thread, because FFmpeg's concealment depends on how pictures are shared among them.
    void picturesOfADamagedStreamAreThoseOfASequentialDecode()
    {
        QFETCH(QString, name);
        QFETCH(int, seed);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / ("damaged" + variant.file);
        test::writeClip(path, variant.clip);
        test::flipBytes(path, static_cast<std::uint32_t>(seed), 6, 0.3);
        FrameTable table;
        std::vector<std::optional<int>> ordinals;
        VideoReader reader(path, {.threads = 1});
        while (auto frame = reader.read()) {
            table.append(reader.entry());
            ordinals.push_back(test::readOrdinal(frame->image));
        }
        FrameSeeker seeker(path, table, {.threads = 1});
        for (const FrameIndex index : shuffled(table.size()))
            QCOMPARE(test::readOrdinal(seeker.frameAt(index).image),
                     ordinals[static_cast<std::size_t>(index)]);
    }

    void aPictureThatIsNotThereIsAnError()
    {
        const auto path = m_folder / "short.mp4";
        test::writeClip(path, test::variant("h264 mp4").clip);
        FrameSeeker seeker(path, FrameTable::scan(path));
        QVERIFY_THROWS_EXCEPTION(Error, seeker.frameAt(FrameIndex(40)));
        QVERIFY_THROWS_EXCEPTION(Error, seeker.frameAt(FrameIndex(-1)));
        QCOMPARE(seeker.frameAt(FrameIndex(39)).index, FrameIndex(39));
    }

    void aFileThatIsAnotherThanItsTableIsAnError()
    {
        const auto path = m_folder / "changed.mp4";
        test::ClipOptions clip = test::variant("h264 mp4").clip;
        test::writeClip(path, clip);
        const FrameTable table = FrameTable::scan(path);
        clip.frames = 14;
        test::writeClip(path, clip);
        bool refused = false;
        try {
            FrameSeeker seeker(path, table);
            seeker.frameAt(FrameIndex(35));
        } catch (const Error &error) {
            refused = true;
            QVERIFY2(QString(error.what()).contains("changed.mp4"), error.what());
        }
        QVERIFY(refused);
    }

    void anotherFileThatBeginsAlikeIsAnError_data()
    {
        QTest::addColumn<int>("frameRate");
        QTest::newRow("same times") << 25;
        QTest::newRow("other times") << 30;
    }

    void anotherFileThatBeginsAlikeIsAnError()
    {
        QFETCH(int, frameRate);
        const auto path = m_folder / "replaced.mp4";
        test::ClipOptions clip = test::variant("h264 mp4").clip;
        test::writeClip(path, clip);
        const FrameTable table = FrameTable::scan(path);
        clip.frames = 60;
        clip.noise = 20;
        clip.encoder.frameRate = frameRate;
        test::writeClip(path, clip);
        QCOMPARE(FrameTable::scan(path).entry(0), table.entry(0));

        FrameSeeker seeker(path, table);
        for (const FrameIndex index : {FrameIndex(35), FrameIndex(35), FrameIndex(5)})
            QVERIFY_THROWS_EXCEPTION(Error, seeker.frameAt(index));
    }

    void aFileThatWasAwayIsOpenedAgain()
    {
        const auto path = m_folder / "away.mp4", elsewhere = m_folder / "elsewhere.mp4";
        test::writeClip(path, test::variant("h264 mp4").clip);
        FrameSeeker seeker(path, FrameTable::scan(path));
        const auto ordinalAt = [&](FrameIndex index) {
            return test::readOrdinal(seeker.frameAt(index).image);
        };
        QCOMPARE(ordinalAt(20), std::optional(20));
        std::filesystem::rename(path, elsewhere);
        // Behind the first keyframe a picture is decoded from the beginning.
        for (int i = 0; i < 2; ++i)
            QVERIFY_THROWS_EXCEPTION(Error, seeker.frameAt(FrameIndex(3)));
        QCOMPARE(ordinalAt(21), std::optional(21)); // What is open stays open.
        std::filesystem::rename(elsewhere, path);
        QCOMPARE(ordinalAt(3), std::optional(3));
        QCOMPARE(ordinalAt(30), std::optional(30));
    }

private:
    test::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestFrameSeeker)
#include "tst_frame_seeker.moc"
