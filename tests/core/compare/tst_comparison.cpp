#include "compare/advice.h"
#include "compare/figures.h"
#include "compare/report.h"
#include "core/compare/small_case.h"
#include "query/auto_splice.h"
#include "query/question.h"
#include "store/video_writer.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <set>

using namespace refocus;
using namespace refocus::compare;

// Runs comparisons on a small case. Random weights: what is tested is which patches are shown to
// which network, and what is said of it.
class TestComparison : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<nn::ModelPack> m_pack;
    nn::Backend m_backend;
    std::optional<store::Case> m_case;
    std::string m_video;

    static ingest::IngestOptions manyClusters()
    {
        ingest::IngestOptions options;
        options.cluster.threshold = 0.001F;
        return options;
    }

    CompareOptions everything(const std::string &depths = "none,4,7", int runs = 0) const
    {
        CompareOptions options;
        options.subjects.question.classes = m_pack->manifest().classes;
        options.subjects.question.k = 5;
        options.depths = parseDepths(depths);
        options.runs = runs;
        return options;
    }

    Comparison run(const CompareOptions &options, const ComparisonSink &sink = {},
                   const Progress &progress = {}) const
    {
        return compareDepths(*m_case, *m_pack, m_backend, options, sink, progress);
    }

    store::VideoSnapshot video() const
    {
        return store::VideoSnapshot(m_case->videoFolder(m_video), store::Access::ReadOnly);
    }

    // What an ingest does when every cluster gets another representative.
    void dropAll(const store::Case &from) const
    {
        auto writer = store::VideoWriter::resume(from.videoFolder(m_video));
        store::Batch batch;
        batch.resume = writer.resumePoint();
        for (const auto &cluster : store::VideoSnapshot(from.videoFolder(m_video)).clusters())
            batch.dropMapsAndPixels(cluster.representative);
        writer.commit(batch);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_pack = test::writeRandomPack(m_folder / "pack");
        m_backend = nn::chooseBackend({"cpu", "fp32", 1});
        test::writeStreet(m_folder / "street.mp4");
        m_case = store::Case::create(m_folder / "street.case");
        m_video =
            test::ingestInto(*m_case, m_folder / "street.mp4", *m_pack, m_backend, manyClusters());
    }

    void theCandidatesOfTheQuestionAreShownToEachDepth()
    {
        const auto options = everything();
        const Comparison c = run(options);
        const query::Question question(*m_case, *m_pack, options.subjects.question);
        const auto candidates = question.candidates();
        QVERIFY(candidates.size() > 1);
        QCOMPARE(c.subjects.list.size(), candidates.size());
        QCOMPARE(c.subjects.candidates, candidates.size());
        for (std::size_t i = 0; i < candidates.size(); ++i)
            QCOMPARE(c.subjects.list[i].patch, candidates[i].candidate.representative);
        QVERIFY(c.finished);
        QCOMPARE(c.depths.size(), std::size_t{3});
        const auto &snapshot = question.videos()[0].snapshot;
        for (const ComparedDepth &depth : c.depths) {
            nn::QueryNetwork network(*m_pack, m_backend, depth.depth);
            QCOMPARE(depth.answers.size(), candidates.size());
            QCOMPARE(depth.derived, std::size_t{0});
            for (std::size_t i = 0; i < candidates.size(); ++i) {
                const PatchId patch = c.subjects.list[i].patch;
                const auto asked =
                    depth.depth
                        ? network.fromMaps(std::vector{*snapshot.map(patch, depth.depth->from)})
                        : network.fromPatches(std::vector{*snapshot.pixels(patch)});
                const ClassScore top = nn::topK(asked[0], 1)[0];
                QCOMPARE(depth.answers[i].classId, top.classId);
                QVERIFY(std::abs(depth.answers[i].p - top.p) < 1e-3F);
            }
        }
    }

    void eachRunShowsEveryPatchToEachDepth()
    {
        const Comparison c = run(everything("none,7", 2));
        for (const ComparedDepth &depth : c.depths) {
            QCOMPARE(depth.runs.size(), std::size_t{2});
            for (const TimedRun &timed : depth.runs) {
                QVERIFY(timed.patches >= 512); // A few patches are shown again and again.
                QCOMPARE(timed.patches % c.subjects.list.size(), std::size_t{0});
                QVERIFY(timed.spent.infer > 0);
            }
        }
        QCOMPARE(c.depths[0].runs[0].spent.decode, 0.0);
        QCOMPARE(figuresOf(c).depths[0].reduction, 0.0);
    }

    void noReuseIsAlwaysThereAndFirst()
    {
        QVERIFY(!run(everything("7")).depths[0].depth);
        const Comparison c = run(everything("7,none"));
        QCOMPARE(c.depths.size(), std::size_t{2});
        QVERIFY(!c.depths[0].depth);
        auto all = everything();
        all.depths.clear();
        QCOMPARE(run(all).depths.size(), std::size_t{3}); // The pack's.
    }

    void aDepthAgreesWithItself()
    {
        const Figures figures = figuresOf(run(everything("none,7,7")));
        QCOMPARE(figures.agreement[1][2].value(), 1.0);
        QCOMPARE(figures.depths[1].missed, figures.depths[2].missed);
    }

    void unretrainedSplicesRunTheQueryNetworksOwnWeights()
    {
        CompareOptions options = everything();
        options.depths = parseDepths("none,7", true);
        const Comparison c = run(options);
        QCOMPARE(c.depths.size(), std::size_t{3});
        QVERIFY(!c.depths[1].retrained && c.depths[2].retrained);
        nn::QueryNetwork plain(m_pack->withoutTails(), m_backend, nn::Splice{7, 7});
        const auto snapshot = video();
        for (std::size_t i = 0; i < c.subjects.list.size(); ++i) {
            const auto asked =
                plain.fromMaps(std::vector{*snapshot.map(c.subjects.list[i].patch, 7)});
            QCOMPARE(c.depths[1].answers[i].classId, nn::topK(asked[0], 1)[0].classId);
        }
        QCOMPARE(figuresOf(c).depths[1].name, std::string("7 un-retrained"));
    }

    void aMapThatIsNotKeptIsDerivedAndThatIsSaid()
    {
        const Comparison kept = run(everything("none,7"));
        QCOMPARE(kept.cutsKept, (std::vector<int>{7}));
        QVERIFY(kept.notes.empty());
        const auto folder = m_folder / "copy.case";
        std::filesystem::copy(m_case->folder(), folder, std::filesystem::copy_options::recursive);
        const auto copy = store::Case::open(folder);
        std::filesystem::remove(copy.videoFolder(m_video) / "maps.mdb");
        const Comparison derived = compareDepths(copy, *m_pack, m_backend, everything("none,7"));
        QVERIFY(derived.cutsKept.empty());
        QCOMPARE(derived.depths[1].derived, derived.subjects.list.size());
        QVERIFY(derived.deriveMs > 0);
        QCOMPARE(derived.depths[1].answers, kept.depths[1].answers);
        QCOMPARE(derived.depths[1].bytes, kept.depths[1].bytes);
        QCOMPARE(derived.notes.size(), std::size_t{1});
        QVERIFY(derived.notes[0].find("derived from pixels") != std::string::npos);
        QVERIFY(!std::filesystem::exists(copy.videoFolder(m_video) / "maps.mdb"));
    }

    // A comparison beside the ingest: what it needs leaves the store while it runs.
    void whatAnIngestDropsMeanwhileWasCopied_data()
    {
        QTest::addColumn<QString>("depths");
        QTest::newRow("kept maps") << "none,4,7";
        QTest::newRow("maps to derive") << "none,7,13-13";
    }
    void whatAnIngestDropsMeanwhileWasCopied()
    {
        QFETCH(QString, depths);
        namespace fs = std::filesystem;
        const test::TempFolder folder;
        fs::copy(m_folder / "street.case", folder / "copy.case", fs::copy_options::recursive);
        const auto copy = store::Case::open(folder / "copy.case");
        fs::remove(copy.videoFolder(m_video) / "manifest.json");
        const auto options = everything(depths.toStdString(), 1);
        const Comparison expected = run(options);
        bool dropped = false;
        const Comparison got =
            compareDepths(copy, *m_pack, m_backend, options, {}, [&](const ProgressReport &report) {
                if (report.fraction >= 0.05 && !std::exchange(dropped, true))
                    dropAll(copy);
                return true;
            });
        QVERIFY(dropped);
        QVERIFY(
            !store::VideoSnapshot(copy.videoFolder(m_video)).pixels(got.subjects.list[0].patch));
        QCOMPARE(got.subjects.list.size(), expected.subjects.list.size());
        QCOMPARE(got.depths.size(), expected.depths.size());
        for (std::size_t d = 0; d < got.depths.size(); ++d) {
            QCOMPARE(got.depths[d].derived, expected.depths[d].derived);
            QCOMPARE(got.depths[d].bytes, expected.depths[d].bytes);
            QVERIFY(got.depths[d].answers == expected.depths[d].answers);
        }
    }

    void aSampleIsDrawnFromAllPatches()
    {
        CompareOptions options = everything("none,7");
        options.subjects.scope = Scope::Sample;
        options.subjects.question.classes = {"car"};
        options.subjects.most = 12;
        const Comparison c = run(options);
        QCOMPARE(c.subjects.list.size(), std::size_t{12});
        QCOMPARE(c.subjects.found, std::size_t(video().counts().patchesInferred));
        std::vector<PatchId> patches, again;
        for (const Subject &subject : c.subjects.list)
            patches.push_back(subject.patch);
        QVERIFY(std::ranges::is_sorted(patches));
        for (const Subject &subject : run(options).subjects.list)
            again.push_back(subject.patch);
        QCOMPARE(again, patches);
        QVERIFY(c.notes.size() >= 2); // Most had to be cut from the video and their maps derived.
    }

    void sightingsStandOnTheirClusters()
    {
        const auto some = video().patches(0, 30);
        CompareOptions options = everything("none,7");
        options.subjects.scope = Scope::Sightings;
        for (const store::PatchRecord &patch : some)
            options.subjects.sightings.push_back({m_video, patch.id});
        options.subjects.sightings.push_back({"elsewhere-00000000", 1});
        const Comparison c = run(options);
        std::set<ClusterId> clusters;
        for (const store::PatchRecord &patch : some)
            clusters.insert(patch.cluster);
        QCOMPARE(c.subjects.list.size(), clusters.size());
        for (const Subject &subject : c.subjects.list)
            QCOMPARE(subject.patch, video().cluster(subject.cluster)->representative);
    }

    void decisionsAreReadByTrack()
    {
        const auto before = run(everything("none,7"));
        QCOMPARE(before.subjects.decided, std::size_t{0});
        const Subject &some = before.subjects.list[0];
        const PatchId other = video().patchesOfTrack(some.track).back();
        const PatchRef ref{m_video, other};
        CompareOptions options = everything("none,7");
        options.subjects.question.classes = {"car"};
        m_case->putReview(ref, {store::Decision::Reject, "car", "", false, 5});
        Subjects subjects = run(options).subjects;
        QVERIFY(subjects.decided > 0);
        for (const Subject &subject : subjects.list)
            QCOMPARE(subject.isWanted.has_value(), subject.track == some.track);
        m_case->putReview(ref, {store::Decision::Label, "car", "", false, 6});
        readDecisions(*m_case, *m_pack, subjects);
        for (const Subject &subject : subjects.list)
            if (subject.track == some.track)
                QCOMPARE(subject.isWanted, std::optional(true));
        m_case->clearReview(ref);
        readDecisions(*m_case, *m_pack, subjects);
        QCOMPARE(subjects.decided, std::size_t{0});
    }

    void keptVerdictsAreNeitherUsedNorChanged()
    {
        const auto before = run(everything("none"));
        const store::VerdictSource source =
            store::verdictsFromPixels(m_pack->hash(), m_backend.precision);
        const PatchId patch = before.subjects.list[0].patch;
        QVERIFY(!video().verdicts(source, std::span(&patch, 1))[0]);
        const store::VideoSnapshot writable(m_case->videoFolder(m_video));
        const store::Verdict wrong{patch, {{3, 1.0F}}};
        writable.putVerdicts(source, std::span(&wrong, 1));
        QCOMPARE(run(everything("none")).depths[0].answers, before.depths[0].answers);
        QCOMPARE(*video().verdicts(source, std::span(&patch, 1))[0], wrong);
    }

    void thereIsSomethingToSeeBeforeTheEnd()
    {
        std::size_t shown = 0, answered = 0;
        run(everything("none,4,7", 1), [&](const Comparison &c) {
            ++shown;
            if (!c.finished)
                answered = figuresOf(c).answered;
        });
        QVERIFY(shown >= 2); // The first batch, and the end.
        QVERIFY(answered > 0);
    }

    void stoppingEndsItAtTheNextBlock()
    {
        for (const int calls : {1, 3, 12}) {
            int count = 0;
            QVERIFY_EXCEPTION_THROWN(
                run(everything(), {}, [&](const auto &) { return ++count < calls; }), Cancelled);
            QCOMPARE(count, calls);
        }
    }

    void whatCannotBeComparedIsNamed()
    {
        CompareOptions options = everything("none,7-20");
        QVERIFY_EXCEPTION_THROWN(run(options), Error);
        options = everything();
        options.subjects.question.classes = {"zebra"};
        QVERIFY_EXCEPTION_THROWN(run(options), Error);
        options = everything();
        options.subjects.scope = Scope::Sightings;
        QVERIFY_EXCEPTION_THROWN(run(options), Error);
        QVERIFY_EXCEPTION_THROWN(scopeNamed("all"), Error);
        QVERIFY_EXCEPTION_THROWN(parseDepths("none,,7"), Error);
    }

    // Everything of a class is asked of the videos that can be read; the other is named.
    void aVideoThatCannotBeReadIsLeftOutOfEverything()
    {
        CompareOptions options = everything("none", 0);
        options.subjects.scope = Scope::Class;
        const std::size_t before = run(options).subjects.list.size();
        const auto broken = m_case->videoFolder("broken");
        std::filesystem::copy(m_case->videoFolder(m_video), broken,
                              std::filesystem::copy_options::recursive);
        for (const auto &entry : std::filesystem::directory_iterator(broken))
            if (entry.is_regular_file())
                std::filesystem::resize_file(entry.path(), 100);
        const auto registered = m_case->videoIds();
        QVERIFY(std::ranges::find(registered, "broken") != registered.end());
        const Comparison c = run(options);
        std::filesystem::remove_all(broken);
        QCOMPARE(c.subjects.list.size(), before);
        QCOMPARE(c.notes.size(), std::size_t{1});
        QVERIFY2(QString::fromStdString(c.notes[0]).contains("broken"), c.notes[0].c_str());
    }

    void mapsAreCountedAsTheCaseKeepsThem()
    {
        const SubjectOptions options = everything().subjects;
        QCOMPARE(chooseSubjects(*m_case, *m_pack, options).maps,
                 std::size_t(video().counts().clusters));
        auto whole = store::Case::create(m_folder / "whole.case");
        ingest::IngestOptions all;
        all.maps = store::MapsKept::All;
        const auto id = test::ingestInto(whole, m_folder / "street.mp4", *m_pack, m_backend, all);
        const auto counts =
            store::VideoSnapshot(whole.videoFolder(id), store::Access::ReadOnly).counts();
        QVERIFY(counts.patchesInferred > counts.clusters);
        QCOMPARE(chooseSubjects(whole, *m_pack, options).maps, std::size_t(counts.patchesInferred));
    }

    void whatAutoMayTakeAndWasNotComparedIsNamed()
    {
        using Splices = std::vector<nn::Splice>;
        QCOMPARE(run(everything("none,4,7")).leftOut, Splices());
        QCOMPARE(run(everything("none")).leftOut, (Splices{{4, 4}, {7, 7}}));
        CompareOptions unretrained = everything("none,4");
        unretrained.depths.push_back({nn::Splice{7, 7}, false});
        QCOMPARE(run(unretrained).leftOut, (Splices{{7, 7}}));
        // Without maps there is nothing to take.
        const test::TempFolder folder;
        std::filesystem::copy(m_folder / "street.case", folder / "copy.case",
                              std::filesystem::copy_options::recursive);
        const auto copy = store::Case::open(folder / "copy.case");
        std::filesystem::remove(copy.videoFolder(m_video) / "maps.mdb");
        QCOMPARE(compareDepths(copy, *m_pack, m_backend, everything("none")).leftOut, Splices());
    }

    void autoFollowsTheAdvice()
    {
        Comparison c = run(everything("none,4,7"));
        Figures figures = figuresOf(c);
        Advice advice = adviceOf(c, figures);
        advice.enough = false;
        follow(advice, c, figures, *m_case, *m_pack);
        QVERIFY(!query::advisedReuse(*m_case, *m_pack));
        advice.enough = true;
        advice.depth = 1;
        follow(advice, c, figures, *m_case, *m_pack);
        const query::QueryOptions automatic = c.options.subjects.question;
        QCOMPARE(query::Question(*m_case, *m_pack, automatic).splice(),
                 std::optional(nn::Splice{4, 4}));
        advice.depth = 0;
        follow(advice, c, figures, *m_case, *m_pack);
        QCOMPARE(query::Question(*m_case, *m_pack, automatic).splice(),
                 std::optional<nn::Splice>());
        QCOMPARE(m_case->auditLog().back().action, std::string("advice"));
        m_case->eraseValue("advice", m_pack->hash());
    }

    void theReportHasWhatScriptsRelyOn()
    {
        const Comparison c = run(everything("none,4,7", 2));
        const Figures figures = figuresOf(c);
        const Report report{c, figures, adviceOf(c, figures)};
        const nlohmann::json json = report.asJson();
        QCOMPARE(json.at("candidates").get<std::size_t>(), c.subjects.candidates);
        QCOMPARE(json.at("runs").get<int>(), 2);
        const auto &seven = json.at("depths").at(2);
        QCOMPARE(seven.at("reuse").get<std::string>(), std::string("7"));
        QCOMPARE(seven.at("splice").get<std::vector<int>>(), (std::vector<int>{7, 7}));
        QCOMPARE(seven.at("shape").size(), std::size_t{3});
        for (const char *key : {"bytes_per_patch", "reduction", "accuracy", "f1", "disagreements"})
            QVERIFY2(seven.at(key).is_number(), key);
        for (const char *key : {"read", "decode", "infer", "total", "total_sd"})
            QVERIFY2(seven.at("ms").at(key).is_number(), key);
        QCOMPARE(seven.at("disagreements").get<std::size_t>(),
                 figures.depths[2].accuracy.of - figures.depths[2].accuracy.hits);
        const auto csv = QString::fromStdString(report.asCsv()).split("\r\n", Qt::SkipEmptyParts);
        QCOMPARE(csv.size(), 4);
        for (const QString &line : csv)
            QCOMPARE(line.count(','), csv[0].count(','));
        QCOMPARE(QString::fromStdString(report.asMarkdown()).count("\n| "), 3);
        QVERIFY(report.asText().find("7 blocks answers") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
