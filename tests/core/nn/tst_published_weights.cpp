// Full-width ResNet-50 and ResNet-152 against torchvision's answers for the same pseudo-random
// weights: fixtures/make_reference.py made them and says how.
#include "nn/folded.h"
#include "nn/import_pack.h"
#include "nn/inference.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <torch/torch.h>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace refocus;
using namespace refocus::nn;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr double kTolerance = 1e-4; // Relative, of the largest value.

// The bits of splitmix64, seeded with the FNV-1a hash of a name.
class Bits
{
public:
    explicit Bits(const std::string &name)
    {
        for (const char c : name)
            m_state = (m_state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    // A multiple of 2^-15 from -1 to below 1.
    float unit() { return static_cast<float>(static_cast<int>(next() >> 48) - 32768) / 32768; }

private:
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

torch::Tensor filled(const std::string &name, const std::vector<std::int64_t> &shape, float scale,
                     float offset)
{
    Bits bits(name);
    torch::Tensor tensor = torch::empty(shape, torch::kFloat);
    float *out = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        out[i] = (offset + bits.unit()) * scale;
    return tensor;
}

// make_reference.py's state dict. u: multiples of 2^-15; every value is exact.
TensorMap stateDictOf(const std::string &network, const Architecture &architecture)
{
    TensorMap tensors;
    const auto conv = [&](const std::string &name, std::int64_t out, std::int64_t in,
                          std::int64_t kernel) {
        float scale = 1;
        while (static_cast<float>(in * kernel * kernel) * scale * scale > 6)
            scale /= 2;
        tensors[name + ".weight"] =
            filled(network + '/' + name + ".weight", {out, in, kernel, kernel}, scale, 0);
    };
    const auto norm = [&](const std::string &name, std::int64_t channels) {
        const float last = name.ends_with("bn3") ? 0.25F : 1;
        const auto add = [&](const char *part, float scale, float offset) {
            tensors[name + part] = filled(network + '/' + name + part, {channels}, scale, offset);
        };
        add(".weight", last / 4, 4);     // (1 + u / 4) * last
        add(".bias", 0.125F, 0);         // u / 8
        add(".running_mean", 0.125F, 0); // u / 8
        add(".running_var", 0.5F, 2);    // 1 + u / 2
    };
    conv("conv1", architecture.width, 3, 7);
    norm("bn1", architecture.width);
    std::int64_t in = architecture.width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const std::int64_t inner = std::int64_t{architecture.width} << stage, out = inner * 4;
        for (int i = 0; i < architecture.stages[stage]; ++i) {
            const auto name = "layer" + std::to_string(stage + 1) + '.' + std::to_string(i) + '.';
            conv(name + "conv1", inner, in, 1);
            norm(name + "bn1", inner);
            conv(name + "conv2", inner, inner, 3);
            norm(name + "bn2", inner);
            conv(name + "conv3", out, inner, 1);
            norm(name + "bn3", out);
            if (i == 0) {
                conv(name + "downsample.0", out, in, 1);
                norm(name + "downsample.1", out);
            }
            in = out;
        }
    }
    float scale = 1;
    while (static_cast<float>(in) * scale * scale > 6)
        scale /= 2;
    tensors["fc.weight"] = filled(network + "/fc.weight", {architecture.classes, in}, scale, 0);
    tensors["fc.bias"] = filled(network + "/fc.bias", {architecture.classes}, 0.125F, 0);
    return tensors;
}

// Squares of 16 pixels, with noise.
cv::Mat picture()
{
    constexpr int kSide = 224;
    Bits cellBits("cells"), noiseBits("noise");
    std::array<std::array<std::array<int, 3>, 14>, 14> cells{};
    for (auto &row : cells)
        for (auto &cell : row)
            for (int &value : cell)
                value = static_cast<int>(cellBits.next() >> 56);
    cv::Mat image(kSide, kSide, CV_8UC3);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            for (int c = 0; c < 3; ++c) {
                const auto &cell =
                    cells[static_cast<std::size_t>(y / 16)][static_cast<std::size_t>(x / 16)];
                const int noise = static_cast<int>(noiseBits.next() >> 56);
                image.at<cv::Vec3b>(y, x)[c] =
                    static_cast<std::uint8_t>((3 * cell[static_cast<std::size_t>(c)] + noise) / 4);
            }
    return image;
}

// The largest difference, as a share of the largest reference value.
double relativeError(const std::vector<double> &values, const std::vector<double> &reference)
{
    if (values.size() != reference.size() || reference.empty())
        return 1;
    double largest = 0, error = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (!std::isfinite(values[i]))
            return 1;
        largest = std::max(largest, std::abs(reference[i]));
        error = std::max(error, std::abs(values[i] - reference[i]));
    }
    return error / largest;
}

std::vector<double> centred(std::vector<double> values)
{
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    for (double &value : values)
        value -= mean;
    return values;
}

// Probabilities give the logits but for a constant.
std::vector<double> logitsOf(const Probabilities &probabilities)
{
    std::vector<double> logits;
    for (const float p : probabilities)
        logits.push_back(std::log(static_cast<double>(p)));
    return centred(logits);
}

std::vector<double> kept(const float *map, std::size_t size, std::size_t count, std::size_t stride)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(map[i * stride % size]);
    return values;
}

} // namespace

class TestPublishedWeights : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    json m_reference;
    std::optional<ModelPack> m_pack;
    Backend m_backend;

    std::vector<double> logits(const char *network) const
    {
        return centred(m_reference[network]["logits"].get<std::vector<double>>());
    }

    void compareMap(const json &reference, const float *map, std::size_t size) const
    {
        const auto expected = reference["values"].get<std::vector<double>>();
        const double error = relativeError(
            kept(map, size, expected.size(), m_reference["kept_stride"].get<std::size_t>()),
            expected);
        QVERIFY2(error < kTolerance, qPrintable(QString::number(error)));
        double squares = 0;
        for (std::size_t i = 0; i < size; ++i)
            squares += static_cast<double>(map[i]) * map[i];
        const double mean = reference["mean_square"].get<double>();
        QVERIFY(std::abs(squares / static_cast<double>(size) / mean - 1) < kTolerance);
    }

private Q_SLOTS:
    void initTestCase()
    {
        std::ifstream in(REFOCUS_SOURCE "/tests/core/nn/fixtures/torchvision_reference.json");
        m_reference = json::parse(in);
        m_backend = chooseBackend({"cpu", "fp32", 1});
        const fs::path root = m_dir.path().toStdString();
        ImportOptions options{root / "resnet50.safetensors", root / "resnet152.safetensors",
                              root / "classes.txt", "published", 224};
        writeSafetensors(options.ingest, stateDictOf("resnet50", Architecture::resnet50(64, 1000)));
        writeSafetensors(options.query,
                         stateDictOf("resnet152", Architecture::resnet152(64, 1000)));
        std::ofstream classes(options.classes);
        for (int i = 0; i < 1000; ++i)
            classes << "class " << i << '\n';
        classes.close();
        m_pack = importPack(options, root / "pack");
        QVERIFY(m_pack->manifest().ingest == Architecture::resnet50(64, 1000));
        QVERIFY(m_pack->manifest().query == Architecture::resnet152(64, 1000));
    }

    void theIngestNetworkAnswersAsTorchvisionsResNet50()
    {
        const std::vector<cv::Mat> patches{picture()};
        const std::vector<int> cuts{3, 4, 7, 13};
        const auto result = IngestNetwork(*m_pack, m_backend).run(patches, cuts).front();
        const double error = relativeError(logitsOf(result.probabilities), logits("resnet50"));
        QVERIFY2(error < kTolerance, qPrintable(QString::number(error)));
        qInfo("ResNet-50: relative error %.1e", error);
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            const json &reference = m_reference["resnet50"]["maps"][std::to_string(cuts[i])];
            const FeatureMap &map = result.maps[i];
            QCOMPARE(map.shape(), (reference["shape"].get<std::array<int, 3>>()));
            compareMap(reference, map.values.data(), map.size());
        }
    }

    void theQueryNetworkAnswersAsTorchvisionsResNet152()
    {
        const std::vector<cv::Mat> patches{picture()};
        const auto answer = QueryNetwork(*m_pack, m_backend, {}).fromPatches(patches).front();
        const double error = relativeError(logitsOf(answer), logits("resnet152"));
        QVERIFY2(error < kTolerance, qPrintable(QString::number(error)));
        qInfo("ResNet-152: relative error %.1e", error);
    }

    void theQueryNetworksMapsAreTorchvisionsToo()
    {
        c10::InferenceMode guard;
        const auto &manifest = m_pack->manifest();
        const fs::path file = m_pack->folder() / manifest.queryWeights;
        const auto network =
            FoldedNetwork::part(readSafetensors(file), manifest.query, 0,
                                manifest.query.blockCount(), torch::kCPU, torch::kFloat, file);
        const cv::Mat image = picture();
        torch::Tensor x = torch::from_blob(image.data, {1, 224, 224, 3}, torch::kByte)
                              .flip(3)
                              .permute({0, 3, 1, 2})
                              .to(torch::kFloat);
        const auto constant = [](const std::array<float, 3> &v) {
            return torch::tensor({v[0], v[1], v[2]}).view({1, 3, 1, 1});
        };
        x = network.stem(((x / 255 - constant(manifest.mean)) / constant(manifest.deviation))
                             .contiguous(at::MemoryFormat::ChannelsLast));
        std::size_t done = 0;
        for (const std::size_t block : {11, 24, 47}) {
            x = network.run(x, done, block - done, {});
            done = block;
            const torch::Tensor map = x.contiguous();
            compareMap(m_reference["resnet152"]["maps"][std::to_string(block)],
                       map.data_ptr<float>(), static_cast<std::size_t>(map.numel()));
        }
    }
};

QTEST_GUILESS_MAIN(TestPublishedWeights)
#include "tst_published_weights.moc"
