// model import and train --from, run as a script would, on networks of the least width.
#include "app/cli/cli_process.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"

#include <QTemporaryDir>
#include <QTest>
#include <opencv2/imgcodecs.hpp>

#include <fstream>

using namespace refocus;
using nlohmann::json;
namespace fs = std::filesystem;

class TestPackCommands : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }
    QString at(const char *name) const { return test::text(root() / name); }

    void writeNetwork(const char *name, const std::array<int, 4> &stages) const
    {
        const nn::ResNet network(nn::Architecture{stages, 4, 3});
        nn::TensorMap tensors;
        for (const auto &item : network->named_parameters())
            tensors[item.key()] = item.value();
        for (const auto &item : network->named_buffers())
            tensors[item.key()] = item.value();
        nn::writeSafetensors(root() / name, tensors);
    }

    void writePictures() const
    {
        cv::RNG random(3);
        for (const auto &[split, count] : {std::pair{"train", 8}, {"test", 4}})
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

    QStringList import(const char *out, const char *query, const char *classes) const
    {
        return {"model",   "import",  "--ingest",     at("small.safetensors"),
                "--query", at(query), "--classes",    at(classes),
                "--out",   at(out),   "--input-size", "32"};
    }

private Q_SLOTS:
    void initTestCase()
    {
        torch::manual_seed(1);
        writeNetwork("small.safetensors", {3, 4, 1, 1});
        writeNetwork("large.safetensors", {3, 5, 1, 1});
        std::ofstream(root() / "classes.txt") << "cat\ndog\nhen\n";
        std::ofstream(root() / "two.txt") << "cat\ndog\n";
        writePictures();
        const auto made = test::runCli(import("pack", "large.safetensors", "classes.txt"));
        QVERIFY2(made.left(0), made.text());
        QVERIFY2(made.out.contains("No splice is retrained"), made.text());
    }

    void anImportedPackNamesItsSplicesAsNotRetrained()
    {
        const auto info = test::runCli({"model", "info", at("pack"), "--json"});
        QVERIFY2(info.left(0), info.text());
        QVERIFY(info.json().at("tails").empty());
        const json others = info.json().at("not_retrained");
        QCOMPARE(others.size(), std::size_t(3)); // 3, 4 and 7 fit these networks.
        for (const json &splice : others)
            QVERIFY(!splice.at("retrained").get<bool>());
        QCOMPARE(others[1].at("shape").dump(), std::string("[32,4,4]"));
        const auto text = test::runCli({"model", "info", at("pack")});
        QVERIFY2(text.out.contains("not retrained"), text.text());
        const auto card = test::runCli({"model", "card", at("pack")});
        QVERIFY2(card.left(0) && card.out.contains("No splice is retrained") &&
                     card.out.contains("small.safetensors") && card.out.contains("Not measured"),
                 card.text());
        const json document = test::runCli({"model", "card", at("pack"), "--json"}).json();
        QCOMPARE(document.value("card", std::string()), card.out.toStdString());
        QVERIFY(test::runCli({"model", "verify", at("pack")}).left(0));
    }

    void whatIsWrongWithAnImportIsSaid_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("classes");
        QTest::addColumn<QString>("word");
        QTest::newRow("no file") << "gone.safetensors"
                                 << "classes.txt"
                                 << "gone.safetensors";
        QTest::newRow("a text file") << "classes.txt"
                                     << "classes.txt"
                                     << "header";
        QTest::newRow("too few names") << "large.safetensors"
                                       << "two.txt"
                                       << "names 2 classes";
    }
    void whatIsWrongWithAnImportIsSaid()
    {
        QFETCH(QString, query);
        QFETCH(QString, classes);
        QFETCH(QString, word);
        const auto result =
            test::runCli(import("wrong", qPrintable(query), qPrintable(classes)) << "--json");
        QVERIFY2(result.left(1) && result.says(word.toStdString()), result.text());
        QVERIFY(result.out.isEmpty());
        QVERIFY(!fs::exists(root() / "wrong/pack.json"));
    }

    void thePicturesBringTheirClassesAndTails()
    {
        const auto made =
            test::runCli({"train", "--from", at("pack"), at("data"), "--out", at("own"),
                          "--splices", "4,7", "--tail-epochs", "1", "--threads", "1", "--json"});
        QVERIFY2(made.left(0), made.text());
        QVERIFY(made.json().at("metrics").contains("tail-7"));
        QCOMPARE(made.json().at("metrics").at("query").at("pictures").get<int>(), 8);
        const auto info = test::runCli({"model", "info", at("own"), "--json"});
        const json document = info.json();
        QCOMPARE(document.at("classes").dump(), std::string(R"(["blue","red"])"));
        QCOMPARE(document.at("input_size").get<int>(), 32);
        QCOMPARE(document.at("tails").size(), std::size_t(2));
        QCOMPARE(document.at("provenance").at("parent").at("name").get<std::string>(),
                 std::string("pack"));
        const auto card = test::runCli({"model", "card", at("own")});
        QVERIFY2(card.out.contains("Made from the pack `pack`"), card.text());
    }

    void headsAloneHaveNoTails()
    {
        const auto made =
            test::runCli({"train", "--from", at("pack"), "--head", at("data"), "--out", at("heads"),
                          "--name", "mine", "--threads", "1", "--json"});
        QVERIFY2(made.left(0), made.text());
        const auto info = test::runCli({"model", "info", at("heads"), "--json"});
        QVERIFY(info.json().at("tails").empty());
        QCOMPARE(info.json().at("name").get<std::string>(), std::string("mine"));
    }

    void optionsOfAnotherKindOfTrainingAreRefused_data()
    {
        QTest::addColumn<QStringList>("extra");
        QTest::newRow("width") << QStringList{"--from", at("pack"), "--width", "8"};
        QTest::newRow("epochs") << QStringList{"--from", at("pack"), "--epochs", "3"};
        QTest::newRow("head") << QStringList{"--head"};
        QTest::newRow("whole") << QStringList{"--fine-tune-epochs", "3"};
    }
    void optionsOfAnotherKindOfTrainingAreRefused()
    {
        QFETCH(QStringList, extra);
        const auto result =
            test::runCli(QStringList{"train", at("data"), "--out", at("no")} + extra);
        QVERIFY2(result.left(2), result.text());
        QVERIFY(!fs::exists(root() / "no"));
    }

    void patchesOfAnotherSizeAreForWholeNetworks()
    {
        const auto result = test::runCli(
            {"train", "--from", at("pack"), at("data"), "--out", at("no"), "--input-size", "64"});
        QVERIFY2(result.left(1) && result.says("--fine-tune-epochs"), result.text());
        QVERIFY(!fs::exists(root() / "no"));
    }

    void thePackToBeginWithIsNotWrittenTo()
    {
        const auto result = test::runCli(
            {"train", "--from", at("pack"), at("data"), "--out", at("pack"), "--threads", "1"});
        QVERIFY2(result.left(1) && result.says("never changed"), result.text());
        QVERIFY(test::runCli({"model", "verify", at("pack")}).left(0));
    }
};

QTEST_GUILESS_MAIN(TestPackCommands)
#include "tst_pack_commands.moc"
