#include "compare/tune.h"

#include "base/error.h"
#include "compare/scratch_folder.h"
#include "query/auto_splice.h"
#include "query/query.h"

#include <algorithm>
#include <numeric>

namespace refocus::compare {

namespace {

class Tuning
{
public:
    Tuning(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
           const TuneOptions &options, const Progress &progress)
        : m_case(from), m_pack(pack), m_backend(backend), m_options(options), m_progress(progress)
    {}

    TuneResult run()
    {
        chooseClasses();
        m_result.sample =
            takeSample(m_case, m_pack, m_options.sample, part(0, 0.05, "sampling patches"));
        describeCase();
        makeGroups();
        measure();
        countClasses();
        sweep();
        conclude();
        for (SampledPatch &patch : m_result.sample.patches)
            patch.embedding = {};
        return std::move(m_result);
    }

private:
    // A part of the whole, told as such.
    Progress part(double begin, double end, const std::string &what) const
    {
        return [this, begin, end, what](const ProgressReport &report) {
            return goOn(m_progress, {begin + (end - begin) * report.fraction,
                                     report.what.empty() ? what : report.what});
        };
    }

    void chooseClasses()
    {
        const auto &known = m_pack.manifest().classes;
        for (const std::string &name : m_options.classes) {
            const auto id = m_pack.classNamed(name);
            if (!id)
                throw Error("the model pack " + m_pack.manifest().name +
                            " does not know the class '" + name + "'");
            if (std::ranges::find(m_result.classes, *id) == m_result.classes.end())
                m_result.classes.push_back(*id);
        }
        if (m_options.classes.empty())
            for (std::size_t i = 0; i < known.size(); ++i)
                if (known[i] != "background")
                    m_result.classes.push_back(static_cast<ClassId>(i));
    }

    void describeCase()
    {
        TuneResult &r = m_result;
        const auto &videos = r.sample.videos;
        double seconds = 0, clusters = 0;
        for (const SampledVideo &video : videos) {
            r.inferred += video.inferred;
            clusters += static_cast<double>(video.clusters);
            seconds += video.seconds;
        }
        r.hours = seconds / 3600;
        r.clustersInCase = 1000 * clusters / static_cast<double>(r.inferred);
        r.currentThreshold = videos.front().cluster.threshold;
        r.cutsKept = videos.front().cutsKept;
        for (const SampledVideo &video : videos) {
            if (video.cluster.threshold != r.currentThreshold)
                r.currentThreshold.reset();
            std::erase_if(r.cutsKept, [&](int cut) {
                return std::ranges::find(video.cutsKept, cut) == video.cutsKept.end();
            });
        }
    }

    // The networks' answers, and what they cost.
    void measure()
    {
        const auto depths = loadDepths(m_pack, m_backend, depthsOf(m_pack));
        const auto cuts = cutsOf(depths);
        nn::IngestNetwork ingest(m_pack, m_backend);
        const ScratchFolder scratch;
        const auto folder = scratch.path() / "video";
        const auto places = placesToAsk();
        const auto pixels = pixelsOf(m_case, m_result.sample, places, part(0.05, 0.3, {}));
        m_opinions = askAll(m_result.sample, places, pixels, m_pack, ingest, depths,
                            m_options.timedPatches, folder, part(0.3, 0.7, {}));
        m_result.asked = places.size();
        m_result.timed = m_opinions.timingPatches.size();
        const auto times = timeDepths(depths, store::VideoSnapshot(folder, store::Access::ReadOnly),
                                      m_opinions.timingPatches, m_backend.threads, m_options.rounds,
                                      part(0.7, 0.9, {}));
        std::vector<cv::Mat> timedPixels;
        for (const PatchId place : m_opinions.timingPatches)
            timedPixels.push_back(pixels[place]);
        const IngestTime ingestTime = timeIngest(ingest, timedPixels, cuts, m_options.rounds);
        m_result.ingestMs = ingestTime.network;
        for (std::size_t d = 0; d < depths.size(); ++d) {
            TunedDepth tuned;
            tuned.depth = depths[d].depth;
            tuned.retrained = depths[d].retrained;
            tuned.shape = depths[d].shape;
            tuned.time = times[d];
            tuned.agreement = agreement(m_result.sample, m_opinions.truth(), m_opinions.answers[d]);
            if (tuned.depth) {
                const int cut = tuned.depth->from;
                tuned.bytes = m_opinions.maps.at(cut).bytes;
                tuned.keepMs = m_opinions.maps.at(cut).encodeMs;
                tuned.takeOutMs = ingestTime
                                      .takeOut[static_cast<std::size_t>(
                                          std::ranges::find(cuts, cut) - cuts.begin())]
                                      .mean;
            }
            m_result.depths.push_back(tuned);
        }
    }

    void countClasses()
    {
        TuneResult &r = m_result;
        for (const ClassId id : r.classes)
            r.wanted.push_back(static_cast<std::size_t>(
                std::ranges::count_if(r.sample.judged, [&](std::size_t place) {
                    return m_opinions.truth()[place] == id;
                })));
        if (std::ranges::all_of(r.wanted, [](std::size_t n) { return n == 0; }))
            throw Error(m_case.folder(),
                        "the query network finds none of the classes asked for among the " +
                            std::to_string(r.sample.judged.size()) +
                            " sampled patches; sample more of them, or ask for others");
        const bool few = std::ranges::all_of(r.wanted, [](auto n) { return n < kFewPatches; });
        for (const std::size_t n : r.wanted)
            r.counted.push_back(n >= kFewPatches || (n > 0 && (few || !m_options.classes.empty())));
    }

    std::vector<Group> groupsAt(std::optional<float> threshold) const
    {
        if (!m_result.sample.storedGroups.empty())
            return m_result.sample.storedGroups;
        std::vector<cluster::ClusterOptions> options;
        for (const SampledVideo &video : m_result.sample.videos) {
            options.push_back(video.cluster);
            if (threshold)
                options.back().threshold = *threshold;
        }
        return regroup(m_result.sample.patches, options);
    }

    std::vector<float> thresholds() const
    {
        if (!m_result.sample.storedGroups.empty())
            return {m_result.currentThreshold.value_or(0)};
        std::vector<float> all = m_options.thresholds;
        if (m_result.currentThreshold)
            all.push_back(*m_result.currentThreshold);
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    void makeGroups()
    {
        m_thresholds = thresholds();
        for (const float threshold : m_thresholds)
            m_groups.push_back(groupsAt(threshold));
    }

    // The judged patches, and the representatives that would answer for them.
    std::vector<std::size_t> placesToAsk() const
    {
        const Sample &sample = m_result.sample;
        std::vector<bool> isJudged(sample.patches.size());
        for (const std::size_t place : sample.judged)
            isJudged[place] = true;
        std::vector<bool> asked = isJudged;
        for (const auto &groups : m_groups)
            for (const Group &group : groups)
                if (std::ranges::any_of(group.members, [&](auto i) { return isJudged[i]; }))
                    asked[group.representative] = true;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < asked.size(); ++i)
            if (asked[i])
                places.push_back(i);
        return places;
    }

    void sweep()
    {
        TuneResult &r = m_result;
        const auto patches = static_cast<double>(r.sample.patches.size());
        const auto asIngested = static_cast<double>(groupsAt({}).size());
        r.density = r.clustersInCase / 1000 * patches / asIngested;
        const int largestK = std::min(
            {r.sample.topK, store::kMaxTopK, static_cast<int>(m_pack.manifest().classes.size())});
        for (std::size_t t = 0; t < m_thresholds.size(); ++t) {
            if (!goOn(m_progress, {0.9 + 0.1 * static_cast<double>(t) /
                                             static_cast<double>(m_thresholds.size()),
                                   "trying settings"}))
                throw Cancelled();
            for (int k = 1; k <= largestK; ++k)
                for (std::size_t d = 0; d < r.depths.size(); ++d)
                    r.points.push_back(pointOf(m_groups[t], m_thresholds[t], k, d));
        }
    }

    OperatingPoint pointOf(const std::vector<Group> &groups, float threshold, int k,
                           std::size_t depth) const
    {
        const TuneResult &r = m_result;
        const TunedDepth &at = r.depths[depth];
        const auto patches = static_cast<double>(r.sample.patches.size());
        OperatingPoint point;
        point.k = k;
        point.threshold = threshold;
        point.depth = depth;
        point.retrained = at.retrained;
        point.accuracy = accuracyOf(r.sample.patches, r.sample.objects, r.sample.judged, groups,
                                    m_opinions.truth(), m_opinions.answers[depth], r.classes, k);
        double candidates = 0, counted = 0;
        point.worstRecall = 1;
        for (std::size_t c = 0; c < r.classes.size(); ++c) {
            if (!r.counted[c])
                continue;
            const ClassAccuracy &of = point.accuracy.classes[c];
            point.meanPrecision += of.precision.value();
            point.meanRecall += of.recall.value();
            point.worstRecall = std::min(point.worstRecall, of.recall.value());
            candidates += static_cast<double>(of.candidates);
            ++counted;
        }
        point.meanPrecision /= counted;
        point.meanRecall /= counted;
        const double kept = static_cast<double>(groups.size()) / patches; // Of each patch.
        point.clusters = 1000 * kept;
        const auto inferred = static_cast<double>(r.inferred);
        point.candidates = candidates / counted / patches * inferred * r.density;
        point.queryMs = point.candidates * at.time.total.mean;
        const double keptInCase = kept * r.density;
        point.ingestMs = r.ingestMs.mean + at.takeOutMs + keptInCase * at.keepMs;
        point.bytesPerHour = r.hours > 0 ? at.bytes * keptInCase * inferred / r.hours : 0;
        point.meetsTarget = at.retrained && point.accuracy.precision.value() >= m_options.target &&
                            point.accuracy.recall.value() >= m_options.target;
        return point;
    }

    void conclude()
    {
        TuneResult &r = m_result;
        const auto keeps = [&](int cut) {
            return std::ranges::find(r.cutsKept, cut) != r.cutsKept.end();
        };
        markPareto(r.points);
        r.recommended =
            recommend(r.points, r.currentThreshold.value_or(0), static_cast<double>(r.inferred),
                      [&](const OperatingPoint &point) {
                          const Depth &depth = r.depths[point.depth].depth;
                          return r.currentThreshold && point.threshold == *r.currentThreshold &&
                                 (!depth || keeps(depth->from));
                      });
        const Depth usual =
            query::autoSplice(m_pack.manifest(), keeps, query::advisedReuse(m_case, m_pack));
        const auto now = std::ranges::find_if(r.points, [&](const OperatingPoint &point) {
            return r.currentThreshold && point.threshold == *r.currentThreshold &&
                   point.k == query::QueryOptions{}.k && r.depths[point.depth].depth == usual;
        });
        if (now != r.points.end())
            r.current = static_cast<std::size_t>(now - r.points.begin());
    }

    const store::Case &m_case;
    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    const TuneOptions &m_options;
    const Progress &m_progress;
    std::vector<float> m_thresholds;
    std::vector<std::vector<Group>> m_groups; // By threshold.
    Opinions m_opinions;
    TuneResult m_result;
};

} // namespace

TuneResult tune(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
                const TuneOptions &options, const Progress &progress)
{
    return Tuning(from, pack, backend, options, progress).run();
}

} // namespace refocus::compare
