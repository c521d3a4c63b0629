#include "base/error.h"
#include "nn/inference.h"
#include "query/query.h"
#include "store/default_model.h"
#include "store/video_writer.h"
#include "support/random_pack.h"
#include "train/case_training.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace refocus::train;
namespace fs = std::filesystem;

namespace {

constexpr int kTracks = 60;

// Two kinds of pictures, one after the other: bluish and reddish noise.
cv::Mat picture(int track)
{
    cv::RNG random(static_cast<std::uint64_t>(track) + 1);
    cv::Mat noise(32, 32, CV_8UC3);
    random.fill(noise, cv::RNG::UNIFORM, 0, 60);
    return noise + (track % 2 == 0 ? cv::Scalar(190, 60, 20) : cv::Scalar(20, 40, 190));
}

std::string sentence(const std::function<void()> &work)
{
    try {
        work();
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

} // namespace

// A network of random weights that says one class of all bluish pictures and one of all reddish
// ones, and a video of kTracks tracks. Patch 2i is the representative of track i's cluster; 2i + 1
// belongs to it too, but nothing is stored of it.
class TestCaseTraining : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::optional<nn::ModelPack> m_pack;
    nn::Backend m_backend;
    const std::string m_video = "street-12345678";
    std::vector<ClassId> m_said; // Of each track, by the query network.

    fs::path root() const { return m_dir.path().toStdString(); }
    const std::vector<std::string> &classes() const { return m_pack->manifest().classes; }
    // A class other than what the network says, another for each kind of picture.
    std::string corrected(int track) const
    {
        const auto even = static_cast<ClassId>((m_said[0] + 1) % 5);
        ClassId odd = 0;
        while (odd == even || odd == m_said[1])
            ++odd;
        return classes()[track % 2 == 0 ? even : odd];
    }

    // The first `ofOneTrack` pictures are of one track, each other one is of its own.
    store::Case makeCase(const std::string &name, bool withIngestHash = true, int count = kTracks,
                         int ofOneTrack = 1) const
    {
        store::Case made = store::Case::create(root() / name);
        store::VideoMeta meta;
        meta.videoId = m_video;
        meta.sourcePath = "/footage/street.mp4"; // Is not there.
        meta.sourceSha256 = std::string(64, 'a');
        meta.width = 640;
        meta.height = 360;
        meta.modelName = m_pack->manifest().name;
        meta.modelHash = m_pack->hash();
        if (withIngestHash)
            meta.ingestHash = m_pack->ingestHash();
        meta.classes = classes();
        meta.embeddingLength = 4;
        meta.patchSize = 32;
        meta.cuts = {7};
        meta.options = "{}";
        std::vector<cv::Mat> pictures;
        for (int i = 0; i < count; ++i)
            pictures.push_back(picture(i));
        const auto results =
            nn::IngestNetwork(*m_pack, m_backend).run(pictures, std::vector<int>{7});
        store::Batch batch;
        for (int i = 0; i < count; ++i) {
            const auto number = static_cast<std::uint32_t>(i);
            const auto &result = results[number];
            batch.frames.push_back({Timestamp(40000 * i), i, i, true});
            store::PatchRecord patch;
            patch.id = 2 * number;
            patch.frame = i;
            patch.time = Timestamp(40000 * i);
            patch.box = {10, 10, 50, 50};
            patch.track = i < ofOneTrack ? 0 : number;
            patch.cluster = number;
            patch.inferredFrom = patch.id;
            patch.topK = nn::topK(result.probabilities, 5);
            batch.patches.push_back(patch);
            ++patch.id;
            patch.inferred = false;
            patch.topK.clear();
            batch.patches.push_back(patch);
            batch.embeddings.push_back({2 * number, {1, 0, 0, 0}});
            batch.tracks.push_back({number, i, i, patch.time, patch.time, 2, 2 * number});
            batch.clusters.push_back({number, 2 * number, 2, 1, i, i});
            batch.maps.push_back({2 * number, 7, encodeMap(result.maps[0], store::Codec::Fp16)});
            batch.pixels.push_back({2 * number, pictures[number]});
        }
        batch.resume = {count, static_cast<PatchId>(2 * count), {count, 0, 0, 0, {}}, {}};
        auto writer = store::VideoWriter::start(made.videoFolder(m_video), meta);
        writer.commit(batch);
        writer.finish(Timestamp(40000 * (count - 1)));
        return made;
    }

    void decide(store::Case &in, int track, store::Decision decision, const std::string &name,
                bool onMember = false) const
    {
        in.putReview({m_video, static_cast<PatchId>(2 * track + (onMember ? 1 : 0))},
                     {decision, name, "", false, 1000 + track});
    }

    // Every picture relabelled, half of them by way of a patch that is not stored.
    void correctAll(store::Case &in, int count = kTracks) const
    {
        for (int i = 0; i < count; ++i)
            decide(in, i, store::Decision::Label, corrected(i), i % 4 < 2);
    }

    CaseTrainingResult train(store::Case &in, const std::string &out,
                             const Progress &progress = {}) const
    {
        return trainFromCase(in, *m_pack, options(), root() / out, progress);
    }
    static CaseTrainingOptions options()
    {
        CaseTrainingOptions options;
        options.threads = 1;
        options.precision = "fp32";
        options.part = CaseTrainingOptions::Part::Head; // Quick, and so are more epochs:
        options.epochs = 50; // a network of random weights tells pictures apart by little.
        return options;
    }

    // How many tracks the network gives the corrected class.
    int rightOf(const nn::ModelPack &pack, const std::optional<nn::Splice> &splice) const
    {
        nn::QueryNetwork network(pack, m_backend, splice);
        std::vector<cv::Mat> pictures;
        for (int i = 0; i < kTracks; ++i)
            pictures.push_back(picture(i));
        const auto answers = network.fromPatches(pictures);
        int right = 0;
        for (int i = 0; i < kTracks; ++i)
            right += classes()[nn::topK(answers[static_cast<std::size_t>(i)], 1)[0].classId] ==
                     corrected(i);
        return right;
    }

    query::QueryResult ask(const store::Case &from, const nn::ModelPack &pack,
                           const char *reuse) const
    {
        query::QueryOptions options;
        options.classes = classes();
        options.k = 5;
        options.reuse = query::Reuse::parse(reuse);
        return query::QueryEngine(pack, m_backend).run(from, options);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_backend = nn::chooseBackend({"cpu", "fp32", 1});
        m_pack = test::writeRandomPack(root() / "pack", {.calm = true});
        nn::QueryNetwork network(*m_pack, m_backend, {});
        std::vector<cv::Mat> pictures;
        for (int i = 0; i < kTracks; ++i)
            pictures.push_back(picture(i));
        for (const auto &answer : network.fromPatches(pictures))
            m_said.push_back(nn::topK(answer, 1)[0].classId);
        for (int i = 0; i < kTracks; ++i)
            QCOMPARE(m_said[static_cast<std::size_t>(i)], m_said[static_cast<std::size_t>(i % 2)]);
    }

    void labelsThatCorrectTheNetworkMakeABetterPack()
    {
        store::Case in = makeCase("better.case");
        const auto before = ask(in, *m_pack, "7");
        correctAll(in);
        CaseTrainingOptions whole = options();
        whole.part = CaseTrainingOptions::Part::Stage;
        whole.epochs = 40;
        const CaseTrainingResult result = trainFromCase(in, *m_pack, whole, root() / "better");
        QVERIFY2(result.helped, result.verdict.c_str());
        QCOMPARE(result.counts.used, std::size_t(kTracks));
        QCOMPARE(result.groups, std::size_t(kTracks));
        QVERIFY(result.crossValidated);
        QCOMPARE(result.networks.size(), std::size_t(2)); // The network on pixels and one tail.
        for (const NetworkOutcome &outcome : result.networks) {
            QCOMPARE(outcome.heldOut.labels, std::size_t(kTracks));
            QVERIFY(outcome.heldOut.after > 0.95);
        }
        // Every way of entering learnt it, from maps that only one of them is kept as.
        const nn::ModelPack pack = nn::ModelPack::load(root() / "better");
        QVERIFY(rightOf(*m_pack, {}) == 0);
        QVERIFY(rightOf(pack, {}) >= kTracks * 95 / 100);
        for (const int depth : {4, 7})
            QVERIFY(rightOf(pack, nn::Splice{depth, depth}) >= kTracks * 95 / 100);
        // The case is asked with it from now on, and its provenance tells where it comes from.
        QCOMPARE(store::defaultModel(in)->hash, pack.hash());
        const auto provenance = nlohmann::json::parse(pack.manifest().provenanceJson);
        const auto &step = provenance.at("learnt_from_cases").at(0);
        QCOMPARE(step.at("parent").at("sha256").get<std::string>(), m_pack->hash());
        QCOMPARE(step.at("case").get<std::string>(), std::string("better"));
        QCOMPARE(step.at("decisions").get<int>(), kTracks);
        QVERIFY(step.at("helped").get<bool>());
        // The old pack and its results are as they were.
        QCOMPARE(nn::ModelPack::load(root() / "pack").hash(), m_pack->hash());
        for (const store::ReviewedPatch &reviewed : in.reviews())
            in.clearReview(reviewed.patch); // Else the decisions themselves change the answers.
        const auto again = ask(in, *m_pack, "7");
        QCOMPARE(again.stats.verified, 0U);
        QCOMPARE(again.stats.cached, before.stats.candidates);
        QCOMPARE(again.sightings.size(), before.sightings.size());
        for (std::size_t i = 0; i < again.sightings.size(); ++i)
            QCOMPARE(again.sightings[i].className, before.sightings[i].className);
        // The new one answers from the same index, and differently.
        const auto now = ask(in, pack, "7");
        QCOMPARE(now.stats.verified, before.stats.candidates);
        QCOMPARE(now.stats.derived, 0U);
        int right = 0;
        for (const query::Sighting &sighting : now.sightings)
            right += sighting.className == corrected(static_cast<int>(sighting.track));
        QVERIFY(right >= kTracks * 95 / 100);
    }

    void labelsByChanceDoNotHelpAndTheOldPackStays()
    {
        store::Case in = makeCase("chance.case");
        cv::RNG random(7);
        for (int i = 0; i < kTracks; ++i)
            decide(in, i, store::Decision::Label,
                   classes()[static_cast<std::size_t>(random.uniform(0, 5))]);
        const CaseTrainingResult result = train(in, "chance");
        QVERIFY2(!result.helped, result.verdict.c_str());
        QVERIFY(!result.isDefault);
        QVERIFY(result.verdict.starts_with("it did not help"));
        QVERIFY(!store::defaultModel(in));
        QCOMPARE(nn::ModelPack::load(root() / "chance").hash(), result.pack.hash()); // Kept.
    }

    void acceptedSightingsAloneTeachNothingNew()
    {
        store::Case in = makeCase("accepted.case");
        for (int i = 0; i < kTracks; ++i)
            decide(in, i, i < 50 ? store::Decision::Accept : store::Decision::Reject,
                   classes()[(m_said[static_cast<std::size_t>(i)] + (i < 50 ? 0U : 1U)) % 5]);
        const CaseTrainingResult result = train(in, "accepted");
        QVERIFY(!result.helped);
        QCOMPARE(result.networks[0].heldOut.before, 1.0);
        QVERIFY(!store::defaultModel(in));
    }

    // What nobody decided about goes on being what it was: only bluish pictures are relabelled.
    void whatNobodyDecidedAboutStaysAsItWas()
    {
        store::Case in = makeCase("others.case");
        for (int i = 0; i < kTracks; i += 2)
            decide(in, i, store::Decision::Label, corrected(i));
        for (int i = 1; i < 12; i += 2)
            decide(in, i, store::Decision::Accept, classes()[m_said[1]]);
        CaseTrainingOptions whole = options();
        whole.part = CaseTrainingOptions::Part::Stage;
        whole.epochs = 40;
        const CaseTrainingResult result = trainFromCase(in, *m_pack, whole, root() / "others");
        QVERIFY2(result.helped, result.verdict.c_str());
        QVERIFY(result.networks[0].changedElsewhere <= 0.05);
    }

    void rejectionsAreLearntFrom()
    {
        store::Case in = makeCase("rejected.case");
        for (int i = 0; i < kTracks; ++i)
            decide(in, i, i % 2 == 0 ? store::Decision::Reject : store::Decision::Label,
                   i % 2 == 0 ? classes()[m_said[0]] : corrected(1));
        const CaseTrainingResult result = train(in, "rejected");
        QVERIFY2(result.helped, result.verdict.c_str());
        QCOMPARE(result.counts.rejected, std::size_t(kTracks / 2));
        QVERIFY(result.networks[0].heldOut.after > 0.95);
    }

    // Without --class, an accepted sighting is what the verdict said that the person looked at,
    // also for a later training that starts from another pack.
    void anAcceptedSightingIsWhatThePersonSaw()
    {
        store::Case in = makeCase("seen.case");
        const auto seen = static_cast<ClassId>((m_said[0] + 1) % 5);
        {
            const store::VideoSnapshot video(in.videoFolder(m_video));
            const store::Verdict verdicts[] = {{0, {{seen, 0.9F}}}, {2, {{seen, 0.9F}}}};
            video.putVerdicts(store::verdictsFromPixels(m_pack->hash(), "bf16"), verdicts);
            const store::Verdict other[] = {{2, {{m_said[0], 0.9F}}}};
            video.putVerdicts(
                store::verdictsFromMaps(m_pack->hash(), "fp32", store::Codec::Fp16, 7, 7), other);
        }
        decide(in, 0, store::Decision::Accept, "", true); // By way of a member.
        decide(in, 1, store::Decision::Reject, "");       // Kept verdicts disagree.
        decide(in, 2, store::Decision::Reject, "");       // None is kept.
        decide(in, 3, store::Decision::Accept, classes()[2]);
        const auto classOf = [](const CaseDecisions &decisions, std::size_t i) {
            return decisions.decisions.at(i).classId;
        };
        const CaseDecisions read = readDecisions(in, *m_pack);
        QCOMPARE(read.decisions.size(), std::size_t(4));
        QCOMPARE(classOf(read, 0), std::optional(seen));
        QVERIFY(!read.decisions[0].itself);
        QCOMPARE(read.decisions[0].shown.patch, PatchId(0));
        QVERIFY(!classOf(read, 1));
        QVERIFY(!classOf(read, 2));
        QCOMPARE(classOf(read, 3), std::optional(ClassId(2)));

        rememberClasses(in, read, *m_pack);
        fs::copy(root() / "pack", root() / "renamed", fs::copy_options::recursive);
        nn::PackManifest manifest = m_pack->manifest();
        manifest.name = "renamed";
        const auto later = nn::ModelPack::write(root() / "renamed", manifest);
        QVERIFY(later.hash() != m_pack->hash());
        QCOMPARE(classOf(readDecisions(in, later), 0), std::optional(seen));
        // A newer decision about the same patch is not taken for the old one.
        in.putReview({m_video, 1}, {store::Decision::Reject, "", "", false, 5});
        QVERIFY(!classOf(readDecisions(in, later), 0));
    }

    void anIndexFromBeforeTheIngestHashIsReadByDescendantsOnly()
    {
        store::Case in = makeCase("old.case", false);
        correctAll(in);
        const CaseTrainingResult result = train(in, "descendant");
        QVERIFY(!ask(in, result.pack, "none").sightings.empty());
        const auto stranger = test::writeRandomPack(root() / "stranger", {.seed = 2});
        QVERIFY_THROWS_EXCEPTION(Error, ask(in, stranger, "none"));
    }

    // It counts once, and would else be all that is held out.
    void aTrackWithManyLabelsIsNotWhatIsHeldOut()
    {
        store::Case in = makeCase("long.case", true, 220, 100);
        correctAll(in, 220);
        const CaseTrainingResult result = train(in, "long");
        QVERIFY(!result.crossValidated);
        QCOMPARE(result.groups, std::size_t(121));
        QCOMPARE(result.networks[0].heldOut.groups, std::size_t(30)); // A quarter of the others.
        QVERIFY2(result.helped, result.verdict.c_str());
    }

    void theSameSeedGivesTheSamePack()
    {
        store::Case in = makeCase("seed.case");
        correctAll(in);
        QCOMPARE(train(in, "seed1").pack.hash(), train(in, "seed2").pack.hash());
    }

    void whatCannotBeLearntFromIsASentence_data()
    {
        QTest::addColumn<int>("labels");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << 0 << ""
                                 << "0 of 0 decisions";
        QTest::newRow("few") << 9 << ""
                             << "at least 10";
        QTest::newRow("unknown class") << 30 << "tram"
                                       << "tram";
        QTest::newRow("one class") << 30 << "car"
                                   << "nothing to tell apart";
    }
    void whatCannotBeLearntFromIsASentence()
    {
        QFETCH(int, labels);
        QFETCH(QString, name);
        QFETCH(QString, expected);
        const std::string caseName = std::string("refused-") + QTest::currentDataTag() + ".case";
        store::Case in = makeCase(caseName);
        for (int i = 0; i < labels; ++i)
            decide(in, i, store::Decision::Label,
                   name.isEmpty() ? corrected(i) : name.toStdString());
        const auto text = QString::fromStdString(sentence([&] { train(in, "refused"); }));
        QVERIFY2(text.contains(expected), qPrintable(text));
        QVERIFY(!fs::exists(root() / "refused"));
    }

    void unknownClassesAreCountedAndTheRestIsUsed()
    {
        store::Case in = makeCase("tram.case");
        correctAll(in);
        for (const int track : {0, 1, 2})
            in.putReview({m_video, static_cast<PatchId>(2 * track + 1)},
                         {store::Decision::Label, "tram", "", false, 1});
        const CaseTrainingResult result = train(in, "tram");
        QCOMPARE(result.counts.unknownClasses.at("tram"), std::size_t(3));
        QVERIFY(result.counts.used < std::size_t(kTracks));
    }

    void cancelLeavesNothing_data()
    {
        QTest::addColumn<double>("at");
        QTest::newRow("at once") << 0.0;
        QTest::newRow("while learning") << 0.7;
        QTest::newRow("nearly done") << 0.99;
    }
    void cancelLeavesNothing()
    {
        QFETCH(double, at);
        store::Case in = makeCase(std::string("cancel") + QTest::currentDataTag() + ".case");
        correctAll(in);
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, train(in, "cancelled",
                             [&](const ProgressReport &report) { return report.fraction < at; }));
        for (const auto &entry : fs::directory_iterator(root()))
            QVERIFY(!entry.path().filename().string().starts_with("cancelled"));
        QVERIFY(!store::defaultModel(in));
        QVERIFY(in.values("setting").empty());
        QVERIFY(in.auditLog().empty());
    }

    void aFolderThatIsInUseIsLeftAlone()
    {
        store::Case in = makeCase("inuse.case");
        correctAll(in);
        QVERIFY(sentence([&] { train(in, "pack"); }).find("is there already") != std::string::npos);
        QCOMPARE(nn::ModelPack::load(root() / "pack").hash(), m_pack->hash());
    }
};

QTEST_GUILESS_MAIN(TestCaseTraining)
#include "tst_case_training.moc"
