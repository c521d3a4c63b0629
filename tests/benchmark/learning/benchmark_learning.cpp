// How long learning from a case takes and what it is good for, on real patches that the shipped
// pack has never seen (Urban Tracker, Rouen; the patches of Shen, Dong, He 2018).
//
// A case is made of all patches: each is the representative of a cluster of its own, ten pictures
// of the video are a track. Of the first 80 % of the video --labels patches are decided about as a
// person would: accepted where the network is right, else relabelled, every third wrong one only
// rejected. The last 20 % of the video, of which nothing is decided, say how much was gained.
#include "base/error.h"
#include "machine.h"
#include "nn/inference.h"
#include "nn/thread_wait.h"
#include "store/video_writer.h"
#include "train/case_training.h"

#include <CLI/CLI.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>

using namespace refocus;
namespace fs = std::filesystem;

namespace {

struct Patch
{
    int frame = 0, number = 0;
    std::string className;
    cv::Mat image;
};

std::vector<Patch> readPatches(const fs::path &folder, int size)
{
    std::ifstream list(folder / "labels/all.txt");
    std::vector<Patch> patches;
    const char *const names[] = {"background", "car", "person"};
    for (std::string line; std::getline(list, line);) {
        Patch patch;
        char file[100];
        int label = 0;
        if (std::sscanf(line.c_str(), "%99[^,],%d", file, &label) != 2 || label < 0 || label > 2)
            continue;
        std::sscanf(file, "frame_%d_patch_%d", &patch.frame, &patch.number);
        const cv::Mat image = cv::imread((folder / "resized224" / file).string());
        if (image.empty())
            continue;
        cv::resize(image, patch.image, {size, size}, 0, 0, cv::INTER_AREA);
        patch.className = names[label];
        patches.push_back(std::move(patch));
    }
    if (patches.empty())
        throw Error(folder, "holds no labels/all.txt with patches");
    std::ranges::sort(patches, {}, [](const Patch &p) { return std::pair(p.frame, p.number); });
    return patches;
}

std::vector<int> cutsOf(const nn::ModelPack &pack)
{
    std::vector<int> cuts;
    for (const nn::Tail &tail : pack.manifest().tails)
        cuts.push_back(tail.splice.from);
    std::ranges::sort(cuts);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return cuts;
}

void writeVideo(const fs::path &folder, const std::string &id, const std::vector<Patch> &patches,
                const nn::ModelPack &pack, const nn::Backend &backend)
{
    const auto cuts = cutsOf(pack);
    nn::IngestNetwork network(pack, backend);
    store::VideoMeta meta;
    meta.videoId = id;
    meta.sourceSha256 = std::string(64, '0');
    meta.modelName = pack.manifest().name;
    meta.modelHash = pack.hash();
    meta.ingestHash = pack.ingestHash();
    meta.classes = pack.manifest().classes;
    meta.embeddingLength = pack.manifest().ingest.embeddingSize();
    meta.patchSize = pack.manifest().inputSize;
    meta.cuts = cuts;
    meta.codec = store::Codec::Int8;
    meta.options = "{}";
    store::Batch batch;
    std::map<TrackId, store::TrackRecord> tracks;
    for (std::size_t i = 0; i < patches.size(); ++i) {
        const Patch &patch = patches[i];
        const auto result = std::move(network.run(std::span(&patch.image, 1), cuts)[0]);
        const Timestamp time(40000 * static_cast<std::int64_t>(i));
        batch.frames.push_back({time, static_cast<std::int64_t>(i), -1, true});
        store::PatchRecord record;
        record.id = record.inferredFrom = i;
        record.frame = static_cast<FrameIndex>(i);
        record.time = time;
        record.box = {0, 0, 100, 100};
        record.track = static_cast<TrackId>(patch.frame / 10);
        record.cluster = static_cast<ClusterId>(i);
        record.topK = nn::topK(result.probabilities, 4);
        batch.patches.push_back(record);
        auto &track =
            tracks
                .try_emplace(record.track,
                             store::TrackRecord{record.track, record.frame, 0, time, {}, 0, i})
                .first->second;
        track.lastFrame = record.frame;
        track.lastTime = time;
        ++track.patches;
        batch.clusters.push_back({record.cluster, i, 1, 1, record.frame, record.frame});
        batch.embeddings.push_back({i, result.embedding});
        batch.pixels.push_back({i, patch.image});
        for (std::size_t c = 0; c < cuts.size(); ++c)
            batch.maps.push_back({i, cuts[c], encodeMap(result.maps[c], meta.codec)});
    }
    for (const auto &[number, track] : tracks)
        batch.tracks.push_back(track);
    const auto count = static_cast<FrameIndex>(patches.size());
    batch.resume = {count, patches.size(), {count, 0, 0, 0, {}}, {}};
    auto writer = store::VideoWriter::start(folder, meta);
    writer.commit(batch);
    writer.finish(batch.frames.back().time);
}

// The class that the network gives each patch, entered where asked.
std::vector<std::string> answers(const nn::ModelPack &pack, const nn::Backend &backend,
                                 const std::optional<nn::Splice> &splice,
                                 const std::vector<Patch> &patches)
{
    nn::QueryNetwork network(pack, backend, splice);
    std::vector<cv::Mat> images;
    for (const Patch &patch : patches)
        images.push_back(patch.image);
    std::vector<std::string> classes;
    for (const auto &answer : network.fromPatches(images))
        classes.push_back(pack.manifest().classes[nn::topK(answer, 1)[0].classId]);
    return classes;
}

double accuracy(const std::vector<std::string> &answers, const std::vector<Patch> &patches,
                std::size_t begin)
{
    std::size_t right = 0;
    for (std::size_t i = begin; i < patches.size(); ++i)
        right += answers[i] == patches[i].className;
    return static_cast<double>(right) / static_cast<double>(patches.size() - begin);
}

int run(const fs::path &patchesFolder, const fs::path &packFolder, const fs::path &out,
        std::size_t labels, train::CaseTrainingOptions options)
{
    const nn::ModelPack pack = nn::ModelPack::load(packFolder);
    const nn::Backend backend = nn::chooseBackend({"cpu", options.precision, options.threads});
    const auto patches = readPatches(patchesFolder, pack.manifest().inputSize);
    const std::string id = "rouen-00000000";
    store::Case in = store::Case::create(out / "rouen.case");
    writeVideo(in.videoFolder(id), id, patches, pack, backend);

    const std::size_t late = patches.size() * 4 / 5;
    const auto before = answers(pack, backend, {}, patches);
    std::vector<PatchId> order(late);
    std::iota(order.begin(), order.end(), PatchId{0});
    std::shuffle(order.begin(), order.end(), std::mt19937(static_cast<unsigned>(options.seed)));
    order.resize(std::min(labels, late));
    int wrong = 0;
    for (const PatchId i : order) {
        const bool right = before[i] == patches[i].className;
        const bool rejected = !right && wrong++ % 3 == 0;
        in.putReview({id, i}, {right      ? store::Decision::Accept
                               : rejected ? store::Decision::Reject
                                          : store::Decision::Label,
                               right || rejected ? before[i] : patches[i].className, "", false, 1});
    }
    std::printf("%s, %d threads, %s, load %.1f before training\n",
                benchmark::processorName().c_str(), backend.threads, backend.precision.c_str(),
                benchmark::loadAverage());
    const double processor = benchmark::processorSeconds();
    const auto result = train::trainFromCase(in, pack, options, out / "pack");
    std::printf("%zu decisions (%zu accepted, %zu rejected, %zu relabelled) about %zu pictures: "
                "%.1f s, %.1f s of processor time\n%s\n",
                result.counts.used, result.counts.accepted, result.counts.rejected,
                result.counts.labelled, result.pictures, result.seconds,
                benchmark::processorSeconds() - processor, result.verdict.c_str());
    std::printf(
        "| reuse | last 20 %% of the video before | after | held-out before | after | others "
        "changed |\n|---|---|---|---|---|---|\n");
    for (const train::NetworkOutcome &outcome : result.networks)
        for (const std::string &name : outcome.serves) {
            std::optional<nn::Splice> splice;
            if (name != "none")
                splice = nn::Splice::parse(name);
            std::printf("| %s | %.3f | %.3f | %.3f | %.3f | %.3f |\n", name.c_str(),
                        accuracy(answers(pack, backend, splice, patches), patches, late),
                        accuracy(answers(result.pack, backend, splice, patches), patches, late),
                        outcome.heldOut.before, outcome.heldOut.after, outcome.changedElsewhere);
        }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    refocus::nn::sleepWhileWaiting(argv);
    CLI::App app{"Learning from a case: time and gain"};
    std::string patches, out, pack = REFOCUS_SOURCE "/models/street";
    std::size_t labels = 500;
    train::CaseTrainingOptions options;
    options.threads = 2;
    app.add_option("--patches", patches, "urban-tracker-patches.tar, unpacked")->required();
    app.add_option("--out", out, "folder for the case and the new pack")->required();
    app.add_option("--model", pack)->capture_default_str();
    app.add_option("--labels", labels)->capture_default_str();
    app.add_option("--seed", options.seed)->capture_default_str();
    app.add_option("--epochs", options.epochs)->capture_default_str();
    app.add_option("--threads", options.threads)->capture_default_str();
    app.add_option("--precision", options.precision)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        return run(patches, pack, out, labels, options);
    } catch (const std::exception &error) {
        std::cerr << "benchmark_learning: " << error.what() << '\n';
        return 1;
    }
}
