// Prints the paper's table (Shen, Dong, He 2018) with the product's depths of reuse: accuracy, time
// and bytes on two splits of its own patches and on street-96, and the time at 224x224 and full
// width. What it needs and how long it takes: ../README.md.
//   paper_table [--part latency,urban,street] [--work DIR] [--model PACK] [--json | --csv] ...
// Exit code: 0 every bound that was measured holds, 1 one does not, or something failed.
#include "base/error.h"
#include "folds_table.h"
#include "machine.h"
#include "nn/thread_wait.h"
#include "split.h"
#include "support/test_clips.h"
#include "targets.h"
#include "train/augmentation.h"
#include "train/dataset.h"
#include "urban.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <thread>

namespace refocus::benchmark {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Arguments
{
    std::vector<std::string> parts{"latency", "urban", "street"};
    fs::path datasets = fs::path(REFOCUS_SHARED) / "datasets";
    std::string model = (fs::path(REFOCUS_SOURCE) / "models/street").string();
    fs::path work; // Empty: temporary.
    std::string splices = "3,4,7,7-11,13-24,13-47";
    std::string device = "cpu";
    std::vector<std::string> precisions;
    int threads = 0;
    std::string clock = "wall";
    LatencyOptions latency;
    UrbanOptions urban;
    std::vector<std::string> splits{"random", "time"};
    std::vector<int> folds{1};
    bool json = false, csv = false;

    bool has(const std::string &part) const
    {
        return std::ranges::find(parts, part) != parts.end();
    }
};

struct Results
{
    std::vector<Latency> latencies;
    std::vector<DatasetResult> datasets;
    std::vector<Table> tables;
};

std::vector<nn::Backend> backendsOf(const Arguments &arguments)
{
    std::vector<std::string> precisions = arguments.precisions;
    if (precisions.empty())
        precisions =
            arguments.device == "cpu"
                ? (nn::chooseBackend({"cpu", "auto", arguments.threads}).precision == "bf16"
                       ? std::vector<std::string>{"fp32", "bf16"}
                       : std::vector<std::string>{"fp32"})
                : std::vector<std::string>{"fp32", "bf16"};
    std::vector<nn::Backend> backends;
    for (const std::string &precision : precisions)
        backends.push_back(nn::chooseBackend({arguments.device, precision, arguments.threads}));
    return backends;
}

LabelledPictures testPictures(const fs::path &source, const nn::ModelPack &pack)
{
    const int size = pack.manifest().inputSize;
    std::cerr << source.filename().string() << ": reading\n";
    const auto dataset = train::loadDataset({{source}}, std::max(96, size * 3 / 2));
    std::vector<int> ids;
    for (const std::string &name : dataset.classes) {
        const auto id = pack.classNamed(name);
        if (!id)
            throw Error(source, "has the class " + name + ", which the model pack does not know");
        ids.push_back(*id);
    }
    LabelledPictures pictures;
    for (std::size_t i = 0; i < dataset.test.size(); ++i) {
        pictures.images.push_back(train::resized(dataset.test.images[i], size));
        pictures.labels.push_back(ids[static_cast<std::size_t>(dataset.test.labels[i])]);
    }
    if (pictures.labels.empty())
        throw Error(source, "has no test pictures");
    return pictures;
}

// One line that is written over.
bool show(const ProgressReport &report)
{
    std::cerr << "\r\033[K" << report.what << ", " << static_cast<int>(100 * report.fraction)
              << " %" << std::flush;
    return true;
}

class Run
{
public:
    explicit Run(const Arguments &arguments)
        : m_arguments(arguments), m_backends(backendsOf(arguments)),
          m_work(arguments.work.empty() ? m_temporary.path() : fs::absolute(arguments.work))
    {
        fs::create_directories(m_work);
    }

    int print()
    {
        const json machine = machineJson();
        if (m_arguments.has("latency"))
            latency();
        if (m_arguments.has("urban"))
            urban();
        if (m_arguments.has("street"))
            measure("street-96", "street-96, test split", nn::ModelPack::load(m_arguments.model),
                    m_arguments.datasets / "street-96.tar");
        m_results.tables.push_back(targetTable(m_results.latencies, m_results.datasets));
        m_arguments.json  ? printJson(machine)
        : m_arguments.csv ? printCsv()
                          : printMarkdown(machine);
        return m_results.tables.back().passed() ? 0 : 1;
    }

private:
    json machineJson() const
    {
        json machine{{"processor", processorName()},
                     {"cores", std::thread::hardware_concurrency()},
                     {"load average at the start", loadAverage()},
                     {"threads", m_backends.front().threads},
                     {"device", m_backends.front().device},
                     {"libtorch", nn::libraryVersion()},
                     {"clock", m_arguments.clock},
                     {"timed runs", m_arguments.latency.runs},
                     {"seed of the random split", m_arguments.urban.splitSeed},
                     {"folds of the random split", m_arguments.folds},
                     {"seed of training", m_arguments.urban.trainSeed},
                     {"model pack", m_arguments.model}};
        std::string precisions;
        for (const nn::Backend &backend : m_backends)
            precisions += (precisions.empty() ? "" : ", ") + backend.precision;
        machine["precision"] = precisions;
        return machine;
    }

    Clock clock() const { return m_arguments.clock == "wall" ? Clock::Wall : Clock::Processor; }

    void latency()
    {
        LatencyOptions options = m_arguments.latency;
        options.backends = m_backends;
        options.splices = nn::parseSplices(m_arguments.splices);
        options.clock = clock();
        const auto pictures =
            urbanPictures(m_arguments.datasets / "urban-tracker-patches.tar", options.pictures);
        test::TempFolder temporary; // A third of a gigabyte.
        m_results.latencies = measureLatency(options, pictures, temporary.path());
        m_results.tables.push_back(latencyTable(m_results.latencies, options));
    }

    void urban()
    {
        const auto has = [this](const char *split) {
            return std::ranges::find(m_arguments.splits, split) != m_arguments.splits.end();
        };
        if (has("random"))
            urbanFolds();
        if (has("time"))
            urban(UrbanSplit::ByTime, 1);
    }

    void urbanFolds()
    {
        const std::size_t first = m_results.datasets.size();
        for (const int fold : m_arguments.folds)
            urban(UrbanSplit::Random, fold);
        if (m_arguments.folds.size() > 1)
            m_results.tables.push_back(foldsTable(std::span(m_results.datasets).subspan(first)));
    }

    void urban(UrbanSplit split, int fold)
    {
        UrbanOptions options = m_arguments.urban;
        options.fold = fold;
        options.tar = m_arguments.datasets / "urban-tracker-patches.tar";
        options.work = m_work;
        options.from = m_arguments.model;
        options.splices = nn::parseSplices(m_arguments.splices);
        options.threads = m_arguments.threads;
        const nn::ModelPack pack = urbanPack(split, options, show);
        std::cerr << "\r\033[K";
        measure(nameOf(split, fold),
                split == UrbanSplit::Random
                    ? "urban-tracker-patches, 4:1 at random as in the paper, "
                      "fold " +
                          std::to_string(fold)
                    : "urban-tracker-patches, the last fifth of the frames",
                pack, writeSplit(split, options));
        for (const nn::Backend &backend : m_backends) // Training set its own number of threads.
            nn::chooseBackend({backend.device, backend.precision, backend.threads});
    }

    void measure(const std::string &name, const std::string &title, const nn::ModelPack &pack,
                 const fs::path &source)
    {
        DatasetOptions options;
        options.name = name;
        options.title = title;
        options.backends = m_backends;
        options.splices = nn::parseSplices(m_arguments.splices);
        options.runs = m_arguments.latency.runs;
        options.clock = clock();
        m_results.datasets.push_back(
            measureDataset(pack, testPictures(source, pack), options, m_work));
        m_results.tables.push_back(m_results.datasets.back().table);
        m_results.tables.push_back(m_results.datasets.back().agreement);
    }

    void printMarkdown(const json &machine) const
    {
        std::cout << "## The paper's table\n\n";
        for (const auto &[name, value] : machine.items())
            std::cout << "- " << name << ": "
                      << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
        for (const Table &table : m_results.tables)
            std::cout << '\n' << table.markdown();
        std::cout.flush();
    }

    void printJson(const json &machine) const
    {
        json document{{"machine", machine}};
        for (const Table &table : m_results.tables)
            document[table.name] = table.toJson();
        std::cout << document.dump(2) << std::endl;
    }

    void printCsv() const
    {
        for (const Table &table : m_results.tables)
            std::cout << table.name << '\n' << table.csv() << '\n';
        std::cout.flush();
    }

    const Arguments &m_arguments;
    const std::vector<nn::Backend> m_backends;
    test::TempFolder m_temporary;
    const fs::path m_work;
    Results m_results;
};

} // namespace

} // namespace refocus::benchmark

int main(int argc, char **argv)
{
    refocus::nn::sleepWhileWaiting(argv);
    using namespace refocus::benchmark;
    Arguments arguments;
    CLI::App app{"Prints the paper's table with the product's depths of reuse."};
    app.add_option("--part", arguments.parts, "latency, urban, street; all unless given")
        ->delimiter(',')
        ->check(CLI::IsMember({"latency", "urban", "street"}));
    app.add_option("--work", arguments.work, "folder where trained packs and checkpoints are kept");
    app.add_option("--datasets", arguments.datasets, "folder of the tar files")
        ->capture_default_str();
    app.add_option("--model", arguments.model, "the starter pack")->capture_default_str();
    app.add_option("--splices", arguments.splices, "depths")->capture_default_str();
    app.add_option("--device", arguments.device, "cpu, cuda, cuda:N")->capture_default_str();
    app.add_option("--precision", arguments.precisions,
                   "of fp32, bf16, fp16; the first measures accuracy; fp32 and, where it is "
                   "faster, bf16 unless given")
        ->delimiter(',');
    app.add_option("--threads", arguments.threads, "0: as many as the machine has");
    app.add_option("--clock", arguments.clock,
                   "wall, or processor: the time of all threads, for --threads 1 on a busy machine")
        ->check(CLI::IsMember({"wall", "processor"}));
    app.add_option("--runs", arguments.latency.runs, "timed runs")->check(CLI::Range(1, 1000));
    app.add_option("--batches", arguments.latency.batches, "of the latency at full width")
        ->delimiter(',')
        ->check(CLI::Range(1, 32));
    app.add_option("--pictures", arguments.latency.pictures, "a timed run at full width")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("--input", arguments.latency.inputSize, "of the latency part")
        ->check(CLI::Range(32, 512))
        ->capture_default_str();
    app.add_option("--width", arguments.latency.width, "of the latency part")
        ->check(CLI::Range(4, 128))
        ->capture_default_str();
    app.add_option("--urban-size", arguments.urban.inputSize,
                   "side of a picture of urban-tracker-patches, in pixels")
        ->capture_default_str()
        ->check(CLI::Range(32, 224));
    app.add_option("--epochs", arguments.urban.epochs, "of each network on urban-tracker-patches")
        ->capture_default_str();
    app.add_option("--tail-epochs", arguments.urban.tailEpochs, "of each tail")
        ->capture_default_str();
    app.add_option("--rate", arguments.urban.rate, "highest learning rate")->capture_default_str();
    app.add_option("--cutmix", arguments.urban.cutMix, "share of pictures with a piece of another")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    app.add_option("--split-seed", arguments.urban.splitSeed, "of the random split")
        ->capture_default_str();
    app.add_option("--splits", arguments.splits, "of urban-tracker-patches: random, time; both")
        ->delimiter(',')
        ->check(CLI::IsMember({"random", "time"}));
    app.add_option("--folds", arguments.folds,
                   "which fifths of the random split are for testing, each in its turn; the bounds "
                   "are of the first")
        ->delimiter(',')
        ->check(CLI::Range(1, kFolds))
        ->capture_default_str();
    app.add_option("--train-seed", arguments.urban.trainSeed)->capture_default_str();
    auto *asJson = app.add_flag("--json", arguments.json);
    app.add_flag("--csv", arguments.csv)->excludes(asJson);
    CLI11_PARSE(app, argc, argv);
    try {
        return Run(arguments).print();
    } catch (const std::exception &error) {
        std::cerr << "\npaper_table: " << error.what() << '\n';
        return 1;
    }
}
