#include "base/error.h"
#include "nn/safetensors.h"

#include <QTemporaryDir>
#include <QTest>
#include <torch/torch.h>

#include <fstream>

using namespace refocus;
using namespace refocus::nn;

class TestSafetensors : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path file(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path written(const std::string &header, std::size_t dataBytes,
                                  std::uint64_t claimed) const
    {
        const auto path = file("made.safetensors");
        std::ofstream out(path, std::ios::binary);
        for (int i = 0; i < 8; ++i)
            out.put(static_cast<char>(claimed >> (8 * i)));
        out << header << std::string(dataBytes, '\0');
        return path;
    }

private Q_SLOTS:
    void everyTypeSurvivesTheRoundTrip()
    {
        TensorMap tensors;
        tensors["a.weight"] = torch::randn({3, 2, 5});
        tensors["half"] = torch::randn({7}).to(torch::kHalf);
        tensors["brain"] = torch::randn({7}).to(torch::kBFloat16);
        tensors["count"] = torch::tensor(std::int64_t{12345678901});
        tensors["bytes"] = torch::arange(0, 9, torch::kByte);
        tensors["none"] = torch::empty({0, 4});
        writeSafetensors(file("all.safetensors"), tensors, {{"format", "pt"}});
        const auto read = readSafetensors(file("all.safetensors"));
        QCOMPARE(read.size(), tensors.size());
        for (const auto &[name, tensor] : tensors)
            QVERIFY2(torch::equal(tensor, read.at(name)), name.c_str());
    }

    void aHeaderThatLiesIsRefused_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("data");
        QTest::addColumn<quint64>("claimed");
        const auto row = [](const char *name, const QByteArray &header, int data,
                            quint64 claimed = 0) {
            QTest::newRow(name) << header << data << (claimed ? claimed : quint64(header.size()));
        };
        const QByteArray good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
        row("header beyond the file", good, 8, 1ULL << 40);
        row("header of all ones", good, 8, ~0ULL);
        row("data missing", good, 4);
        row("not JSON", "{\"a\":", 8);
        row("not an object", "[1,2]", 8);
        row("unknown type", R"({"a":{"dtype":"X9","shape":[2],"data_offsets":[0,8]}})", 8);
        row("size that does not match", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
            8);
        row("offsets reversed", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8);
        row("offsets beyond", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})", 8);
        row("negative side", R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8);
        row("product overflows",
            R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 8);
        row("offset too few", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})", 8);
        row("wrong kinds", R"({"a":{"dtype":7,"shape":"x","data_offsets":null}})", 8);
    }
    void aHeaderThatLiesIsRefused()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, data);
        QFETCH(quint64, claimed);
        const auto path = written(header.toStdString(), static_cast<std::size_t>(data), claimed);
        try {
            readSafetensors(path);
            QFAIL("was taken for good");
        } catch (const Error &error) {
            QVERIFY2(QString(error.what()).contains("made.safetensors"), error.what());
        }
    }

    void anEmptyFileAndAMissingOneAreRefused()
    {
        std::ofstream(file("empty.safetensors"));
        QVERIFY_THROWS_EXCEPTION(Error, readSafetensors(file("empty.safetensors")));
        QVERIFY_THROWS_EXCEPTION(Error, readSafetensors(file("missing.safetensors")));
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
