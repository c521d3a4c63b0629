#include "compare/comparison.h"

#include "base/error.h"
#include "compare/disk_speed.h"
#include "compare/inputs.h"
#include "compare/interleaving.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace refocus::compare {

namespace {

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::vector<DepthChoice> withNoneFirst(std::vector<DepthChoice> depths)
{
    const auto none = std::ranges::find(depths, DepthChoice{});
    if (none == depths.end())
        depths.insert(depths.begin(), DepthChoice{});
    else
        std::rotate(depths.begin(), none, none + 1);
    return depths;
}

// 1. Chooses the patches and brings their inputs together, outside of the timing.
// 2. A first pass over all depths, batch by batch, warms everything up and gives the answers.
// 3. The timed runs. The depths take turns batch by batch (compare/interleaving.h), so that what
//    else the machine does falls on all of them alike.
// 4. What other codecs would cost, and how fast the disk is.
class Comparing
{
public:
    Comparing(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
              const CompareOptions &options, const ComparisonSink &sink, const Progress &progress)
        : m_case(from), m_pack(pack), m_backend(backend), m_sink(sink), m_progress(progress)
    {
        m_result.options = options;
        m_result.options.depths =
            withNoneFirst(options.depths.empty() ? depthsOf(pack) : options.depths);
        m_result.classes = pack.manifest().classes;
        m_result.pack = pack.manifest().name;
        m_result.packHash = pack.hash();
        m_result.device = backend.device;
        m_result.precision = backend.precision;
        m_result.threads = backend.threads;
    }

    Comparison run()
    {
        m_networks = loadDepths(m_pack, m_backend, m_result.options.depths);
        m_result.subjects = chooseSubjects(m_case, m_pack, m_result.options.subjects);
        const auto cuts = cutsOf(m_networks);
        const Inputs inputs(m_case, m_pack, m_backend, m_result.subjects, cuts,
                            [this](const ProgressReport &report) {
                                return say(kPreparing * report.fraction, report.what);
                            });
        describe(inputs);
        m_batches = batches();
        for (int run = -1; run < m_result.options.runs; ++run)
            pass(inputs, run);
        measureCodecs(inputs, cuts);
        m_result.diskBytesPerSecond = diskSpeed();
        m_result.finished = true;
        if (m_sink)
            m_sink(m_result);
        return std::move(m_result);
    }

private:
    static constexpr double kPreparing = 0.05;       // Of the whole, for the person who waits.
    static constexpr std::size_t kFewestTimed = 512; // Patches a run.

    bool say(double fraction, const std::string &what) const
    {
        return goOn(m_progress, {fraction, what});
    }

    void describe(const Inputs &inputs)
    {
        for (const DepthNetwork &network : m_networks) {
            ComparedDepth depth;
            depth.depth = network.depth;
            depth.retrained = network.retrained;
            depth.exact = network.exact;
            depth.shape = network.shape;
            if (depth.depth) {
                depth.bytes = inputs.bytes(depth.depth->from);
                depth.derived = inputs.derived(depth.depth->from);
            }
            m_result.depths.push_back(std::move(depth));
        }
        m_result.deriveMs = inputs.deriveMs();
        m_result.cutsKept = inputs.cutsKept();
        m_result.codec = inputs.codec();
        m_result.leftOut = leftOut();
        auto &notes = m_result.notes;
        notes = m_result.subjects.notes;
        for (const int cut : cutsOf(m_networks))
            if (const std::size_t derived = inputs.derived(cut))
                notes.push_back("of " + std::to_string(derived) + " of the " +
                                std::to_string(m_result.subjects.list.size()) +
                                " patches the case keeps no map after block " +
                                std::to_string(cut) +
                                "; it was derived from pixels, outside the timing");
        if (inputs.cutFromVideo() > 0)
            notes.push_back(std::to_string(inputs.cutFromVideo()) +
                            " patches were cut from the videos again: the case keeps pixels of "
                            "representatives only");
    }

    std::vector<nn::Splice> leftOut() const
    {
        std::set<int> kept;
        for (const std::string &id : m_case.videoIds()) {
            try {
                const store::VideoSnapshot video(m_case.videoFolder(id), store::Access::ReadOnly);
                const auto cuts = video.cutsWithMaps();
                kept.insert(cuts.begin(), cuts.end());
            } catch (const Error &) { // No query can take anything of it.
            }
        }
        const auto isCompared = [this](const nn::Splice &splice) {
            return std::ranges::any_of(m_result.depths, [&](const ComparedDepth &depth) {
                return depth.retrained && depth.depth == splice;
            });
        };
        std::vector<nn::Splice> left;
        for (const nn::Tail &tail : m_pack.manifest().tails)
            if (tail.retrained && kept.contains(tail.splice.from) && !isCompared(tail.splice))
                left.push_back(tail.splice);
        return left;
    }

    std::vector<std::vector<std::size_t>> batches() const
    {
        std::vector<std::vector<std::size_t>> all;
        for (std::size_t i = 0; i < m_result.subjects.list.size(); ++i) {
            if (i % nn::kLargestBatch == 0)
                all.emplace_back();
            all.back().push_back(i);
        }
        return all;
    }

    void pass(const Inputs &inputs, int run)
    {
        const std::size_t depths = m_networks.size();
        if (run >= 0)
            for (ComparedDepth &depth : m_result.depths)
                depth.runs.emplace_back();
        // A few patches are over too soon to be timed: they are shown again.
        const std::size_t times =
            run < 0 ? 1 : (kFewestTimed - 1) / m_result.subjects.list.size() + 1;
        const std::size_t count = times * m_batches.size();
        const std::size_t offset = static_cast<std::size_t>(run + 1) * count;
        for (std::size_t b = 0; b < count; ++b) {
            const auto &batch = m_batches[b % m_batches.size()];
            std::vector<Answered> answered(depths);
            for (std::size_t i = 0; i < depths; ++i) {
                const std::size_t d = whoseTurn(b + offset, i, depths);
                tell(run, static_cast<double>(b) / static_cast<double>(count));
                answered[d] = answer(inputs, m_networks[d], batch);
            }
            for (std::size_t d = 0; d < depths; ++d)
                take(m_result.depths[d], answered[d], run);
            show();
        }
    }

    // Throws Cancelled.
    void tell(int run, double share)
    {
        const double passes = (run + 1 + share) / (m_result.options.runs + 1);
        m_report = {kPreparing + (1 - kPreparing) * passes,
                    run < 0 ? "asking each depth"
                            : "run " + std::to_string(run + 1) + " of " +
                                  std::to_string(m_result.options.runs)};
        if (passes > 0)
            m_report.secondsLeft = msSince(m_begin) / 1000 * (1 - passes) / passes;
        if (!goOn(m_progress, m_report))
            throw Cancelled();
    }

    Answered answer(const Inputs &inputs, const DepthNetwork &network,
                    const std::vector<std::size_t> &batch) const
    {
        const Progress progress = [this](const auto &) { return goOn(m_progress, m_report); };
        if (!network.depth)
            return answerPixels(
                network, [&] { return inputs.pixels(batch); }, progress);
        return answerMaps(
            network, m_backend.threads, [&] { return inputs.maps(batch, network.depth->from); },
            progress);
    }

    static void take(ComparedDepth &depth, const Answered &answered, int run)
    {
        if (run < 0) {
            for (const nn::Probabilities &probabilities : answered.answers) {
                const ClassScore top = nn::topK(probabilities, 1).front();
                depth.answers.push_back({top.classId, top.p});
            }
            return;
        }
        depth.runs.back().add(answered.spent, answered.answers.size());
    }

    void show()
    {
        constexpr double kEveryMs = 200, kShareOfTime = 0.05; // Looking on is not the work.
        if (!m_sink || msSince(m_shown) < std::max(kEveryMs, m_showingMs / kShareOfTime))
            return;
        const auto begin = Clock::now();
        m_sink(m_result);
        m_showingMs = msSince(begin);
        m_shown = Clock::now();
    }

    // Of maps as the network gives them, not of what the case's codec has left of them.
    void measureCodecs(const Inputs &inputs, const std::vector<int> &cuts)
    {
        constexpr std::size_t kTried = 32;
        std::vector<std::size_t> places(std::min(kTried, m_result.subjects.list.size()));
        for (std::size_t i = 0; i < places.size(); ++i)
            places[i] = i * m_result.subjects.list.size() / places.size();
        if (cuts.empty())
            return;
        nn::IngestNetwork ingest(m_pack, m_backend);
        const auto results = ingest.run(inputs.pixels(places), cuts, m_progress);
        const auto count = static_cast<double>(places.size());
        for (std::size_t c = 0; c < cuts.size(); ++c)
            for (const auto codec : {store::Codec::Int8, store::Codec::Fp16, store::Codec::Fp32}) {
                CodecCost cost{codec, 0, 0, 0};
                for (const auto &result : results) {
                    auto begin = Clock::now();
                    const auto encoded = store::encodeMap(result.maps[c], codec);
                    cost.encodeMs += msSince(begin) / count;
                    begin = Clock::now();
                    if (codec == store::Codec::Int8)
                        store::quantisedMap(encoded);
                    else
                        store::decodeMap(encoded);
                    cost.decodeMs += msSince(begin) / count;
                    cost.bytes += static_cast<double>(encoded.sizeBytes()) / count;
                }
                m_result.codecs[cuts[c]].push_back(cost);
            }
    }

    // Of the largest file of maps.
    double diskSpeed() const
    {
        std::filesystem::path largest;
        std::uintmax_t size = 0;
        for (const SubjectVideo &video : m_result.subjects.videos) {
            const auto file = m_case.videoFolder(video.id) / "maps.mdb";
            std::error_code error;
            const auto bytes = std::filesystem::file_size(file, error);
            if (!error && bytes > size) {
                size = bytes;
                largest = file;
            }
        }
        return size > 0 ? readSpeed(largest) : 0;
    }

    const store::Case &m_case;
    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    const ComparisonSink &m_sink;
    const Progress &m_progress;
    const Clock::time_point m_begin = Clock::now();
    Clock::time_point m_shown;
    double m_showingMs = 0; // The last time.
    std::vector<DepthNetwork> m_networks;
    std::vector<std::vector<std::size_t>> m_batches;
    ProgressReport m_report; // The last one, repeated while a batch runs.
    Comparison m_result;
};

} // namespace

Comparison compareDepths(const store::Case &from, const nn::ModelPack &pack,
                         const nn::Backend &backend, const CompareOptions &options,
                         const ComparisonSink &sink, const Progress &progress)
{
    return Comparing(from, pack, backend, options, sink, progress).run();
}

} // namespace refocus::compare
