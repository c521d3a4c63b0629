#include "base/error.h"
#include "ingest/ingest.h"
#include "query/query.h"
#include "store/video_snapshot.h"
#include "support/random_pack.h"
#include "support/test_clips.h"

#include <QTest>

#include <set>

using namespace refocus;
using namespace refocus::query;
namespace fs = std::filesystem;

// Networks with random weights give arbitrary classes, but always the same ones: what is tested is
// that they are asked no more than they have to be, and that each way to ask gives one answer.
class TestQuery : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<nn::ModelPack> m_pack;
    nn::Backend m_backend;
    std::optional<store::Case> m_case;
    std::string m_video;

    QueryEngine engine() const { return QueryEngine(*m_pack, m_backend); }

    QueryOptions everything(const char *reuse = "none") const
    {
        QueryOptions options;
        options.classes = m_pack->manifest().classes;
        options.k = 5;
        options.reuse = Reuse::parse(reuse);
        return options;
    }

    static QStringList text(const std::vector<Sighting> &sightings)
    {
        QStringList lines;
        for (const Sighting &s : sightings)
            lines << QString("%1 %2 %3-%4 %5")
                         .arg(QString::fromStdString(s.className))
                         .arg(s.track)
                         .arg(s.startFrame)
                         .arg(s.endFrame)
                         .arg(s.best.patch);
        return lines;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_pack = test::writeRandomPack(m_folder / "pack");
        m_backend = nn::chooseBackend({"cpu", "fp32", 1});
        nn::IngestNetwork network(*m_pack, m_backend);
        test::ClipOptions clip;
        clip.frames = 120;
        clip.size = {160, 120};
        clip.encoder.frameRate = 10;
        clip.ordinalPattern = false;
        clip.rects = {{{-84, 30, 24, 18}, {3, 0}, {40, 40, 220}, 20, 90},
                      {{295, 80, 20, 26}, {-3, 0}, {30, 30, 30}, 45, 115}};
        test::writeClip(m_folder / "street.mp4", clip);
        m_case = store::Case::create(m_folder / "street.case");
        ingest::IngestOptions options;
        options.codec = store::Codec::Fp32;
        const auto report =
            ingestVideo(*m_case, m_folder / "street.mp4", *m_pack, network, m_backend, options);
        QVERIFY2(report.outcome == ingest::VideoOutcome::Done, report.error.c_str());
        m_video = report.id;
    }

    void everyTrackIsSomething()
    {
        const auto result = engine().run(*m_case, everything());
        QVERIFY(!result.sightings.empty());
        std::set<TrackId> tracks;
        for (const Sighting &sighting : result.sightings) {
            QVERIFY(sighting.startFrame <= sighting.best.frame);
            QVERIFY(sighting.best.frame <= sighting.endFrame);
            tracks.insert(sighting.track);
        }
        QCOMPARE(tracks.size(), std::size_t(2));
    }

    void theSecondTimeNothingIsInferred_data()
    {
        QTest::addColumn<QByteArray>("reuse");
        for (const char *reuse : {"none", "4", "7", "7-11"})
            QTest::newRow(reuse) << QByteArray(reuse);
    }
    void theSecondTimeNothingIsInferred()
    {
        QFETCH(QByteArray, reuse);
        auto asked = engine();
        auto options = everything(reuse);
        options.fresh = true;
        const auto first = asked.run(*m_case, options);
        QCOMPARE(first.stats.verified, first.stats.candidates);
        QCOMPARE(first.stats.derived, 0U);
        options.fresh = false;
        const auto second = asked.run(*m_case, options);
        QCOMPARE(second.stats.verified, 0U);
        QCOMPARE(second.stats.cached, second.stats.candidates);
        QCOMPARE(text(second.sightings), text(first.sightings));
    }

    // With exact maps, the network behind a splice says what it says on the pixels themselves.
    void withoutMapsTheAnswerIsTheSame()
    {
        const auto expected = engine().run(*m_case, everything("7"));
        fs::copy(m_folder / "street.case", m_folder / "copy.case", fs::copy_options::recursive);
        const auto copy = store::Case::open(m_folder / "copy.case");
        fs::remove(copy.videoFolder(m_video) / "maps.mdb");
        auto options = everything("7");
        options.fresh = true;
        const auto got = engine().run(copy, options);
        QCOMPARE(got.stats.derived, got.stats.candidates);
        QCOMPARE(text(got.sightings), text(expected.sightings));
    }

    void autoTakesTheDeepestTailWhoseMapsAreThere()
    {
        QCOMPARE(engine().run(*m_case, everything("auto")).stats.reuse, std::string("7"));
    }

    void aTimeSpanBoundsWhatIsSearched()
    {
        auto options = everything();
        options.time = {fromSeconds(4), fromSeconds(6)};
        const auto result = engine().run(*m_case, options);
        QVERIFY(!result.sightings.empty());
        for (const Sighting &sighting : result.sightings) {
            QVERIFY(sighting.start >= fromSeconds(4));
            QVERIFY(sighting.end < fromSeconds(6));
        }
        options.time = {fromSeconds(0), fromSeconds(1)}; // Nothing moves yet.
        const auto nothing = engine().run(*m_case, options);
        QCOMPARE(nothing.stats.candidates, 0U);
        QVERIFY(nothing.sightings.empty());
    }

    void aRegionBoundsWhatIsSearched()
    {
        auto options = everything();
        options.region = {{0, 0}, {160, 0}, {160, 60}, {0, 60}};
        for (const Sighting &sighting : engine().run(*m_case, options).sightings)
            QVERIFY(sighting.best.box.y + sighting.best.box.height / 2 < 60);
        options.region = {{0, 0}, {1, 1}};
        QVERIFY_THROWS_EXCEPTION(Error, engine().run(*m_case, options));
    }

    void theLimitKeepsTheBest()
    {
        const auto all = engine().run(*m_case, everything());
        auto options = everything();
        options.limit = 1;
        const auto one = engine().run(*m_case, options);
        QCOMPARE(one.sightings.size(), std::size_t(1));
        for (const Sighting &sighting : all.sightings)
            QVERIFY(sighting.score <= one.sightings[0].score);
    }

    void sightingsAreAnnouncedOnceEachAndBeforeTheEnd()
    {
        std::set<std::pair<TrackId, std::string>> announced;
        auto options = everything();
        options.batch = 1;
        const auto result = engine().run(*m_case, options, [&](std::span<const Sighting> fresh) {
            for (const Sighting &sighting : fresh)
                QVERIFY(announced.insert({sighting.track, sighting.className}).second);
        });
        for (const Sighting &sighting : result.sightings)
            QVERIFY(announced.contains({sighting.track, sighting.className}));
        QVERIFY(result.stats.msFirst <= result.stats.msTotal);
    }

    void wrongQuestionsAreRefused()
    {
        auto options = everything();
        options.classes = {"dragon"};
        QVERIFY_THROWS_EXCEPTION(Error, engine().run(*m_case, options));
        options.classes = {};
        QVERIFY_THROWS_EXCEPTION(Error, engine().run(*m_case, options));
        options = everything("3-4");
        QVERIFY_THROWS_EXCEPTION(Error, engine().run(*m_case, options));
        options = everything();
        options.videos = {"elsewhere-00000000"};
        QVERIFY_THROWS_EXCEPTION(Error, engine().run(*m_case, options));
    }

    void anotherModelPackIsRefused()
    {
        const auto other = test::writeRandomPack(m_folder / "other", {.seed = 2});
        QVERIFY_THROWS_EXCEPTION(Error, QueryEngine(other, m_backend).run(*m_case, everything()));
    }

    void cancelStopsAtTheNextBatch()
    {
        auto options = everything();
        options.fresh = true;
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, engine().run(*m_case, options, {}, [](const auto &) { return false; }));
    }
};

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"
