#include "ui/export/export_estimate.h"
#include "ui/export/out_place.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <unistd.h>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// 25 pictures a second, a keyframe every 50, a million bytes a second.
SourceFacts facts(int seconds)
{
    std::vector<media::FrameEntry> entries;
    for (int i = 0; i < 25 * seconds; ++i)
        entries.push_back({i, Timestamp(40000 * i), i % 50 == 0, i * 40000});
    return {media::FrameTable(std::move(entries)), 1'000'000ULL * static_cast<unsigned>(seconds)};
}

query::Sighting seen(const std::string &video, Timestamp start, Timestamp end)
{
    query::Sighting sighting;
    sighting.video = video;
    sighting.start = start;
    sighting.end = end;
    return sighting;
}

evidence::ExportOptions plainOptions()
{
    evidence::ExportOptions options;
    options.plan = {0s, -1s};
    return options;
}

} // namespace

class TestExportEstimate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesCountThePicturesFromTheKeyframeBefore()
    {
        // Keyframes lie at 0, 2, 4 s: 25 pictures before 3 s, 0 before 4 s, 49 before 7.96 s.
        const std::vector sightings{seen("a", 3s, 5s), seen("a", 4s, 6s),
                                    seen("a", 7960ms, 8960ms)};
        const auto estimate = estimateExport(sightings, plainOptions(), {{"a", facts(20)}});
        QCOMPARE(estimate.clips, 3);
        QCOMPARE(estimate.seconds, 5.0);
        QCOMPARE(estimate.mostExtra, FrameIndex{49});
        QCOMPARE(estimate.extra, FrameIndex{74});
        QCOMPARE(estimate.bytes, 1e6 * (5 + 74 * 0.04));
    }

    void exactClipsHaveNoExtraPictures()
    {
        auto options = plainOptions();
        options.burnIn = true; // Makes the mode exact.
        const std::vector sightings{seen("a", 3s, 5s)};
        const auto estimate = estimateExport(sightings, options, {{"a", facts(20)}});
        QCOMPARE(estimate.extra, FrameIndex{0});
        QCOMPARE(estimate.bytes, 1e6 * 2 * kExactFactor);
    }

    void whatIsJoinedIsOneClip()
    {
        auto options = plainOptions();
        options.plan = {1s, 1s};
        const std::vector sightings{seen("a", 3s, 5s), seen("a", 8s, 9s), seen("a", 15s, 16s)};
        const auto estimate = estimateExport(sightings, options, {{"a", facts(20)}});
        QCOMPARE(estimate.clips, 2); // 2 to 10 and 14 to 17.
        QCOMPARE(estimate.seconds, 11.0);
    }

    void aMarkedStretchIsItsOwnLength()
    {
        auto options = plainOptions();
        options.plan.pad = 5s;
        options.spans = {{"a", 3s, 5s}};
        const auto estimate = estimateExport({}, options, {{"a", facts(20)}});
        QCOMPARE(estimate.clips, 1);
        QCOMPARE(estimate.seconds, 2.0);
        QCOMPARE(estimate.extra, FrameIndex{25});
    }

    void whatIsNotKnownIsSaid()
    {
        const std::vector sightings{seen("a", 3s, 5s), seen("b", 3s, 5s), seen("b", 7s, 9s),
                                    seen("c", 1s, 2s)};
        const auto estimate =
            estimateExport(sightings, plainOptions(), {{"a", facts(20)}, {"b", {}}});
        QCOMPARE(estimate.clips, 1);
        QCOMPARE(estimate.unknownSources, 2);
    }

    void foldersAreNewEmptyOrNotGood()
    {
        const QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        fs::create_directories(root / "empty");
        fs::create_directories(root / "used");
        std::ofstream(root / "used/file") << "x";
        using State = OutPlace::State;
        QCOMPARE(lookAt(root / "a/b/c").state, State::New);
        QVERIFY(lookAt(root / "a/b/c").freeBytes > 0);
        QCOMPARE(lookAt(root / "empty").state, State::Empty);
        QCOMPARE(lookAt(root / "used").state, State::Used);
        QCOMPARE(lookAt(root / "used/file").state, State::File);
        QCOMPARE(lookAt(root / "used/file/below").state, State::File);
        QCOMPARE(lookAt({}).state, State::Missing);
        QCOMPARE(lookAt("relative").state, State::Missing);
        QCOMPARE(freeFolder(root, "/x/gate.case").filename().string().substr(0, 5),
                 std::string("gate "));
        const fs::path first = freeFolder(root, "/x/gate.case");
        fs::create_directories(first);
        QCOMPARE(freeFolder(root, "/x/gate.case"), fs::path(first.string() + " 2"));
    }

    void aFolderWithoutPermissionIsSaid()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QCOMPARE(lookAt("/usr/refocus-export").state, OutPlace::State::Denied);
    }
};

QTEST_GUILESS_MAIN(TestExportEstimate)
#include "tst_export_estimate.moc"
