#include "ui/engine/self_test.h"

#include "base/error.h"
#include "nn/inference.h"

#include <opencv2/core.hpp>

#include <chrono>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr int kPatches = 32;

// The same noise every time.
std::vector<cv::Mat> patches(int side)
{
    cv::RNG random(7);
    std::vector<cv::Mat> list;
    for (int i = 0; i < kPatches; ++i) {
        cv::Mat patch(side, side, CV_8UC3);
        random.fill(patch, cv::RNG::UNIFORM, 0, 256);
        list.push_back(std::move(patch));
    }
    return list;
}

void check(const nn::Probabilities &probabilities)
{
    double sum = 0;
    for (const float p : probabilities)
        sum += static_cast<double>(p);
    if (!std::isfinite(sum) || std::abs(sum - 1) > 0.05)
        throw Error("the network's answers are no probabilities in this precision; choose fp32");
}

} // namespace

SelfTest runSelfTest(const std::filesystem::path &folder, const nn::InferenceOptions &options,
                     const Progress &progress)
{
    using Clock = std::chrono::steady_clock;
    const nn::ModelPack pack = nn::ModelPack::load(folder);
    SelfTest result;
    result.backend = nn::chooseBackend(options);
    result.library = nn::libraryVersion();
    result.pack = pack.manifest().name;
    result.patches = kPatches;
    const std::vector<cv::Mat> input = patches(pack.manifest().inputSize);
    const auto report = [&](double fraction, const char *what) {
        return [&progress, fraction, what](const ProgressReport &) {
            return goOn(progress, {fraction, what});
        };
    };
    // The second run counts: the first also allocates and tunes.
    const auto perSecond = [&](const auto &run) {
        run();
        const auto begin = Clock::now();
        run();
        nn::synchronize(result.backend);
        return kPatches / std::chrono::duration<double>(Clock::now() - begin).count();
    };
    nn::IngestNetwork ingest(pack, result.backend);
    result.ingestPerSecond = perSecond([&] {
        for (const auto &answer : ingest.run(input, {}, report(0.1, "the ingest network")))
            check(answer.probabilities);
    });
    nn::QueryNetwork query(pack, result.backend, {});
    result.queryPerSecond = perSecond([&] {
        for (const auto &answer : query.fromPatches(input, report(0.5, "the query network")))
            check(answer);
    });
    return result;
}

} // namespace refocus::ui
