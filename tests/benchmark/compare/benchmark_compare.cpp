// What a comparison of reuse depths costs, and how far its figures can be trusted: 500 patches of
// real footage, none, 4 and 7 blocks, five runs, done twice; then each depth with itself.
#include "base/error.h"
#include "compare/figures.h"
#include "compare/paired_ratio.h"
#include "compare/scratch_folder.h"
#include "ingest/ingest.h"
#include "machine.h"
#include "nn/thread_wait.h"
#include "statistics.h"
#include "table.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <iostream>

using namespace refocus;
using namespace refocus::benchmark;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Arguments
{
    fs::path footage = fs::path(REFOCUS_SHARED) / "footage";
    fs::path folder; // Of the case; kept where given.
    std::string model = (fs::path(REFOCUS_SOURCE) / "models/street").string();
    std::vector<std::string> clips{"junction.mp4", "highway.avi"};
    std::size_t patches = 500;
    int runs = 5, threads = 0;
    bool json = false;
};

class Measuring
{
public:
    Measuring(const Arguments &arguments, const fs::path &folder)
        : m_arguments(arguments), m_pack(nn::ModelPack::load(arguments.model)),
          m_backend(nn::chooseBackend({"auto", "auto", arguments.threads})),
          m_case(store::Case::openOrCreate(folder))
    {}

    std::vector<Table> run()
    {
        ingestClips();
        return {whole(), withItself()};
    }

    json machine() const
    {
        return {{"processor", processorName()},
                {"load", rounded(loadAverage())},
                {"device", m_backend.device},
                {"precision", m_backend.precision},
                {"threads", m_backend.threads},
                {"model", m_pack.manifest().name + ' ' + m_pack.hash().substr(0, 8)}};
    }

private:
    struct Compared
    {
        compare::Comparison comparison;
        compare::Figures figures;
        double seconds = 0, secondsToFirst = 0, secondsToStop = 0;
    };

    void ingestClips()
    {
        nn::IngestNetwork network(m_pack, m_backend);
        ingest::IngestOptions options;
        options.cuts = ingest::defaultCuts(m_pack.manifest());
        for (const std::string &clip : m_arguments.clips) {
            const fs::path file = m_arguments.footage / clip;
            if (!fs::exists(file))
                throw Error(file, "is not there; the footage is needed for this benchmark");
            std::cerr << clip << ": ingesting\n";
            const auto report =
                ingest::ingestVideo(m_case, file, m_pack, network, m_backend, options);
            if (report.outcome == ingest::VideoOutcome::Failed)
                throw Error(report.error);
        }
    }

    Compared compareOn(const std::string &depths, double stopAt = 2) const
    {
        using Clock = std::chrono::steady_clock;
        compare::CompareOptions options;
        options.subjects.scope = compare::Scope::Sample;
        options.subjects.question.classes = {"car"};
        options.subjects.most = m_arguments.patches;
        options.depths = compare::parseDepths(depths);
        options.runs = m_arguments.runs;
        Compared result;
        const auto begin = Clock::now();
        const auto seconds = [](Clock::time_point since) {
            return std::chrono::duration<double>(Clock::now() - since).count();
        };
        Clock::time_point stopped;
        try {
            result.comparison = compare::compareDepths(
                m_case, m_pack, m_backend, options,
                [&](const compare::Comparison &part) {
                    if (result.secondsToFirst == 0 && !part.depths[0].answers.empty())
                        result.secondsToFirst = seconds(begin);
                },
                [&](const ProgressReport &report) {
                    if (report.fraction < stopAt)
                        return true;
                    stopped = Clock::now();
                    return false;
                });
            result.seconds = seconds(begin);
            result.figures = compare::figuresOf(result.comparison);
        } catch (const Cancelled &) {
            result.secondsToStop = seconds(stopped);
        }
        return result;
    }

    Table whole() const
    {
        Table table{"whole",
                    "A comparison of " + std::to_string(m_arguments.patches) +
                        " patches, none, 4 and 7 blocks, " + std::to_string(m_arguments.runs) +
                        " runs: under a minute; twice the same within 3 points; something to see "
                        "within a second (maps at hand); cancelled at once",
                    {"what", "first", "second", "difference", "result"},
                    {}};
        const Compared a = compareOn("none,4,7"), b = compareOn("none,4,7");
        table.rows.push_back({"patches", a.comparison.subjects.list.size(),
                              b.comparison.subjects.list.size(), nullptr, nullptr});
        table.rows.push_back({"seconds", rounded(a.seconds), rounded(b.seconds), nullptr,
                              std::max(a.seconds, b.seconds) < 60});
        for (std::size_t d = 0; d < a.figures.depths.size(); ++d)
            table.rows.push_back({"ms a patch, " + a.figures.depths[d].name,
                                  rounded(a.figures.depths[d].time.total.mean, 3),
                                  rounded(b.figures.depths[d].time.total.mean, 3), nullptr,
                                  nullptr});
        for (std::size_t d = 1; d < a.figures.depths.size(); ++d) {
            const double first = 100 * a.figures.depths[d].reduction,
                         second = 100 * b.figures.depths[d].reduction;
            table.rows.push_back({"reduction " + a.figures.depths[d].name + ", %", rounded(first),
                                  rounded(second), rounded(second - first),
                                  std::abs(second - first) < 3});
        }
        table.rows.push_back({"seconds to the first figures", rounded(a.secondsToFirst),
                              rounded(b.secondsToFirst), nullptr, nullptr});
        const double early = compareOn("none,4,7", 0.1).secondsToStop,
                     late = compareOn("none,4,7", 0.5).secondsToStop;
        table.rows.push_back({"seconds from cancel to the end", rounded(early, 3), rounded(late, 3),
                              nullptr, std::max(early, late) < 1});
        return table;
    }

    Table withItself() const
    {
        Table table{"itself",
                    "A depth with itself: 0 lies within the interval of its reduction",
                    {"depth", "reduction, %", "half interval", "differing answers", "result"},
                    {}};
        const Compared none = compareOn("none,none");
        addItself(table, none, 1, 0);
        const Compared seven = compareOn("none,7,7");
        // Against 7 blocks, not against none.
        const auto ratio =
            compare::pairedRatio(seven.comparison.depths[2], seven.comparison.depths[1]);
        const double error = ratio.halfWidth, reduction = 1 - ratio.median;
        const auto &agreement = seven.figures.agreement[1][2];
        table.rows.push_back({"7", rounded(100 * reduction), rounded(100 * error),
                              agreement.of - agreement.hits,
                              std::abs(reduction) <= error && agreement.of == agreement.hits});
        return table;
    }

    static void addItself(Table &table, const Compared &compared, std::size_t depth,
                          std::size_t other)
    {
        const auto &figures = compared.figures.depths[depth];
        const auto &agreement = compared.figures.agreement[other][depth];
        table.rows.push_back({figures.name, rounded(100 * figures.reduction),
                              rounded(100 * figures.reductionError), agreement.of - agreement.hits,
                              std::abs(figures.reduction) <= figures.reductionError &&
                                  agreement.of == agreement.hits});
    }

    const Arguments &m_arguments;
    const nn::ModelPack m_pack;
    const nn::Backend m_backend;
    store::Case m_case;
};

int run(const Arguments &arguments)
{
    const compare::ScratchFolder temporary;
    const fs::path folder =
        arguments.folder.empty() ? temporary.path() / "compare.case" : arguments.folder;
    Measuring measuring(arguments, folder);
    const json machine = measuring.machine();
    const auto tables = measuring.run();
    bool passed = true;
    json document{{"machine", machine}};
    if (!arguments.json)
        std::cout << machine.dump() << "\n\n";
    for (const Table &table : tables) {
        passed = passed && table.passed();
        document[table.name] = table.toJson();
        if (!arguments.json)
            std::cout << table.markdown() << '\n';
    }
    if (arguments.json)
        std::cout << document.dump(2) << '\n';
    return passed ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    refocus::nn::sleepWhileWaiting(argv);
    CLI::App app("What a comparison of reuse depths costs, and how far it can be trusted");
    Arguments arguments;
    app.add_option("--footage", arguments.footage, "folder of the clips");
    app.add_option("--case", arguments.folder, "folder of a case that is kept between runs");
    app.add_option("--model", arguments.model, "folder of a pack");
    app.add_option("--clips", arguments.clips, "file names")->delimiter(',');
    app.add_option("--patches", arguments.patches);
    app.add_option("--runs", arguments.runs);
    app.add_option("--threads", arguments.threads, "0: as many as the machine has");
    app.add_flag("--json", arguments.json);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(arguments);
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
