#include "base/error.h"
#include "media/frame_seeker.h"
#include "media/probe.h"
#include "media/video_reader.h"
#include "variants.h"

#include <QTest>

#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>

using namespace refocus;
using namespace refocus::media;

namespace {

constexpr uid_t kNobody = 65534;

std::string readAll(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Adds `by`, in 1/90000 s, to the PTS of one packet (PES) of a transport stream.
void movePts(const std::filesystem::path &path, int packet, std::int64_t by)
{
    std::string content = readAll(path);
    const auto byte = [&](std::size_t at) -> char & { return content.at(at); };
    for (std::size_t at = 0; at + 188 <= content.size(); at += 188) {
        const bool begins = byte(at + 1) & 0x40, adapted = byte(at + 3) & 0x20;
        const std::size_t pes =
            at + 4 + (adapted ? 1 + static_cast<unsigned char>(byte(at + 4)) : 0U);
        if (!begins || content.compare(pes, 4, "\0\0\1\xe0", 4) != 0 || packet-- > 0)
            continue;
        // 33 bits in groups of 3, 15 and 15, each with a bit set behind it.
        std::uint64_t stamp = 0;
        for (std::size_t i = 9; i < 14; ++i)
            stamp = stamp << 8 | static_cast<unsigned char>(byte(pes + i));
        std::int64_t pts = static_cast<std::int64_t>(
            (stamp >> 33 & 7) << 30 | (stamp >> 17 & 0x7fff) << 15 | (stamp >> 1 & 0x7fff));
        pts += by;
        stamp = (stamp & ~0xe'fffe'fffeULL) | (static_cast<std::uint64_t>(pts) >> 30 & 7) << 33 |
                (static_cast<std::uint64_t>(pts) >> 15 & 0x7fff) << 17 |
                (static_cast<std::uint64_t>(pts) & 0x7fff) << 1;
        for (std::size_t i = 14; i-- > 9; stamp >>= 8)
            byte(pes + i) = static_cast<char>(stamp & 0xff);
        break;
    }
    test::writeText(path, content);
}

void writeClip(const std::filesystem::path &path)
{
    test::ClipOptions clip;
    clip.frames = 30;
    test::writeClip(path, clip);
}

struct BadFile
{
    const char *name;
    const char *file;
    const char *fault; // Part of the sentence.
    std::function<void(const std::filesystem::path &)> make;
};

const std::vector<BadFile> &badFiles()
{
    using Path = std::filesystem::path;
    static const std::vector<BadFile> files = {
        {"missing", "missing.mp4", "no such file", [](const Path &) {}},
        {"folder", "folder.mp4", "is a folder",
         [](const Path &path) { std::filesystem::create_directory(path); }},
        {"empty", "empty.mp4", "is empty", [](const Path &path) { test::writeText(path, ""); }},
        {"text", "text.mp4", "not a video",
         [](const Path &path) {
             test::writeText(path, "Dear Sir or Madam,\n\nplease find ...\n");
         }},
        {"one byte", "byte.mkv", "not a video",
         [](const Path &path) { test::writeText(path, "x"); }},
        {"sound only", "sound.mp4", "only sound",
         [](const Path &path) { test::writeAudioOnly(path); }},
        {"without moov", "cut.mp4", "moov",
         [](const Path &path) {
             writeClip(path);
             test::truncateFile(path, 0.6);
         }},
        {"playlist", "list.mp4", "playlist",
         [](const Path &path) { test::writeText(path, "#EXTM3U\n#EXTINF:10,\n/etc/passwd\n"); }},
        {"list of files", "concat.mp4", "playlist",
         [](const Path &path) { test::writeText(path, "ffconcat version 1.0\nfile a.mp4\n"); }},
        {"pipe", "pipe.mp4", "not a regular file",
         [](const Path &path) { QCOMPARE(mkfifo(path.c_str(), 0600), 0); }},
        {"nothing to decode", "zeros.mp4", "no picture",
         [](const Path &path) {
             writeClip(path);
             std::string content = readAll(path);
             const std::size_t begin = content.find("mdat") + 4, end = content.rfind("moov") - 4;
             std::fill(content.begin() + static_cast<std::ptrdiff_t>(begin),
                       content.begin() + static_cast<std::ptrdiff_t>(end), '\0');
             test::writeText(path, content);
         }},
        {"pictures that turn out to be huge", "huge.mjpeg", "larger than",
         [](const Path &path) {
             test::ClipOptions clip;
             clip.frames = 2;
             clip.encoder.codec = "mjpeg";
             test::writeClip(path, clip);
             std::string content = readAll(path);
             for (std::size_t at = 0; (at = content.find("\xff\xc0", at)) != std::string::npos;
                  ++at)
                 content.replace(at + 5, 4, "\xfd\xe8\xfd\xe8"); // 65,000 x 65,000.
             test::writeText(path, content);
         }},
    };
    return files;
}

// Reads, seeks and probes; says how many pictures there were. What is no video may be refused.
FrameIndex useAll(const std::filesystem::path &path)
{
    try {
        FrameTable table;
        VideoReader reader(path, {.threads = 2});
        while (const auto frame = reader.read())
            table.append(reader.entry());
        FrameSeeker seeker(path, table, {.threads = 2});
        for (FrameIndex i = table.size() - 1; i >= 0; i -= 11)
            seeker.frameAt(i);
        probe(path);
        return table.size();
    } catch (const Error &error) {
        const QString sentence = error.what();
        [&] { QVERIFY2(sentence.contains(path.filename().c_str()), error.what()); }();
        return 0;
    }
}

} // namespace

class TestBadVideo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileThatIsNoVideoIsASentence_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < badFiles().size(); ++i)
            QTest::newRow(badFiles()[i].name) << static_cast<int>(i);
    }

    void aFileThatIsNoVideoIsASentence()
    {
        QFETCH(int, row);
        const BadFile &bad = badFiles()[static_cast<std::size_t>(row)];
        const auto path = m_folder / bad.file;
        bad.make(path);
        const std::vector<std::function<void()>> uses = {[&] { VideoReader reader(path); },
                                                         [&] { FrameTable::scan(path); },
                                                         [&] { probe(path); }};
        for (const auto &use : uses) {
            QString sentence;
            try {
                use();
            } catch (const Error &error) {
                sentence = error.what();
            }
            QVERIFY2(sentence.contains(bad.file) && sentence.contains(bad.fault),
                     qPrintable("said: " + sentence));
            QVERIFY2(!sentence.contains('\n'), qPrintable(sentence));
        }
    }

    void aFileWithoutPermissionIsASentence()
    {
        const auto path = m_folder / "secret.mp4";
        writeClip(path);
        std::filesystem::permissions(path, std::filesystem::perms::none);
        // The superuser may read everything, so somebody else tries.
        const bool superuser = geteuid() == 0;
        std::filesystem::permissions(m_folder.path(), std::filesystem::perms::others_exec,
                                     std::filesystem::perm_options::add);
        if (superuser && seteuid(kNobody) != 0)
            QSKIP("this user may read every file and cannot become another");
        QString sentence;
        try {
            VideoReader reader(path);
        } catch (const Error &error) {
            sentence = error.what();
        }
        if (superuser)
            QCOMPARE(seteuid(0), 0);
        QVERIFY2(sentence.contains("secret.mp4: cannot be read: Permission denied"),
                 qPrintable("said: " + sentence));
    }

    void aFileCutInTheMiddleEndsEarly_data()
    {
        QTest::addColumn<QString>("extension");
        for (const char *extension : {".ts", ".mkv", ".avi", ".h264"})
            QTest::newRow(extension) << extension;
    }

    void aFileCutInTheMiddleEndsEarly()
    {
        QFETCH(QString, extension);
        const auto path = m_folder / ("half" + extension.toStdString());
        writeClip(path);
        test::truncateFile(path, 0.6);
        VideoReader reader(path);
        int count = 0;
        while (const auto frame = reader.read()) {
            const auto ordinal = test::readOrdinal(frame->image);
            QVERIFY(count > 10 || ordinal == count); // The last ones may be damaged.
            ++count;
        }
        QVERIFY2(count > 10 && count < 28, qPrintable(QString::number(count)));
    }

    void anMp4CutBehindItsIndexEndsEarly()
    {
        test::ClipOptions clip;
        clip.frames = 30;
        clip.encoder.formatOptions = {{"movflags", "+faststart"}};
        const auto path = m_folder / "faststart.mp4";
        test::writeClip(path, clip);
        test::truncateFile(path, 0.7);
        VideoReader reader(path);
        FrameIndex count = 0;
        while (reader.skip())
            ++count;
        QVERIFY(count > 10 && count < 30);
        QVERIFY(reader.counts().endedEarly || reader.counts().failedPackets > 0);
        QVERIFY(!probe(path).warnings.empty());
    }

    void brokenPacketsAreCountedAndSkipped()
    {
        const auto path = m_folder / "broken.ts";
        writeClip(path);
        test::flipBytes(path, 3, 40, 0.3);
        VideoReader reader(path);
        int last = -1, count = 0;
        while (const auto frame = reader.read()) {
            ++count;
            last = test::readOrdinal(frame->image).value_or(last);
        }
        const DecodeCounts &counts = reader.counts();
        QCOMPARE(counts.pictures, std::int64_t(count));
        QVERIFY(counts.failedPackets + counts.failedPictures + counts.damagedPictures > 0);
        QVERIFY(last > 10);
    }

    void flippedBytesNeitherCrashNorHang_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("seed");
        for (const char *name : {"h264 mp4", "h264 mkv", "h264 ts", "h264 raw", "mpeg4 avi",
                                 "mjpeg avi", "hevc.mp4", "ffv1 mkv", "interlaced", "edit list"})
            for (int seed = 1; seed <= 4; ++seed)
                QTest::addRow("%s, seed %d", name, seed) << QString(name) << seed;
    }

    // Anywhere in the file, headers and indices included.
    void flippedBytesNeitherCrashNorHang()
    {
        QFETCH(QString, name);
        QFETCH(int, seed);
        test::Variant variant = test::variant(name.toStdString());
        variant.clip.frames = 20;
        if (!variant.clip.times.empty())
            variant.clip.times.resize(20);
        const auto path = m_folder / ("flipped" + variant.file);
        test::writeClip(path, variant.clip);
        test::flipBytes(path, static_cast<std::uint32_t>(seed), 4 << (seed * 2), 0);
        const FrameIndex count = useAll(path);
        QVERIFY2(count <= 100, qPrintable(QString("%1 pictures out of 20").arg(count)));
    }

    void aPtsThatIsWrongMovesNoOtherPicture_data()
    {
        QTest::addColumn<int>("packet");
        QTest::addColumn<int>("seconds");
        QTest::newRow("ahead") << 17 << 3 * 3600;
        QTest::newRow("back") << 17 << -2;
        QTest::newRow("a keyframe's") << 24 << 3 * 3600;
    }

    void aPtsThatIsWrongMovesNoOtherPicture()
    {
        QFETCH(int, packet);
        QFETCH(int, seconds);
        const test::Variant variant = test::variant("first pts 3 s.ts");
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const FrameTable right = FrameTable::scan(path);
        movePts(path, packet, std::int64_t(90'000) * seconds);
        const FrameTable table = FrameTable::scan(path);
        QCOMPARE(table.size(), right.size());
        int wrong = 0;
        for (FrameIndex i = 0; i < table.size(); ++i) {
            QCOMPARE(table.entry(i).time, right.entry(i).time);
            wrong += table.entry(i).pts != right.entry(i).pts;
        }
        QCOMPARE(wrong, 1);
        FrameSeeker seeker(path, table);
        for (FrameIndex i = table.size() - 1; i >= 0; --i) {
            const Frame frame = seeker.frameAt(i);
            QCOMPARE(frame.time, right.entry(i).time);
            QCOMPARE(test::readOrdinal(frame.image), std::optional<int>(static_cast<int>(i)));
        }
        QVERIFY(std::abs(probe(path).streams[0].picturesDurationSeconds - 1.6) < 0.001);
    }

    void noiseIsNoVideo()
    {
        const auto path = m_folder / "noise.mp4";
        test::writeText(path, std::string(200'000, 'n'));
        test::flipBytes(path, 5, 400'000, 0);
        QCOMPARE(useAll(path), FrameIndex(0));
    }

private:
    test::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestBadVideo)
#include "tst_bad_video.moc"
