#include "base/error.h"
#include "nn/import_pack.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "nn/state_dict.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace refocus;
using namespace refocus::nn;
namespace fs = std::filesystem;

namespace {

const Architecture kSmall{{1, 2, 1, 1}, 4, 3}, kLarge{{2, 2, 3, 1}, 4, 3};

// As torchvision saves it, num_batches_tracked included.
TensorMap stateDictOf(const Architecture &architecture)
{
    const ResNet network(architecture);
    TensorMap tensors;
    for (const auto &item : network->named_parameters())
        tensors[item.key()] = item.value().detach();
    for (const auto &item : network->named_buffers())
        tensors[item.key()] = item.value();
    return tensors;
}

} // namespace

class TestImportPack : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    ImportOptions m_options;
    fs::path root() const { return m_dir.path().toStdString(); }

    fs::path written(const char *name, const TensorMap &tensors) const
    {
        writeSafetensors(root() / name, tensors);
        return root() / name;
    }
    fs::path written(const char *name, const std::string &text) const
    {
        std::ofstream(root() / name) << text;
        return root() / name;
    }
    // The sentence with which the import is refused; nothing must be taken for a pack afterwards.
    QString fault(const ImportOptions &options) const
    {
        const fs::path folder = root() / "refused";
        try {
            importPack(options, folder);
            return {};
        } catch (const Error &error) {
            return fs::exists(folder / "pack.json") ? QString() : QString(error.what());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        torch::manual_seed(1);
        m_options.ingest = written("small.safetensors", stateDictOf(kSmall));
        m_options.query = written("large.safetensors", stateDictOf(kLarge));
        m_options.classes = written("classes.txt", "cat\ndog\r\nhen\n\n");
        m_options.inputSize = 32;
    }

    void theNetworksAreWhatTheirTensorsSay()
    {
        const ModelPack pack = importPack(m_options, root() / "plain");
        QVERIFY(pack.manifest().ingest == kSmall);
        QVERIFY(pack.manifest().query == kLarge);
        QCOMPARE(pack.manifest().name, std::string("plain"));
        QCOMPARE(pack.manifest().classes, (std::vector<std::string>{"cat", "dog", "hen"}));
        QCOMPARE(pack.manifest().inputSize, 32);
        QCOMPARE(pack.manifest().mean, (std::array<float, 3>{0.485F, 0.456F, 0.406F}));
        QCOMPARE(ModelPack::load(root() / "plain").hash(), pack.hash());
    }

    void noSpliceCountsAsRetrained()
    {
        const ModelPack pack = importPack(m_options, root() / "tails");
        QVERIFY(pack.manifest().tails.empty());
        QVERIFY(!pack.tailFor({2, 3}).retrained);
        QVERIFY(pack.tailFor({2, 3}).accuracy < 0);
        QVERIFY_THROWS_EXCEPTION(Error, pack.tailFor({1, 3}));
    }

    void aPackThatIsThereIsNotOverwritten()
    {
        importPack(m_options, root() / "twice");
        QVERIFY_THROWS_EXCEPTION(Error, importPack(m_options, root() / "twice"));
    }

    void prefixesAreNoPartOfANetwork_data()
    {
        QTest::addColumn<QString>("prefix");
        for (const char *prefix : {"module.", "model.", "module.model."})
            QTest::newRow(prefix) << prefix;
    }
    void prefixesAreNoPartOfANetwork()
    {
        QFETCH(QString, prefix);
        TensorMap prefixed;
        for (const auto &[name, tensor] : stateDictOf(kSmall))
            prefixed[prefix.toStdString() + name] = tensor;
        const auto file = written("prefixed.safetensors", prefixed);
        const StateDict dict = readStateDict(file);
        QVERIFY(dict.architecture == kSmall);
        QVERIFY(dict.tensors.contains("layer2.1.bn3.running_var"));
        QVERIFY(!dict.tensors.contains("bn1.num_batches_tracked"));
    }

    void countersMayBeMissing()
    {
        TensorMap tensors = stateDictOf(kSmall);
        std::erase_if(tensors,
                      [](const auto &item) { return item.first.ends_with("num_batches_tracked"); });
        QCOMPARE(readStateDict(written("bare.safetensors", tensors)).tensors.size(),
                 tensors.size());
    }

    void weightsKeepTheirPrecisionBitByBit_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("fp32") << static_cast<int>(torch::kFloat);
        QTest::newRow("fp16") << static_cast<int>(torch::kHalf);
        QTest::newRow("bf16") << static_cast<int>(torch::kBFloat16);
    }
    void weightsKeepTheirPrecisionBitByBit()
    {
        QFETCH(int, type);
        TensorMap given = stateDictOf(kSmall);
        for (auto &[name, tensor] : given)
            if (tensor.is_floating_point())
                tensor = tensor.to(static_cast<torch::ScalarType>(type));
        ImportOptions options = m_options;
        options.ingest = written("typed.safetensors", given);
        const fs::path folder = root() / QTest::currentDataTag();
        importPack(options, folder);
        for (const auto &[name, tensor] : readSafetensors(folder / "ingest.safetensors")) {
            QCOMPARE(tensor.scalar_type(), static_cast<torch::ScalarType>(type));
            QVERIFY(tensor.equal(given.at(name)));
        }
    }

    void whatIsNoFittingResNetIsRefusedByName_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("words"); // All of them are in the sentence.
        QTest::newRow("no ResNet") << "stem"
                                   << "lacks the tensor conv1.weight";
        QTest::newRow("no head") << "head"
                                 << "lacks the tensor fc.weight";
        QTest::newRow("a stage missing") << "stage"
                                         << "lacks the tensor layer3.0.conv1.weight";
        QTest::newRow("a figure missing") << "figure"
                                          << "lacks the tensor layer2.0.bn2.running_var";
        QTest::newRow("basic blocks") << "basic"
                                      << "ResNet-18 layer1.0.conv3.weight";
        QTest::newRow("wide") << "wide"
                              << "layer1.0.conv1.weight 8x4x1x1 4x4x1x1 wide";
        QTest::newRow("grouped") << "grouped"
                                 << "layer1.0.conv2.weight 4x1x3x3 grouped";
        QTest::newRow("one more layer") << "more"
                                        << "layer1.0.se.fc.weight no ResNet";
        QTest::newRow("integers") << "integers"
                                  << "layer1.0.bn1.bias integers";
        QTest::newRow("not numbers") << "nan"
                                     << "layer1.0.bn1.bias no numbers";
    }
    void whatIsNoFittingResNetIsRefusedByName()
    {
        QFETCH(QString, fault);
        QFETCH(QString, words);
        TensorMap tensors = stateDictOf(kSmall);
        if (fault == "stem")
            tensors.erase("conv1.weight");
        else if (fault == "head")
            tensors.erase("fc.weight");
        else if (fault == "stage")
            tensors.erase("layer3.0.conv1.weight");
        else if (fault == "figure")
            tensors.erase("layer2.0.bn2.running_var");
        else if (fault == "basic")
            std::erase_if(tensors, [](const auto &item) {
                return item.first.find("3.weight") != std::string::npos;
            });
        else if (fault == "wide")
            tensors["layer1.0.conv1.weight"] = torch::zeros({8, 4, 1, 1});
        else if (fault == "grouped")
            tensors["layer1.0.conv2.weight"] = torch::zeros({4, 1, 3, 3});
        else if (fault == "more")
            tensors["layer1.0.se.fc.weight"] = torch::zeros({4, 4});
        else if (fault == "integers")
            tensors["layer1.0.bn1.bias"] = torch::zeros({4}, torch::kInt);
        else
            tensors["layer1.0.bn1.bias"] = torch::full({4}, NAN);
        ImportOptions options = m_options;
        options.ingest = written("faulty.safetensors", tensors);
        const QString sentence = this->fault(options);
        QVERIFY2(sentence.contains("faulty.safetensors"), qPrintable(sentence));
        const QStringList all = words.startsWith("lacks") ? QStringList{words} : words.split(' ');
        for (const QString &word : all)
            QVERIFY2(sentence.contains(word), qPrintable(sentence));
    }

    void aPyTorchCheckpointIsRecognised()
    {
        ImportOptions options = m_options;
        options.ingest = written("resnet50.pth", "PK\3\4 and so on");
        QVERIFY2(fault(options).contains("PyTorch checkpoint"), qPrintable(fault(options)));
    }

    void networksThatDoNotGoTogetherAreRefused_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("blocks");
        QTest::addColumn<QString>("words");
        QTest::newRow("classes") << 4 << 5 << 2 << "has 5 classes, but";
        QTest::newRow("width") << 8 << 3 << 2 << "has 8 channels";
        QTest::newRow("order") << 4 << 3 << 1 << "larger network";
    }
    void networksThatDoNotGoTogetherAreRefused()
    {
        QFETCH(int, width);
        QFETCH(int, classes);
        QFETCH(int, blocks);
        QFETCH(QString, words);
        ImportOptions options = m_options;
        const Architecture other{{1, blocks, 1, 1}, width, classes};
        options.query = written("other.safetensors", stateDictOf(other));
        QVERIFY2(fault(options).contains(words), qPrintable(fault(options)));
    }

    void aClassListOfAnotherLengthIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("too long") << QByteArray("a\nb\nc\nd\n")
                                  << "names 4 classes, the networks have 3";
        QTest::newRow("empty") << QByteArray("\n") << "names no class";
        QTest::newRow("a gap") << QByteArray("a\n\nb\nc\n") << "line 2";
    }
    void aClassListOfAnotherLengthIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        ImportOptions options = m_options;
        options.classes = written("list.txt", text.toStdString());
        QVERIFY2(fault(options).contains(words), qPrintable(fault(options)));
    }

    void aNameIsTakenOnceAndWithoutItsSynonyms()
    {
        const auto file = written("names.txt", "tench, Tinca tinca\n crane\ncrane\ncrane, bird\n");
        QCOMPARE(readClassNames(file),
                 (std::vector<std::string>{"tench", "crane", "crane (2)", "crane (3)"}));
    }
};

QTEST_GUILESS_MAIN(TestImportPack)
#include "tst_import_pack.moc"
