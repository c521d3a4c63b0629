#include "dataset_table.h"

#include "latency_table.h"
#include "query/verifier.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace refocus::benchmark {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// The same two networks without any retrained weights.
nn::ModelPack withoutTails(const nn::ModelPack &pack, const fs::path &folder)
{
    nn::PackManifest manifest = pack.manifest();
    manifest.tails.clear();
    fs::create_directories(folder);
    for (const std::string &file : {manifest.ingestWeights, manifest.queryWeights})
        fs::copy_file(pack.folder() / file, folder / file, fs::copy_options::overwrite_existing);
    return nn::ModelPack::write(folder, manifest);
}

int likeliest(const nn::Probabilities &probabilities)
{
    return static_cast<int>(std::ranges::max_element(probabilities) - probabilities.begin());
}

double shareEqual(const std::vector<int> &a, const std::vector<int> &b)
{
    std::size_t same = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        same += a[i] == b[i];
    return a.empty() ? 0 : static_cast<double>(same) / static_cast<double>(a.size());
}

// A row of the table.
struct Way
{
    std::optional<nn::Splice> splice;
    bool retrained = false;
    query::Verifier *verifier = nullptr;
    std::vector<int> classes; // Of each picture.
    double accuracy = 0;
};

class Measurement
{
public:
    Measurement(const nn::ModelPack &pack, const LabelledPictures &test,
                const DatasetOptions &options, const fs::path &work)
        : m_pack(pack), m_plain(withoutTails(pack, work / (options.name + "-untailed"))),
          m_test(test), m_options(options), m_retrained(pack, options.backends.front()),
          m_unretrained(m_plain, options.backends.front())
    {
        m_ways.push_back({{}, true, &m_retrained, {}, 0});
        for (const nn::Splice &splice : options.splices) {
            m_ways.push_back({splice, false, &m_unretrained, {}, 0});
            if (hasTail(splice))
                m_ways.push_back({splice, true, &m_retrained, {}, 0});
        }
        store(work / (options.name + "-video"));
    }

    DatasetResult result()
    {
        DatasetResult result;
        result.name = m_options.name;
        result.maps = m_stored.maps;
        std::vector<int> cheap;
        for (const auto &probabilities : m_stored.ingest)
            cheap.push_back(likeliest(probabilities));
        result.ingest = shareEqual(cheap, m_test.labels);
        for (Way &way : m_ways) {
            way.classes = classesOf(*way.verifier, way.splice);
            way.accuracy = shareEqual(way.classes, m_test.labels);
        }
        result.query = m_ways.front().accuracy;
        const auto times = time();
        for (std::size_t i = 1; i < m_ways.size(); ++i)
            (m_ways[i].retrained ? result.retrained : result.unretrained)
                .push_back({m_ways[i].splice->label(), m_ways[i].accuracy,
                            reduction(times.front(), times[i])});
        result.table = table(result, times);
        result.agreements = agreements();
        result.agreement = agreementTable(result.agreements);
        return result;
    }

private:
    bool hasTail(const nn::Splice &splice) const { return m_pack.tailFor(splice).retrained; }

    // With the verdicts of every tail on the maps before the codec.
    void store(const fs::path &folder)
    {
        fs::remove_all(folder);
        const auto cuts = cutsOf(m_options.splices);
        std::map<nn::Splice, nn::QueryNetwork> networks;
        for (const nn::Splice &splice : m_options.splices)
            networks.try_emplace(splice, m_pack, m_options.backends.front(), splice);
        m_stored =
            storePictures(folder, m_pack, m_options.backends.front(), m_test.images, cuts,
                          [&](std::size_t, const Indexed &results) {
                              for (auto &[splice, network] : networks) {
                                  const auto place =
                                      std::ranges::find(cuts, splice.from) - cuts.begin();
                                  std::vector<FeatureMap> maps;
                                  for (const auto &result : results)
                                      maps.push_back(result.maps[static_cast<std::size_t>(place)]);
                                  for (const auto &probabilities : network.fromMaps(maps))
                                      m_exact[splice].push_back(likeliest(probabilities));
                              }
                          });
    }

    std::vector<int> classesOf(query::Verifier &verifier, const std::optional<nn::Splice> &splice)
    {
        const auto video = m_stored.open();
        std::vector<int> classes;
        query::QueryStats stats;
        for (std::size_t first = 0; first < m_test.images.size(); first += nn::kLargestBatch) {
            const std::size_t count = std::min(nn::kLargestBatch, m_test.images.size() - first);
            for (const auto &verdict :
                 verifier.ask(video, StoredPictures::ids(first, count), splice, stats))
                classes.push_back(verdict.value().scores.front().classId);
        }
        return classes;
    }

    // [way][run], milliseconds an image.
    std::vector<std::vector<double>> time()
    {
        const auto video = m_stored.open();
        const auto size = static_cast<std::size_t>(m_options.batch);
        const std::size_t pieces = std::min(m_options.timedPictures, m_test.images.size()) / size;
        query::QueryStats stats;
        auto times =
            timeInTurn(m_ways.size(), pieces, m_options.runs, m_options.clock,
                       [&](std::size_t way, std::size_t piece) {
                           m_ways[way].verifier->ask(video, StoredPictures::ids(piece * size, size),
                                                     m_ways[way].splice, stats);
                           nn::synchronize(m_options.backends.front());
                       });
        for (auto &runs : times)
            for (double &ms : runs)
                ms /= static_cast<double>(pieces * size);
        return times;
    }

    Table table(const DatasetResult &result, const std::vector<std::vector<double>> &times) const
    {
        const nn::PackManifest &manifest = m_pack.manifest();
        Table table{m_options.name,
                    m_options.title + ", " + std::to_string(m_test.labels.size()) + " pictures, " +
                        m_options.backends.front().precision + ", batch " +
                        std::to_string(m_options.batch) + ", int8 maps from the store",
                    {"splice", "weights behind it", "map", "accuracy", "change, points",
                     "share of the gain kept", "ms/image", "reduction %", "fp32 bytes",
                     "fp16 bytes stored", "int8 bytes stored", "int8 of fp32 %"},
                    {}};
        table.rows.push_back({"ingest network", nullptr, nullptr, rounded(result.ingest, 4),
                              rounded(100 * (result.ingest - result.query), 2), nullptr, nullptr,
                              nullptr, nullptr, nullptr, nullptr, nullptr});
        for (std::size_t i = 0; i < m_ways.size(); ++i) {
            const Way &way = m_ways[i];
            if (!way.splice) {
                table.rows.push_back({"none", manifest.queryWeights,
                                      "pixels, " +
                                          std::to_string(std::lround(m_stored.pixelBytes)) +
                                          " bytes stored",
                                      rounded(way.accuracy, 4), 0.0, 1.0, meanSdText(times[i], 3),
                                      nullptr, nullptr, nullptr, nullptr, nullptr});
                continue;
            }
            const auto share = shareOfGain(result.ingest, result.query, way.accuracy);
            const MapBytes &bytes = m_stored.maps.at(way.splice->from);
            const auto shape = manifest.ingest.shapeAfter(way.splice->from, manifest.inputSize);
            table.rows.push_back(
                {way.splice->label(),
                 way.retrained ? m_pack.tailFor(*way.splice).weights
                               : "un-retrained: the query network's own",
                 std::to_string(shape[0]) + 'x' + std::to_string(shape[1]) + 'x' +
                     std::to_string(shape[2]),
                 rounded(way.accuracy, 4), rounded(100 * (way.accuracy - result.query), 2),
                 share ? json(rounded(*share)) : json(), meanSdText(times[i], 3),
                 rounded(100 * reduction(times.front(), times[i]), 1), rounded(bytes.fp32, 0),
                 rounded(bytes.fp16, 0), rounded(bytes.int8, 0),
                 rounded(100 * bytes.int8 / bytes.fp32, 1)});
        }
        return table;
    }

    std::vector<Agreement> agreements()
    {
        const auto other = [&](const std::string &precision) -> const nn::Backend * {
            const auto found =
                std::ranges::find(m_options.backends, precision, &nn::Backend::precision);
            return found == m_options.backends.end() ? nullptr : &*found;
        };
        const nn::Backend *rough = other("bf16");
        const bool compare = m_options.backends.front().precision == "fp32" && rough != nullptr;
        std::optional<query::Verifier> brain;
        if (compare)
            brain.emplace(m_pack, *rough);
        std::vector<Agreement> all;
        for (const Way &way : m_ways) {
            if (!way.retrained)
                continue;
            Agreement agreement;
            agreement.network = way.splice ? way.splice->label() + " retrained" : "none";
            if (compare)
                agreement.bf16 = shareEqual(way.classes, classesOf(*brain, way.splice));
            if (way.splice)
                agreement.int8 = shareEqual(way.classes, m_exact.at(*way.splice));
            all.push_back(agreement);
        }
        return all;
    }

    Table agreementTable(const std::vector<Agreement> &agreements) const
    {
        Table table{m_options.name + "-verdicts",
                    m_options.title + ": share of pictures with the same verdict, %",
                    {"network", "bf16 as fp32", "int8 maps as fp32 maps"},
                    {}};
        const auto percent = [](double share) {
            return share < 0 ? json() : json(rounded(100 * share, 2));
        };
        for (const Agreement &a : agreements)
            table.rows.push_back({a.network, percent(a.bf16), percent(a.int8)});
        return table;
    }

    const nn::ModelPack &m_pack;
    const nn::ModelPack m_plain;
    const LabelledPictures &m_test;
    const DatasetOptions &m_options;
    query::Verifier m_retrained, m_unretrained;
    std::vector<Way> m_ways;
    StoredPictures m_stored;
    std::map<nn::Splice, std::vector<int>> m_exact;
};

} // namespace

DatasetResult measureDataset(const nn::ModelPack &pack, const LabelledPictures &test,
                             const DatasetOptions &options, const fs::path &work)
{
    std::cerr << options.name << ": measuring\n";
    return Measurement(pack, test, options, work).result();
}

} // namespace refocus::benchmark
