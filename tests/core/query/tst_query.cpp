#include "base/error.h"
#include "ingest/ingest.h"
#include "query/query.h"
#include "store/video_snapshot.h"
#include "store/video_writer.h"
#include "support/random_pack.h"
#include "support/street.h"

#include <QTest>

#include <csignal>
#include <set>
#include <sys/resource.h>

using namespace refocus;
using namespace refocus::query;
namespace fs = std::filesystem;

// Networks with random weights give arbitrary classes, but always the same ones: what is tested is
// that they are asked no more than they have to be, and that each way to ask gives one answer.
class TestQuery : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<test::Street> m_street;
    std::optional<store::Case> m_case;
    std::string m_video;

    QueryEngine engine() const { return QueryEngine(m_street->pack, m_street->backend); }

    QueryOptions everything(const char *reuse = "none") const
    {
        QueryOptions options;
        options.classes = m_street->pack.manifest().classes;
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

    store::Case unfinishedCopy(const test::TempFolder &folder) const
    {
        fs::copy(m_folder / "street.case", folder / "copy.case", fs::copy_options::recursive);
        auto copy = store::Case::open(folder / "copy.case");
        fs::remove(copy.videoFolder(m_video) / "manifest.json");
        return copy;
    }

    // The next inferred member of every cluster represents it, with the earlier one's pixels, so
    // that the network says the same. Returns how many there were.
    std::size_t giveOtherRepresentatives(const store::Case &from) const
    {
        auto writer = store::VideoWriter::resume(from.videoFolder(m_video));
        const store::VideoSnapshot snapshot(from.videoFolder(m_video));
        store::Batch batch;
        batch.resume = writer.resumePoint();
        for (store::ClusterRecord cluster : snapshot.clusters()) {
            const auto members = snapshot.patches(snapshot.members(cluster.id));
            const auto next = std::ranges::find_if(members, [&](const store::PatchRecord &patch) {
                return patch.inferred && patch.id > cluster.representative;
            });
            if (next == members.end())
                continue;
            batch.pixels.push_back({next->id, snapshot.pixels(cluster.representative).value()});
            for (const int cut : snapshot.meta().cuts)
                if (const auto map = snapshot.maps(std::span(&cluster.representative, 1), cut)[0])
                    batch.maps.push_back({next->id, cut, *map});
            batch.dropMapsAndPixels(cluster.representative);
            cluster.representative = next->id;
            batch.clusters.push_back(cluster);
        }
        writer.commit(batch);
        return batch.clusters.size();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_street.emplace(m_folder);
        m_case = store::Case::create(m_folder / "street.case");
        ingest::IngestOptions options;
        options.codec = store::Codec::Fp32;
        const auto report = ingestVideo(*m_case, m_street->clip, m_street->pack, m_street->network,
                                        m_street->backend, options);
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

    // A query beside the ingest: between the choice of the candidates and their verification a
    // batch comes in that gives clusters other representatives.
    void aRepresentativeThatChangesIsReadAgain_data()
    {
        QTest::addColumn<QByteArray>("reuse");
        QTest::newRow("none") << QByteArray("none");
        QTest::newRow("7") << QByteArray("7");
    }
    void aRepresentativeThatChangesIsReadAgain()
    {
        QFETCH(QByteArray, reuse);
        const test::TempFolder folder;
        const auto copy = unfinishedCopy(folder);
        auto options = everything(reuse);
        options.fresh = true;
        const auto expected = engine().run(copy, options);
        std::size_t changed = 0;
        const auto got = engine().run(copy, options, {}, [&](const ProgressReport &) {
            if (changed == 0)
                changed = giveOtherRepresentatives(copy);
            return true;
        });
        QVERIFY(changed > 0);
        QCOMPARE(got.stats.verified, expected.stats.candidates);
        QCOMPARE(text(got.sightings), text(expected.sightings));
    }

    void pixelsThatAreGoneAreAnError()
    {
        const test::TempFolder folder;
        const auto copy = unfinishedCopy(folder);
        auto options = everything();
        options.fresh = true;
        bool gone = false;
        try {
            engine().run(copy, options, {}, [&](const ProgressReport &) {
                if (!std::exchange(gone, true)) {
                    auto writer = store::VideoWriter::resume(copy.videoFolder(m_video));
                    store::Batch batch;
                    batch.resume = writer.resumePoint();
                    const store::VideoSnapshot snapshot(copy.videoFolder(m_video));
                    for (const store::ClusterRecord &cluster : snapshot.clusters())
                        batch.dropMapsAndPixels(cluster.representative);
                    writer.commit(batch);
                }
                return true;
            });
            QFAIL("there was an answer");
        } catch (const Error &error) {
            QVERIFY2(std::string(error.what()).find("neither a feature map nor pixels") !=
                         std::string::npos,
                     error.what());
        }
    }

    void aFullDiskCostsTheKeptVerdictsAndNotTheAnswer()
    {
        const test::TempFolder folder;
        const auto copy = unfinishedCopy(folder);
        const store::VideoSnapshot held(copy.videoFolder(m_video)); // Its lock file is there.
        auto options = everything();
        options.fresh = true;
        const auto expected = engine().run(copy, options);
        QVERIFY(expected.stats.notKept.empty());
        auto asked = engine();
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{1000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        std::string error;
        QueryResult got;
        try {
            got = asked.run(copy, options);
        } catch (const Error &thrown) {
            error = thrown.what();
        }
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY2(error.empty(), error.c_str());
        QCOMPARE(text(got.sightings), text(expected.sightings));
        QCOMPARE(got.stats.verified, expected.stats.verified);
        QVERIFY2(got.stats.notKept.find("index.mdb") != std::string::npos,
                 got.stats.notKept.c_str());
        QVERIFY(asked.run(copy, options).stats.notKept.empty()); // Tried again.
    }

    void autoTakesTheDeepestTailWhoseMapsAreThere()
    {
        // The same networks, as if they had been measured.
        fs::copy(m_street->pack.folder(), m_folder / "measured");
        nn::PackManifest manifest = m_street->pack.manifest();
        manifest.metricsJson = R"({"query":{"top1":0.5}})";
        for (nn::Tail &tail : manifest.tails)
            tail.accuracy = 0.5;
        QueryEngine measured(nn::ModelPack::write(m_folder / "measured", manifest),
                             m_street->backend);
        QCOMPARE(measured.run(*m_case, everything("auto")).stats.reuse, std::string("7"));
    }

    void autoTakesNoTailOfAPackThatNobodyMeasured()
    {
        QCOMPARE(engine().run(*m_case, everything("auto")).stats.reuse, std::string("none"));
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

    void spansBoundOneVideoAndOverlapWithItsTime()
    {
        auto options = everything();
        const auto whole = engine().run(*m_case, options);
        options.spans[m_video] = {{fromSeconds(0), fromSeconds(1)},
                                  {fromSeconds(4), fromSeconds(6)}};
        const auto stretches = engine().run(*m_case, options);
        using Stretches = std::vector<TimeRange>;
        const auto searched = [this](const QueryResult &result) {
            return result.stats.searched.at(m_video);
        };
        const auto end = store::VideoSnapshot(m_case->videoFolder(m_video)).indexedUntil();
        QCOMPARE(searched(whole), (Stretches{{fromSeconds(0), end}}));
        QCOMPARE(searched(stretches), options.spans[m_video]);
        options.time = {fromSeconds(0), fromSeconds(1)}; // Nothing moves yet.
        const auto early = engine().run(*m_case, options);
        QCOMPARE(early.stats.candidates, 0U);
        QCOMPARE(searched(early), (Stretches{options.time}));
        options.spans.clear();
        options.time = {fromSeconds(4), fromSeconds(6)};
        QCOMPARE(text(stretches.sightings), text(engine().run(*m_case, options).sightings));
        QVERIFY(!stretches.sightings.empty());

        options.time = {};
        options.spans = {{m_video, {}}};
        const auto nothing = engine().run(*m_case, options);
        QCOMPARE(nothing.stats.candidates, 0U);
        QVERIFY(searched(nothing).empty());
        options.spans = {{"another", {}}}; // Says nothing about this one.
        QCOMPARE(text(engine().run(*m_case, options).sightings), text(whole.sightings));
    }

    void smallBoxesAreLeftOut()
    {
        auto options = everything();
        int largest = 0;
        for (const Sighting &sighting : engine().run(*m_case, options).sightings)
            largest = std::max({largest, sighting.best.box.width, sighting.best.box.height});
        options.minSide = largest;
        const auto large = engine().run(*m_case, options);
        QVERIFY(!large.sightings.empty());
        for (const Sighting &sighting : large.sightings)
            QVERIFY(std::max(sighting.best.box.width, sighting.best.box.height) >= largest);
        options.minSide = 10'000;
        QCOMPARE(engine().run(*m_case, options).stats.candidates, 0U);
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
        QVERIFY_THROWS_EXCEPTION(Error,
                                 QueryEngine(other, m_street->backend).run(*m_case, everything()));
    }

    void cancelStopsAtTheNextBatchOrBehindTheNextBlock()
    {
        auto options = everything();
        options.fresh = true;
        for (const int calls : {1, 2, 9}) {
            int count = 0;
            QVERIFY_THROWS_EXCEPTION(
                Cancelled,
                engine().run(*m_case, options, {}, [&](const auto &) { return ++count < calls; }));
            QCOMPARE(count, calls);
        }
    }

    // The sightings of each track with the class that has most; decisions about the first of them.
    void decisionsAreObeyedWhereTheyAreAskedFor()
    {
        const auto plain = engine().run(*m_case, everything()).sightings;
        const Sighting first = plain.front();
        const auto ask = [&](const std::vector<std::string> &classes, bool rejected) {
            auto options = everything();
            options.classes = classes;
            options.decisions = true;
            options.rejected = rejected;
            return engine().run(*m_case, options).sightings;
        };
        const auto ofTrack = [&](const std::vector<Sighting> &sightings) {
            std::vector<Sighting> all = sightings;
            std::erase_if(all, [&](const Sighting &s) {
                return s.track != first.track || s.className != first.className;
            });
            return all;
        };
        const PatchRef patch{m_video, first.best.patch};
        QCOMPARE(text(ask({first.className}, false)),
                 text(ask({first.className}, true))); // Nothing decided yet.
        m_case->putReview(patch, {store::Decision::Reject, "", "", false, 1});
        QVERIFY(ofTrack(ask({first.className}, false)).empty());
        const auto marked = ofTrack(ask({first.className}, true));
        QCOMPARE(marked.size(), std::size_t(1));
        QVERIFY(marked[0].decision == store::Decision::Reject);
        // A decision holds for the class that it was made about, whatever the network says now.
        m_case->putReview(patch, {store::Decision::Reject, "another class", "", false, 1});
        QCOMPARE(text(ask({first.className}, false)), text(ask({first.className}, true)));
        m_case->putReview(patch, {store::Decision::Reject, first.className, "", false, 1});
        QVERIFY(ofTrack(ask({first.className}, false)).empty());

        const std::string other = first.className == "bus" ? "car" : "bus";
        m_case->putReview(patch, {store::Decision::Label, other, "", false, 2});
        QVERIFY(ofTrack(ask({first.className}, false)).empty());
        const auto labelled = ask({other}, false);
        const auto place = std::ranges::find(labelled, first.track, &Sighting::track);
        QVERIFY(place != labelled.end());
        QCOMPARE(place->className, other);
        QVERIFY(place->decision == store::Decision::Label);
        QVERIFY(place->startFrame <= first.startFrame && place->endFrame >= first.endFrame);

        QCOMPARE(text(engine().run(*m_case, everything()).sightings), text(plain)); // Not asked.
        m_case->clearReview(patch);
    }
};

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"
