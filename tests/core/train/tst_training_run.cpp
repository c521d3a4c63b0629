#include "base/error.h"
#include "nn/inference.h"
#include "nn/safetensors.h"
#include "train/teachers.h"
#include "train/training_run.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <fstream>

using namespace refocus;
using namespace refocus::train;
namespace fs = std::filesystem;

// Two classes that only their colour tells apart, networks of the least width.
class TestTrainingRun : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }

    TrainOptions options() const
    {
        TrainOptions options;
        options.name = "colours";
        options.data.places = {root() / "data"};
        options.width = 4;
        options.inputSize = 32;
        options.ingestEpochs = 2;
        options.queryEpochs = 1;
        options.tailEpochs = 1;
        options.batch = 8;
        options.threads = 1;
        options.precision = "fp32";
        return options;
    }

    static std::vector<std::string> rowsOfLog(const fs::path &folder)
    {
        std::ifstream in(folder / "log.csv");
        std::vector<std::string> rows;
        for (std::string line; std::getline(in, line);)
            rows.push_back(line.substr(0, line.rfind(','))); // Without the seconds.
        return rows;
    }

    static std::vector<cv::Mat> randomPatches()
    {
        std::vector<cv::Mat> patches;
        cv::RNG random(9);
        for (int i = 0; i < 4; ++i) {
            patches.emplace_back(32, 32, CV_8UC3);
            random.fill(patches.back(), cv::RNG::UNIFORM, 0, 256);
        }
        return patches;
    }

    static QString fault(const TrainOptions &options, const fs::path &folder)
    {
        try {
            trainPack(options, folder);
        } catch (const Error &error) {
            return error.what();
        }
        return {};
    }

    // With a checkpoint of the first.
    static void stopInTheSecondEpoch(const TrainOptions &options, const fs::path &folder)
    {
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 trainPack(options, folder, [](const ProgressReport &report) {
                                     return report.what.find("epoch 2") == std::string::npos;
                                 }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        cv::RNG random(5);
        for (const auto &[split, count] : {std::pair{"train", 16}, {"val", 4}, {"test", 6}})
            for (const auto &[name, colour] :
                 {std::pair{"red", cv::Scalar(30, 30, 200)}, {"blue", cv::Scalar(200, 60, 30)}}) {
                const fs::path folder = root() / "data" / split / name;
                fs::create_directories(folder);
                for (int i = 0; i < count; ++i) {
                    cv::Mat noise(40, 40, CV_8UC3), image(40, 40, CV_8UC3, colour);
                    random.fill(noise, cv::RNG::UNIFORM, 0, 40);
                    cv::imwrite((folder / (std::to_string(i) + ".png")).string(), image + noise);
                }
            }
    }

    void aPackIsTrainedAndMeasured()
    {
        const nn::ModelPack pack = trainPack(options(), root() / "pack");
        QCOMPARE(pack.manifest().classes, (std::vector<std::string>{"blue", "red"}));
        QCOMPARE(pack.manifest().tails.size(), std::size_t(2));
        QCOMPARE(pack.manifest().tails[0].weights, pack.manifest().tails[1].weights);
        const auto metrics = nlohmann::json::parse(pack.manifest().metricsJson);
        for (const char *network : {"ingest", "query", "tail-7"})
            QCOMPARE(metrics.at(network).at("pictures").get<int>(), 12);
        QCOMPARE(rowsOfLog(root() / "pack").size(), std::size_t(5)); // Head, 2 + 1 + 1 epochs.
        QVERIFY(nn::ModelPack::load(root() / "pack").hash() == pack.hash());
    }

    void aStoppedTrainingEndsAsAnUndisturbedOne()
    {
        int reports = 0;
        // Four steps an epoch: stops in the second epoch of the first network.
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, trainPack(options(), root() / "stopped", [&](const ProgressReport &report) {
                return !report.what.starts_with("ingest") || ++reports < 6;
            }));
        const nn::ModelPack continued = trainPack(options(), root() / "stopped");
        const nn::ModelPack whole = trainPack(options(), root() / "whole");
        QCOMPARE(rowsOfLog(root() / "stopped"), rowsOfLog(root() / "whole"));
        QCOMPARE(continued.manifest().fileHashes, whole.manifest().fileHashes);
    }

    // The query network begins as the ingest network's function: untrained it answers alike.
    void theQueryNetworkGrowsOutOfTheIngestNetwork()
    {
        auto untrained = options();
        untrained.queryEpochs = 0;
        untrained.tailEpochs = 0;
        const nn::ModelPack pack = trainPack(untrained, root() / "grown");
        const nn::Backend backend = nn::chooseBackend({"cpu", "fp32", 1});
        const std::vector<cv::Mat> patches = randomPatches();
        const auto cheap = nn::IngestNetwork(pack, backend).run(patches);
        const auto expensive = nn::QueryNetwork(pack, backend, {}).fromPatches(patches);
        const auto spliced = nn::QueryNetwork(pack, backend, nn::Splice{7, 7}).fromPatches(patches);
        for (std::size_t i = 0; i < patches.size(); ++i)
            for (std::size_t c = 0; c < 2; ++c) {
                QVERIFY(std::abs(cheap[i].probabilities[c] - expensive[i][c]) < 1e-3F);
                QVERIFY(std::abs(cheap[i].probabilities[c] - spliced[i][c]) < 1e-3F);
            }
    }

    // What the teachers know is blended; of what they were not taught the labels hold.
    void teachersAreNotAskedAboutWhatTheyDoNotKnow()
    {
        const torch::Tensor targets = torch::tensor({{1.F, 0.F}, {1.F, 0.F}});
        const torch::Tensor answers = torch::log(torch::tensor({{0.2F, 0.8F}, {0.05F, 0.95F}}));
        const torch::Tensor expected = torch::tensor({{0.6F, 0.4F}, {1.F, 0.F}});
        QVERIFY(torch::allclose(taught(targets, answers, 0.5), expected));
    }

    // A teacher changes what is learnt; one for other pictures is refused.
    void aTeacherTeaches()
    {
        auto together = options();
        together.sharedBlocks = 7;
        together.splices = {};
        const nn::ModelPack first = trainPack(together, root() / "first");
        const nn::ModelPack alone = trainPack(together, root() / "alone");
        QCOMPARE(alone.manifest().fileHashes, first.manifest().fileHashes);
        together.teachers = {root() / "first"};
        const nn::ModelPack taught = trainPack(together, root() / "taught");
        QVERIFY(taught.manifest().fileHashes != first.manifest().fileHashes);
        together.teachers.push_back(root() / "taught");
        const nn::ModelPack byTwo = trainPack(together, root() / "by two");
        QVERIFY(byTwo.manifest().fileHashes != taught.manifest().fileHashes);

        together.inputSize = 48;
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(together, root() / "refused"));
        together.inputSize = 32;
        together.sharedBlocks = 0;
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(together, root() / "refused"));
    }

    // A tail that grows with the networks changes what the ingest network's blocks before it learn,
    // and is retrained from where it stands.
    void aTailGrowsWithTheNetworks()
    {
        auto together = options();
        together.sharedBlocks = 7;
        together.splices = {{13, 24}};
        together.tailEpochs = 0;
        const nn::ModelPack apart = trainPack(together, root() / "not grown");
        together.growing = {{13, 24}};
        const nn::ModelPack grown = trainPack(together, root() / "grown together");
        const auto ingest = [](const nn::ModelPack &pack) {
            return nn::readSafetensors(pack.folder() / pack.manifest().ingestWeights);
        };
        const std::string before = "layer3.0.conv1.weight"; // Of block 8.
        QVERIFY(!ingest(grown).at(before).equal(ingest(apart).at(before)));
        const auto query = nn::readSafetensors(grown.folder() / grown.manifest().queryWeights);
        const auto tail = nn::readSafetensors(grown.folder() / "tail-13-24.safetensors");
        QVERIFY(!tail.at("fc.weight").equal(query.at("fc.weight")));

        together.growing = {{7, 7}}; // Shared, and not asked for.
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(together, root() / "refused too"));
        together.growing = {{13, 24}};
        together.sharedBlocks = 0;
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(together, root() / "refused too"));
    }

    // Trained together, the query network answers from a shared map as it answers from pixels, and
    // needs no weights of its own for it.
    void sharedBlocksMakeReuseExact()
    {
        auto together = options();
        together.sharedBlocks = 7;
        together.splices = {{3, 3}, {7, 7}, {7, 11}};
        together.cutMix = 0.5;
        const nn::ModelPack pack = trainPack(together, root() / "together");
        const auto &tails = pack.manifest().tails;
        QCOMPARE(tails.size(), std::size_t(3));
        QCOMPARE(tails[0].weights, pack.manifest().queryWeights);
        QCOMPARE(tails[1].weights, pack.manifest().queryWeights);
        QCOMPARE(tails[2].weights, std::string("tail-7-11.safetensors"));
        const auto metrics = nlohmann::json::parse(pack.manifest().metricsJson);
        for (const char *network : {"ingest", "query", "tail-7-11"})
            QCOMPARE(metrics.at(network).at("pictures").get<int>(), 12);

        const nn::Backend backend = nn::chooseBackend({"cpu", "fp32", 1});
        const std::vector<cv::Mat> patches = randomPatches();
        const auto whole = nn::QueryNetwork(pack, backend, {}).fromPatches(patches);
        const auto maps = nn::IngestNetwork(pack, backend).run(patches, std::vector{3, 7});
        for (const std::size_t depth : {0, 1}) {
            std::vector<FeatureMap> kept;
            for (const auto &result : maps)
                kept.push_back(result.maps[depth]);
            nn::QueryNetwork entered(pack, backend, tails[depth].splice);
            const auto reused = entered.fromMaps(kept);
            for (std::size_t i = 0; i < patches.size(); ++i)
                QCOMPARE(reused[i], whole[i]);
        }
    }

    void moreSharedBlocksThanTheNetworksHaveInCommonAreRefused()
    {
        auto wrong = options();
        wrong.sharedBlocks = 8;
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(wrong, root() / "toomany"));
    }

    // A tail behind a block that only looks alike is not shared: 13→13 is trained for itself.
    void tailsAreSharedOnlyWhereTheBlocksAre()
    {
        auto deep = options();
        deep.splices = {{4, 4}, {7, 7}, {13, 13}};
        const nn::ModelPack pack = trainPack(deep, root() / "deep");
        const auto &tails = pack.manifest().tails;
        QCOMPARE(tails[0].weights, std::string("tail-7.safetensors"));
        QCOMPARE(tails[1].weights, std::string("tail-7.safetensors"));
        QCOMPARE(tails[2].weights, std::string("tail-13.safetensors"));
        QCOMPARE(tails[2].ingestTo, 13);
    }

    void anotherTrainingDoesNotGoOnFromACheckpoint_data()
    {
        QTest::addColumn<QString>("other");
        for (const char *other : {"epochs", "width", "input size", "precision", "a label",
                                  "a picture", "a class's name"})
            QTest::newRow(other) << other;
    }
    void anotherTrainingDoesNotGoOnFromACheckpoint()
    {
        QFETCH(QString, other);
        const fs::path folder = root() / "begun" / other.toStdString();
        stopInTheSecondEpoch(options(), folder);
        const fs::path data = folder / "data";
        fs::copy(root() / "data", data, fs::copy_options::recursive);
        auto its = options();
        its.data.places = {data};
        if (other == "epochs")
            its.ingestEpochs = 3;
        else if (other == "width")
            its.width = 8;
        else if (other == "input size")
            its.inputSize = 64;
        else if (other == "precision")
            its.precision = "bf16";
        else if (other == "a label")
            fs::rename(data / "train/red/0.png", data / "train/blue/99.png");
        else if (other == "a picture")
            cv::imwrite((data / "train/red/0.png").string(),
                        cv::Mat(40, 40, CV_8UC3, cv::Scalar(30, 30, 200)));
        else
            for (const char *split : {"train", "val", "test"})
                fs::rename(data / split / "red", data / split / "rot");
        const QString text = fault(its, folder);
        QVERIFY2(text.contains("other settings or pictures"), qPrintable(text));
    }

    // The very same pictures elsewhere are no others, and what is only measured on may change.
    void theSameTrainingGoesOnFromACheckpoint()
    {
        const fs::path folder = root() / "begun here";
        stopInTheSecondEpoch(options(), folder);
        fs::copy(root() / "data", folder / "data", fs::copy_options::recursive);
        fs::remove(folder / "data/test/red/0.png");
        auto its = options();
        its.data.places = {folder / "data"};
        QCOMPARE(fault(its, folder), QString());
        QCOMPARE(rowsOfLog(folder).size(), std::size_t(5)); // The first epoch is there once.
    }

    void networksThatAreTaughtInAnotherWayDoNotGoOnFromACheckpoint()
    {
        auto together = options();
        together.sharedBlocks = 7;
        together.splices = {};
        trainPack(together, root() / "teacher");
        together.seed = 2;
        trainPack(together, root() / "another teacher");
        together.teachers = {root() / "teacher"};
        together.queryEpochs = 2;
        const fs::path folder = root() / "begun together";
        stopInTheSecondEpoch(together, folder);
        auto others = together;
        others.distillation = 0.7;
        QVERIFY(fault(others, folder).contains("other settings or pictures"));
        others = together;
        others.teachers = {root() / "another teacher"};
        QVERIFY(fault(others, folder).contains("other settings or pictures"));
        QCOMPARE(fault(together, folder), QString());
    }

    void aFinishedPackIsReplacedByNoOtherTraining()
    {
        const fs::path folder = root() / "finished";
        const std::string hash = trainPack(options(), folder).hash();
        const auto rows = rowsOfLog(folder);
        QCOMPARE(trainPack(options(), folder).hash(), hash); // Nothing is left to learn.
        QCOMPARE(rowsOfLog(folder), rows);
        auto other = options();
        other.seed = 2;
        QVERIFY(fault(other, folder).contains("already holds a model pack"));
        QCOMPARE(nn::ModelPack::load(folder).hash(), hash);

        fs::create_directories(root() / "theirs");
        std::ofstream(root() / "theirs/pack.json") << "{}";
        QVERIFY(fault(options(), root() / "theirs").contains("already holds a model pack"));
        QCOMPARE(fs::file_size(root() / "theirs/pack.json"), std::uintmax_t(2));
    }

    void aSpliceThatDoesNotFitIsRefusedBeforeAnythingIsTrained()
    {
        auto wrong = options();
        wrong.splices = {{3, 4}};
        QVERIFY_THROWS_EXCEPTION(Error, trainPack(wrong, root() / "wrong"));
        QVERIFY(!fs::exists(root() / "wrong/ingest.checkpoint"));
    }
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
