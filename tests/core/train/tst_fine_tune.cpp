#include "base/error.h"
#include "nn/inference.h"
#include "nn/safetensors.h"
#include "support/random_pack.h"
#include "train/fine_tune.h"
#include "train/networks.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <torch/torch.h>

using namespace refocus;
using namespace refocus::train;
namespace fs = std::filesystem;

namespace {

cv::Mat coloured(const std::string &name, cv::RNG &random, int side = 40)
{
    const cv::Scalar colour = name == "red"    ? cv::Scalar(30, 30, 200)
                              : name == "blue" ? cv::Scalar(200, 60, 30)
                                               : cv::Scalar(40, 190, 50);
    cv::Mat noise(side, side, CV_8UC3), image(side, side, CV_8UC3, colour);
    random.fill(noise, cv::RNG::UNIFORM, 0, 40);
    return image + noise;
}

// Classes that only their colour tells apart.
Dataset colours(const std::vector<std::string> &names)
{
    cv::RNG random(5);
    Dataset dataset;
    dataset.classes = names;
    for (const auto &[samples, count] :
         {std::pair{&dataset.train, 16}, {&dataset.val, 4}, {&dataset.test, 6}})
        for (std::size_t label = 0; label < names.size(); ++label)
            for (int i = 0; i < count; ++i) {
                samples->images.push_back(coloured(names[label], random));
                samples->labels.push_back(static_cast<int>(label));
            }
    return dataset;
}

bool ofTheFirstBlocks(const std::string &name, int blocks)
{
    if (name.starts_with("conv1.") || name.starts_with("bn1.") || name.starts_with("layer1."))
        return true;
    for (int block = 4; block <= blocks; ++block)
        if (name.starts_with("layer2." + std::to_string(block - 4) + '.'))
            return true;
    return false;
}

std::vector<std::string> namesOf(const std::vector<nn::Tail> &tails)
{
    std::vector<std::string> names;
    for (const nn::Tail &tail : tails)
        names.push_back(tail.splice.name() + ' ' + tail.weights);
    return names;
}

} // namespace

// Networks of the least width with random weights, one picture class a colour.
class TestFineTune : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    const Dataset m_known = colours({"blue", "red"}), m_new = colours({"blue", "green", "red"});
    fs::path root() const { return m_dir.path().toStdString(); }

    // The pack's classes are not in the order of their names, as ImageNet's are not.
    nn::ModelPack oldPack() const { return nn::ModelPack::load(root() / "old"); }

    // The same with the query network's first seven blocks in both networks and exact tails.
    nn::ModelPack sharedPack() const { return nn::ModelPack::load(root() / "shared"); }

    static FineTuneOptions options()
    {
        FineTuneOptions options;
        options.tailEpochs = 1;
        options.batch = 8;
        options.threads = 1;
        options.precision = "fp32";
        return options;
    }

    static nn::TensorMap tensors(const nn::ModelPack &pack, const std::string &file)
    {
        return nn::readSafetensors(pack.folder() / file);
    }

    // Shares of the test pictures that the pack's networks get right, by running it as the product.
    static double accuracy(const nn::ModelPack &pack, const std::optional<nn::Splice> &splice)
    {
        cv::RNG random(11);
        int right = 0, all = 0;
        nn::QueryNetwork network(pack, nn::chooseBackend({"cpu", "fp32", 1}), splice);
        for (const std::string &name : pack.manifest().classes)
            for (int i = 0; i < 4; ++i, ++all) {
                const std::vector<cv::Mat> patches{coloured(name, random, 32)};
                const auto best = nn::topK(network.fromPatches(patches).front(), 1).front();
                right += pack.classNamed(name) == best.classId;
            }
        return static_cast<double>(right) / all;
    }

    static QString fault(const nn::ModelPack &from, const Dataset &dataset,
                         const FineTuneOptions &options, const fs::path &folder)
    {
        try {
            fineTunePack(from, dataset, options, folder);
        } catch (const Error &error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::RandomPackOptions random;
        random.classes = {"red", "blue"};
        const nn::ModelPack old = test::writeRandomPack(root() / "old", random);

        fs::create_directories(root() / "shared");
        auto ingest = tensors(old, "ingest.safetensors");
        const auto query = tensors(old, "query.safetensors");
        for (auto &[name, tensor] : ingest)
            if (ofTheFirstBlocks(name, 7))
                tensor = query.at(name);
        nn::writeSafetensors(root() / "shared/ingest.safetensors", ingest);
        nn::writeSafetensors(root() / "shared/query.safetensors", query);
        nn::PackManifest manifest = old.manifest();
        manifest.tails = {{{3, 3}, manifest.queryWeights, true, 3, -1},
                          {{7, 7}, manifest.queryWeights, true, 7, -1}};
        nn::ModelPack::write(root() / "shared", manifest);
    }

    void theSharedBlocksOfAPackAreFound()
    {
        QCOMPARE(sharedBlocksOf(oldPack()), 0);
        QCOMPARE(sharedBlocksOf(sharedPack()), 7);
    }

    void newClassesGetNewHeadsOnFrozenNetworks()
    {
        const std::string before = oldPack().hash();
        const auto pack = fineTunePack(oldPack(), m_new, options(), root() / "heads");
        QCOMPARE(pack.manifest().classes, m_new.classes);
        QVERIFY(pack.manifest().tails.empty()); // The old ones know other classes.
        for (const char *file : {"ingest.safetensors", "query.safetensors"}) {
            const auto old = tensors(oldPack(), file);
            for (const auto &[name, tensor] : tensors(pack, file))
                if (name.starts_with("fc."))
                    QCOMPARE(tensor.size(0), 3);
                else
                    QVERIFY2(tensor.equal(old.at(name)), name.c_str());
        }
        QVERIFY(accuracy(pack, {}) > 0.9);
        const auto metrics = nlohmann::json::parse(pack.manifest().metricsJson);
        QCOMPARE(metrics.at("ingest").at("pictures").get<int>(), 18);
        QVERIFY(metrics.at("ingest").at("top1").get<double>() > 0.9);
        const auto provenance = nlohmann::json::parse(pack.manifest().provenanceJson);
        QCOMPARE(provenance.at("parent").at("sha256").get<std::string>(), before);
        QCOMPARE(oldPack().hash(), before);
    }

    void labelsFollowThePacksOrderOfTheSameClasses()
    {
        auto heads = options();
        heads.head = true;
        const auto pack = fineTunePack(oldPack(), m_known, heads, root() / "order");
        QCOMPARE(pack.manifest().classes, (std::vector<std::string>{"red", "blue"}));
        QVERIFY(accuracy(pack, {}) > 0.9);
    }

    void aTailBeginsAsTheQueryNetworkAndLearns()
    {
        auto untrained = options();
        untrained.splices = {{13, 24}};
        untrained.tailEpochs = 0;
        const auto begun = fineTunePack(oldPack(), m_known, untrained, root() / "begun");
        const auto query = tensors(oldPack(), "query.safetensors");
        for (const auto &[name, tensor] : tensors(begun, "tail-13-24.safetensors"))
            QVERIFY2(tensor.equal(query.at(name).to(tensor.scalar_type())), name.c_str());

        auto trained = options();
        trained.splices = {{13, 24}};
        const auto pack = fineTunePack(oldPack(), m_known, trained, root() / "learnt");
        QVERIFY(!tensors(pack, "tail-13-24.safetensors")
                     .at("layer4.2.conv3.weight")
                     .equal(query.at("layer4.2.conv3.weight").to(torch::kHalf)));
        for (const char *file : {"ingest.safetensors", "query.safetensors"})
            QCOMPARE(pack.manifest().fileHashes.at(file), oldPack().manifest().fileHashes.at(file));
        QVERIFY(pack.tailFor({13, 24}).accuracy >= 0);
    }

    void tailsThatStillFitAreTakenOver()
    {
        auto more = options();
        more.splices = {{7, 7}};
        more.tailEpochs = 0;
        const auto first = fineTunePack(oldPack(), m_known, more, root() / "first");
        QCOMPARE(namesOf(first.manifest().tails),
                 (std::vector<std::string>{"7 tail-7.safetensors", "4 tail.safetensors"}));
        QCOMPARE(first.manifest().fileHashes.at("tail.safetensors"),
                 oldPack().manifest().fileHashes.at("tail.safetensors"));
        QVERIFY(first.tailFor({4, 4}).accuracy >= 0); // Measured on the new pictures.
        QCOMPARE(first.tailFor({4, 4}).ingestTo, 7);

        // A file of the same name does not take the place of the old one.
        auto again = more;
        again.splices = {{4, 4}, {7, 7}};
        const auto both = fineTunePack(oldPack(), m_known, again, root() / "both");
        again.splices = {{7, 7}};
        again.tailEpochs = 1;
        const auto second = fineTunePack(both, m_known, again, root() / "second");
        QCOMPARE(namesOf(second.manifest().tails),
                 (std::vector<std::string>{"7 tail-7.safetensors", "4 old-tail-7.safetensors"}));
        QCOMPARE(second.manifest().fileHashes.at("old-tail-7.safetensors"),
                 both.manifest().fileHashes.at("tail-7.safetensors"));
    }

    void fineTuningKeepsSharedBlocksShared()
    {
        auto whole = options();
        whole.fineTuneEpochs = 1;
        const auto pack = fineTunePack(sharedPack(), m_known, whole, root() / "together");
        QCOMPARE(sharedBlocksOf(pack), 7);
        QCOMPARE(namesOf(pack.manifest().tails),
                 (std::vector<std::string>{"3 query.safetensors", "7 query.safetensors"}));
        const auto query = tensors(pack, "query.safetensors");
        QCOMPARE(query.at("conv1.weight").scalar_type(), torch::kFloat); // As in the old pack.
        QVERIFY(!query.at("conv1.weight")
                     .equal(tensors(sharedPack(), "query.safetensors").at("conv1.weight")));

        const nn::Backend backend = nn::chooseBackend({"cpu", "fp32", 1});
        const std::vector<cv::Mat> patches{cv::Mat(32, 32, CV_8UC3, cv::Scalar(30, 90, 200))};
        const auto maps = nn::IngestNetwork(pack, backend).run(patches, std::vector{7});
        const std::vector<FeatureMap> kept{maps.front().maps.front()};
        QCOMPARE(nn::QueryNetwork(pack, backend, nn::Splice{7, 7}).fromMaps(kept),
                 nn::QueryNetwork(pack, backend, {}).fromPatches(patches));
    }

    void wholeNetworksLearnPatchesOfAnotherSize()
    {
        auto whole = options();
        whole.fineTuneEpochs = 1;
        whole.inputSize = 64;
        whole.splices = {{7, 7}};
        const auto pack = fineTunePack(sharedPack(), m_known, whole, root() / "larger");
        QCOMPARE(pack.manifest().inputSize, 64);
        const std::vector<cv::Mat> patches{cv::Mat(64, 64, CV_8UC3, cv::Scalar(30, 90, 200))};
        const auto maps = nn::IngestNetwork(pack, nn::chooseBackend({"cpu", "fp32", 1}))
                              .run(patches, std::vector{7});
        QCOMPARE(maps.front().maps.front().height, 8);
    }

    // A growing tail begins as the old pack's, and both teachers and it change what is learnt.
    void tailsGrowOnFromThoseOfTheOldPack()
    {
        auto first = options();
        first.splices = {{13, 24}};
        const auto with = fineTunePack(sharedPack(), m_known, first, root() / "with a tail");
        auto whole = first;
        whole.fineTuneEpochs = 1;
        whole.tailEpochs = 0; // As it has grown.
        const auto apart = fineTunePack(with, m_known, whole, root() / "not grown");
        whole.growing = {{13, 24}};
        whole.teachers = {root() / "shared", root() / "with a tail"};
        const auto grown = fineTunePack(with, m_known, whole, root() / "grown");
        const std::string head = "fc.weight", tail = "tail-13-24.safetensors";
        const auto before = tensors(with, tail).at(head), after = tensors(grown, tail).at(head);
        QVERIFY(!after.equal(before));
        // Nearer to where it began than to the query network, as which it else begins.
        QVERIFY((after - before).norm().item<double>() <
                (after - tensors(grown, "query.safetensors").at(head)).norm().item<double>());
        QVERIFY(!tensors(grown, "ingest.safetensors")
                     .at("layer3.0.conv1.weight")
                     .equal(tensors(apart, "ingest.safetensors").at("layer3.0.conv1.weight")));
        QCOMPARE(sharedBlocksOf(grown), 7);

        whole.fineTuneEpochs = 0; // Frozen networks have nothing to learn from it.
        QVERIFY_THROWS_EXCEPTION(Error, fineTunePack(with, m_known, whole, root() / "frozen"));
    }

    void unsharedNetworksNeedTails()
    {
        auto apart = options();
        apart.fineTuneEpochs = 1;
        apart.sharedBlocks = 0;
        apart.splices = {{7, 7}};
        const auto pack = fineTunePack(sharedPack(), m_known, apart, root() / "apart");
        QCOMPARE(sharedBlocksOf(pack), 0);
        QCOMPARE(namesOf(pack.manifest().tails),
                 (std::vector<std::string>{"7 tail-7.safetensors"}));
    }

    void newHeadsLeaveExactReuseExact()
    {
        const auto pack = fineTunePack(sharedPack(), m_new, options(), root() / "exact");
        QCOMPARE(namesOf(pack.manifest().tails),
                 (std::vector<std::string>{"3 query.safetensors", "7 query.safetensors"}));
        QVERIFY(accuracy(pack, nn::Splice{7, 7}) > 0.9);
    }

    void aFileThatLacksATensorIsRefused()
    {
        auto stored = tensors(oldPack(), "query.safetensors");
        stored.erase("layer3.7.conv2.weight");
        nn::writeSafetensors(root() / "lacking.safetensors", stored);
        try {
            loadNetwork(root() / "lacking.safetensors", oldPack().manifest().query);
            QFAIL("a network with a random tensor came out");
        } catch (const Error &error) {
            QVERIFY2(QString(error.what()).contains("layer3.7.conv2.weight"), error.what());
        }
        nn::writeSafetensors(root() / "other.safetensors", {{"weight", torch::zeros({3})}});
        QVERIFY_THROWS_EXCEPTION(
            Error, loadNetwork(root() / "other.safetensors", oldPack().manifest().query));
    }

    void aStoppedFineTuningEndsAsAnUndisturbedOne()
    {
        auto all = options();
        all.fineTuneEpochs = 2;
        all.splices = {{7, 7}};
        int reports = 0;
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, fineTunePack(oldPack(), m_new, all, root() / "stopped",
                                    [&](const ProgressReport &report) {
                                        return !report.what.starts_with("query,") || ++reports < 8;
                                    }));
        QVERIFY(!fs::exists(root() / "stopped/pack.json"));
        const auto continued = fineTunePack(oldPack(), m_new, all, root() / "stopped");
        const auto whole = fineTunePack(oldPack(), m_new, all, root() / "undisturbed");
        QCOMPARE(continued.hash(), whole.hash());
    }

    void otherPicturesDoNotGoOnFromACheckpoint()
    {
        auto whole = options();
        whole.fineTuneEpochs = 2;
        const fs::path folder = root() / "begun before";
        QVERIFY_THROWS_EXCEPTION(Cancelled, fineTunePack(oldPack(), m_new, whole, folder,
                                                         [](const ProgressReport &report) {
                                                             return report.what.find("epoch 2") ==
                                                                    std::string::npos;
                                                         }));
        Dataset relabelled = m_new, repainted = m_new;
        relabelled.train.labels[0] = 1;
        repainted.train.images[0] = cv::Mat(40, 40, CV_8UC3, cv::Scalar(40, 190, 50));
        for (const Dataset &other : {relabelled, repainted}) {
            const QString text = fault(oldPack(), other, whole, folder);
            QVERIFY2(text.contains("other settings or pictures"), qPrintable(text));
        }
        QCOMPARE(fault(oldPack(), m_new, whole, folder), QString());
    }

    // New heads come before the tails and keep no checkpoint.
    void aPackWhoseTailsAreOfOtherPicturesStaysAsItWas()
    {
        auto tails = options();
        tails.splices = {{7, 7}};
        const fs::path folder = root() / "tails before";
        const auto pack = fineTunePack(oldPack(), m_new, tails, folder);
        Dataset relabelled = m_new;
        relabelled.train.labels[0] = 1;
        const QString text = fault(oldPack(), relabelled, tails, folder);
        QVERIFY2(text.contains("other settings or pictures"), qPrintable(text));
        QCOMPARE(nn::ModelPack::load(folder).hash(), pack.hash());
    }

    // Some of the earlier pack's files are replaced by then.
    void aStoppedFineTuningGoesOnInTheFolderOfAnEarlierPack()
    {
        auto whole = options();
        whole.splices = {{7, 7}, {13, 24}};
        whole.tailEpochs = 0;
        const auto from = fineTunePack(oldPack(), m_known, whole, root() / "with tails");
        auto heads = options();
        heads.head = true;
        const fs::path folder = root() / "heads before";
        fineTunePack(from, m_known, heads, folder); // Takes the tails over.
        whole.fineTuneEpochs = whole.tailEpochs = 1;
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, fineTunePack(from, m_known, whole, folder, [](const ProgressReport &report) {
                return !report.what.starts_with("tail-13-24");
            }));
        QCOMPARE(fault(from, m_known, whole, folder), QString());
        QVERIFY(nn::ModelPack::load(folder).tailFor({13, 24}).accuracy >= 0);
    }

    void whatCannotBeIsRefusedBeforeAnythingIsWritten_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char *fault :
             {"the old pack's own folder", "another pack's folder", "a splice that does not fit",
              "more shared blocks", "patches of another size, for heads alone"})
            QTest::newRow(fault) << fault;
    }
    void whatCannotBeIsRefusedBeforeAnythingIsWritten()
    {
        QFETCH(QString, fault);
        auto wrong = options();
        fs::path folder = root() / "refused";
        if (fault.startsWith("the old"))
            folder = root() / "old/";
        else if (fault.startsWith("another"))
            folder = root() / "shared";
        else if (fault.startsWith("a splice"))
            wrong.splices = {{3, 4}};
        else if (fault.startsWith("patches"))
            wrong.inputSize = 64;
        else
            wrong.sharedBlocks = 8;
        const std::string before = sharedPack().hash();
        QVERIFY_THROWS_EXCEPTION(Error, fineTunePack(oldPack(), m_known, wrong, folder));
        QVERIFY(!fs::exists(root() / "refused"));
        QCOMPARE(sharedPack().hash(), before);
    }
};

QTEST_GUILESS_MAIN(TestFineTune)
#include "tst_fine_tune.moc"
