// Ingests the five clips of ../shared/footage and measures what the engine must show on them.
//   benchmark_footage [--footage DIR] [--model PACK] [--case DIR] [--clips a,b] [--threads N]
//   [--json]
// With --case the cases stay and are used again: what depends on ingesting is then not measured.
// Exit code: 0 everything held, 1 something did not or could not be measured.
#include "footage_tables.h"
#include "machine.h"
#include "nn/thread_wait.h"
#include "support/random_pack.h"
#include "support/test_clips.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <thread>

namespace refocus::benchmark {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Arguments
{
    RunOptions run;
    std::string model = (fs::path(REFOCUS_SOURCE) / "models/street").string();
    fs::path folder; // --case; empty: temporary.
    std::vector<std::string> clips{"parking", "corridor", "junction", "overpass", "highway"};
    int timingRuns = 5;
    bool json = false;
};

nn::ModelPack loadPack(const Arguments &arguments, const fs::path &folder)
{
    if (arguments.model != "random")
        return nn::ModelPack::load(arguments.model);
    test::RandomPackOptions options;
    options.width = 16;
    options.inputSize = 64;
    options.classes = {"background", "bicycle", "bus", "car", "motorcycle", "person", "truck"};
    return test::writeRandomPack(folder / "random-pack", options);
}

void print(const json &machine, const std::vector<Table> &tables, bool asJson)
{
    json document{{"machine", machine}};
    for (const Table &table : tables)
        document[table.name] = table.toJson();
    if (asJson) {
        std::cout << document.dump(2) << std::endl;
        return;
    }
    std::cout << "## Footage\n\n";
    for (const auto &[name, value] : machine.items())
        std::cout << "- " << name << ": "
                  << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    for (const Table &table : tables)
        std::cout << '\n' << table.markdown();
    std::cout.flush();
}

json machineJson(const Arguments &arguments, const nn::ModelPack &pack, const nn::Backend &backend)
{
    const cluster::ClusterOptions &cluster = arguments.run.cluster;
    return {{"processor", processorName()},
            {"cores", std::thread::hardware_concurrency()},
            {"load average at the start", loadAverage()},
            {"threads", backend.threads},
            {"device", backend.device},
            {"precision", backend.precision + " (" + backend.reason + ")"},
            {"cluster threshold", rounded(double(cluster.threshold))},
            {"cluster hint factor", rounded(double(cluster.hintFactor))},
            {"model pack", pack.manifest().name + ", " + pack.hash()}};
}

int run(const Arguments &arguments)
{
    test::TempFolder temporary;
    const fs::path folder = arguments.folder.empty() ? temporary.path() : arguments.folder;
    fs::create_directories(folder);
    const nn::ModelPack pack = loadPack(arguments, folder);
    nn::InferenceOptions inference;
    inference.threads = arguments.run.threads;
    const nn::Backend backend = nn::chooseBackend(inference);
    const json machine = machineJson(arguments, pack, backend);
    FootageRun footage(arguments.run, folder, pack, backend);
    bool complete = true;
    for (const std::string &clip : arguments.clips)
        complete = footage.add(clip) && complete;
    if (footage.clips().empty())
        throw Error(arguments.run.footage, "holds none of the clips");
    const auto tables = allTables(footage, arguments.timingRuns);
    print(machine, tables, arguments.json);
    return complete && std::ranges::all_of(tables, &Table::passed) ? 0 : 1;
}

} // namespace

} // namespace refocus::benchmark

int main(int argc, char **argv)
{
    refocus::nn::sleepWhileWaiting(argv);
    using namespace refocus::benchmark;
    Arguments arguments;
    arguments.run.footage = std::filesystem::path(REFOCUS_SHARED) / "footage";
    CLI::App app{"Measures on the footage what the engine must show."};
    app.add_option("--footage", arguments.run.footage, "folder of the clips")
        ->capture_default_str();
    app.add_option("--model", arguments.model, "folder of a pack; random: one of random weights")
        ->capture_default_str();
    app.add_option("--case", arguments.folder, "folder whose cases are kept between runs");
    app.add_option("--clips", arguments.clips, "names, as parking,highway")->delimiter(',');
    app.add_option("--threads", arguments.run.threads, "0: as many as the machine has");
    app.add_option("--runs", arguments.timingRuns, "of the timing of reuse")
        ->check(CLI::Range(1, 1000));
    app.add_option("--cluster-threshold", arguments.run.cluster.threshold, "to try other values")
        ->capture_default_str();
    app.add_option("--hint-factor", arguments.run.cluster.hintFactor, "likewise")
        ->capture_default_str();
    app.add_flag("--json", arguments.json);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(arguments);
    } catch (const std::exception &error) {
        std::cerr << "benchmark_footage: " << error.what() << '\n';
        return 1;
    }
}
