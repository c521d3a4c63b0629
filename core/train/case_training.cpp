#include "train/case_training.h"

#include "base/error.h"
#include "nn/cpu_features.h"
#include "store/default_model.h"
#include "train/stored_tuning.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <set>
#include <thread>
#include <unistd.h>

namespace refocus::train {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFolds = 5;
constexpr std::size_t kFewLabels = 200;     // Below, every label is held out once.
constexpr int kLargestStageMap = 16 * 1024; // Values; above, only the head is tuned.

fs::path cleaned(const fs::path &path)
{
    const fs::path clean = fs::absolute(path).lexically_normal();
    return clean.filename().empty() ? clean.parent_path() : clean; // "packs/new/"
}

// The folder under which a pack is put together; gone again unless it was finished.
class Workshop
{
public:
    explicit Workshop(const fs::path &folder) : m_folder(cleaned(folder))
    {
        std::error_code error;
        if (fs::exists(m_folder, error) && !fs::is_empty(m_folder, error))
            throw Error(m_folder, "is there already; a new model pack needs a folder of its own");
        m_part = m_folder;
        m_part += ".part" + std::to_string(::getpid());
        fs::remove_all(m_part, error);
        fs::create_directories(m_part, error);
        if (error)
            throw Error(m_part, "could not be made: " + error.message());
    }
    Workshop(const Workshop &) = delete;
    Workshop &operator=(const Workshop &) = delete;
    ~Workshop()
    {
        std::error_code ignored;
        fs::remove_all(m_part, ignored);
    }

    const fs::path &folder() const { return m_part; }
    nn::ModelPack finish() const
    {
        std::error_code error;
        fs::rename(m_part, m_folder, error); // Replaces an empty folder.
        if (error)
            throw Error(m_folder, "could not be written: " + error.message());
        return nn::ModelPack::load(m_folder);
    }

private:
    fs::path m_folder, m_part;
};

std::vector<std::int64_t> asIndices(const std::vector<std::size_t> &places)
{
    return {places.begin(), places.end()};
}

std::vector<ClassId> likeliest(const torch::Tensor &probabilities)
{
    const torch::Tensor best = probabilities.argmax(1).contiguous();
    const auto *values = best.data_ptr<std::int64_t>();
    std::vector<ClassId> classes;
    for (std::int64_t i = 0; i < best.size(0); ++i)
        classes.push_back(static_cast<ClassId>(values[i]));
    return classes;
}

std::string percent(double share)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100);
    return text;
}

json toJson(const Comparison &c)
{
    return {{"labels", c.labels},  {"tracks", c.groups},    {"before", c.before},
            {"after", c.after},    {"fixed", c.fixed},      {"broken", c.broken},
            {"change_low", c.low}, {"change_high", c.high}, {"p_better", c.pBetter},
            {"p_worse", c.pWorse}};
}

class Run
{
public:
    Run(store::Case &from, const nn::ModelPack &base, const CaseTrainingOptions &options,
        const Progress &progress)
        : m_from(from), m_base(base), m_options(options), m_progress(progress),
          m_classes(base.manifest().classes.size())
    {
        torch::set_num_threads(options.threads > 0
                                   ? options.threads
                                   : static_cast<int>(std::thread::hardware_concurrency()));
        m_bfloat16 =
            options.precision == "bf16" || (options.precision == "auto" && nn::cpuHasBfloat16());
        m_tuning.epochs = options.epochs;
        m_tuning.batch = options.batch;
        m_tuning.seed = options.seed;
    }

    CaseTrainingResult into(const fs::path &folder)
    {
        const Workshop workshop(folder);
        m_decisions = readDecisions(m_from, m_base);
        requireEnough(m_decisions.decisions.size());
        choosePictures();
        loadNetworks();
        settleClasses();
        joinDecisions();
        for (std::size_t i = 0; i < m_networks.size(); ++i)
            tune(i, workshop.folder());
        decide();
        write(workshop.folder());
        CaseTrainingResult result{workshop.finish(),
                                  m_decisions.counts,
                                  m_samples.size(),
                                  m_groups,
                                  m_samples.size() < kFewLabels,
                                  m_outcomes,
                                  m_helped,
                                  false,
                                  m_verdict,
                                  0};
        keep(result);
        result.seconds = std::chrono::duration<double>(Clock::now() - m_begin).count();
        return result;
    }

private:
    struct Network
    {
        std::unique_ptr<TunableNetwork> net;
        torch::Tensor features, otherFeatures; // Of m_shown and of m_others.
        std::vector<ClassId> answers, otherAnswers;
        torch::Tensor otherProbabilities;
    };

    void requireEnough(std::size_t usable) const
    {
        const LabelCounts &counts = m_decisions.counts;
        if (usable >= kFewestLabels)
            return;
        std::string why;
        const auto add = [&why](std::size_t count, const std::string &what) {
            if (count > 0)
                why += (why.empty() ? "; " : ", ") + std::to_string(count) + ' ' + what;
        };
        for (const auto &[name, count] : counts.unknownClasses)
            add(count, "name the class '" + name + "', which the model pack does not know");
        add(counts.otherPack, "are of videos that another model pack indexed");
        add(counts.withoutPicture, "are of patches of which nothing is stored");
        add(counts.unclear, "accept or reject without telling as what (review --class)");
        add(counts.contradictory, "contradict one another");
        throw Error(m_from.folder(), "has " + std::to_string(usable) + " of " +
                                         std::to_string(counts.decisions) +
                                         " decisions to learn from; at least " +
                                         std::to_string(kFewestLabels) + " are needed" + why);
    }

    void choosePictures()
    {
        std::set<StoredPatch> shown;
        for (const CaseDecision &decision : m_decisions.decisions)
            shown.insert(decision.shown);
        m_shown.assign(shown.begin(), shown.end());
        for (std::size_t v = 0; v < m_decisions.videos.size(); ++v)
            for (const auto &cluster : m_decisions.videos[v].snapshot.clusters())
                if (const StoredPatch patch{v, cluster.representative}; !shown.contains(patch))
                    m_others.push_back(patch);
        // Evenly over the case, so that the choice is the same every time.
        if (m_others.size() > m_options.otherPictures) {
            std::vector<StoredPatch> fewer;
            for (std::size_t i = 0; i < m_options.otherPictures; ++i)
                fewer.push_back(m_others[i * m_others.size() / m_options.otherPictures]);
            m_others = std::move(fewer);
        }
        std::ranges::sort(m_others);
    }

    bool wholeStage() const
    {
        using Part = CaseTrainingOptions::Part;
        if (m_options.part != Part::Auto)
            return m_options.part == Part::Stage;
        const nn::PackManifest &manifest = m_base.manifest();
        const int start = manifest.query.blockCount() - manifest.query.stages[3];
        const auto shape = manifest.query.shapeAfter(start, manifest.inputSize);
        return shape[0] * shape[1] * shape[2] <= kLargestStageMap;
    }

    // Progress of a part of the work.
    Progress between(double from, double to) const
    {
        return [this, from, to](const ProgressReport &report) {
            const double share = from + (to - from) * report.fraction;
            const double spent = std::chrono::duration<double>(Clock::now() - m_begin).count();
            return goOn(m_progress,
                        {share, report.what, share > 0.05 ? spent / share * (1 - share) : -1});
        };
    }

    void loadNetworks()
    {
        const nn::PackManifest &manifest = m_base.manifest();
        std::vector<std::string> files{manifest.queryWeights};
        for (const nn::Tail &tail : manifest.tails)
            if (std::ranges::find(files, tail.weights) == files.end())
                files.push_back(tail.weights);
        for (std::size_t i = 0; i < files.size(); ++i) {
            Network network;
            network.net =
                std::make_unique<TunableNetwork>(m_base, files[i], wholeStage(), m_bfloat16);
            const double all = static_cast<double>(files.size());
            const double begin = static_cast<double>(i) / all * 0.5, step = 0.5 / all;
            network.features = network.net->features(m_decisions.videos, m_shown,
                                                     between(begin, begin + step / 2));
            network.otherFeatures = network.net->features(m_decisions.videos, m_others,
                                                          between(begin + step / 2, begin + step));
            network.answers = likeliest(network.net->probabilities(network.features));
            network.otherProbabilities = network.net->probabilities(network.otherFeatures);
            network.otherAnswers = likeliest(network.otherProbabilities);
            m_networks.push_back(std::move(network));
        }
    }

    std::size_t placeOf(const StoredPatch &patch) const
    {
        return static_cast<std::size_t>(std::ranges::lower_bound(m_shown, patch) - m_shown.begin());
    }

    // Where nothing tells what a sighting claimed, it is what all networks say.
    void settleClasses()
    {
        for (CaseDecision &decision : m_decisions.decisions) {
            if (decision.classId)
                continue;
            const std::size_t place = placeOf(decision.shown);
            const ClassId said = m_networks.front().answers[place];
            if (std::ranges::all_of(m_networks, [&](const Network &network) {
                    return network.answers[place] == said;
                }))
                decision.classId = said;
        }
    }

    void joinDecisions()
    {
        m_samples = samplesOf(m_decisions, m_classes, m_decisions.counts);
        requireEnough(m_decisions.counts.used);
        std::set<std::size_t> strata, groups;
        for (const CaseSample &sample : m_samples) {
            strata.insert(sample.stratum(m_classes));
            groups.insert(sample.group);
        }
        m_groups = groups.size();
        if (strata.size() == 1)
            throw Error(m_from.folder(),
                        "all decisions that can be learnt from say the same, '" +
                            m_base.manifest().classes[*strata.begin() % m_classes] +
                            "', so there is nothing to tell apart; decide about sightings of "
                            "another class, or reject some");
        if (m_groups < kFolds)
            throw Error(m_from.folder(), "its decisions are about " + std::to_string(m_groups) +
                                             " tracks that share no cluster; at least " +
                                             std::to_string(kFolds) +
                                             " are needed, so that some can be held out");
        m_folds = foldsOf(m_samples, m_classes, kFolds, m_options.seed);
    }

    // With few labels each in its turn, else the one that proves most.
    std::vector<int> heldOutFolds() const
    {
        if (m_samples.size() >= kFewLabels)
            return {foldWithMostGroups(m_samples, m_folds)};
        std::vector<int> all(kFolds);
        std::iota(all.begin(), all.end(), 0);
        return all;
    }

    static bool right(const CaseSample &sample, ClassId answer) { return sample.allowed[answer]; }

    // How far the old network is to be believed when it says a class: as often as these samples
    // confirm it, and fully where none says anything.
    std::vector<float> trust(const Network &network, const std::vector<std::size_t> &learnt) const
    {
        std::vector<float> asked(m_classes, 1), confirmed(m_classes, 1);
        for (const std::size_t i : learnt) {
            const ClassId answer = network.answers[placeOf(m_samples[i].shown)];
            ++asked[answer];
            confirmed[answer] += right(m_samples[i], answer);
        }
        for (std::size_t c = 0; c < m_classes; ++c)
            confirmed[c] /= asked[c];
        return confirmed;
    }

    Lesson lessonOf(const Network &network, const std::vector<std::size_t> &learnt) const
    {
        std::vector<std::size_t> places;
        std::vector<float> weights, otherWeights;
        torch::Tensor allowed = torch::zeros(
            {static_cast<std::int64_t>(learnt.size()), static_cast<std::int64_t>(m_classes)},
            torch::kBool);
        auto *cell = allowed.data_ptr<bool>();
        for (const std::size_t i : learnt) {
            places.push_back(placeOf(m_samples[i].shown));
            weights.push_back(m_samples[i].weight);
            for (std::size_t c = 0; c < m_classes; ++c)
                *cell++ = m_samples[i].allowed[c];
        }
        const auto trusted = trust(network, learnt);
        for (const ClassId answer : network.otherAnswers)
            otherWeights.push_back(trusted[answer]);
        return {network.features.index_select(0, torch::tensor(asIndices(places))),
                allowed,
                torch::tensor(weights),
                network.otherFeatures,
                network.otherProbabilities,
                torch::tensor(otherWeights)};
    }

    void tune(std::size_t index, const fs::path &folder)
    {
        Network &network = m_networks[index];
        const bool few = m_samples.size() < kFewLabels;
        const int fits = few ? kFolds + 1 : 1;
        const double all = static_cast<double>(m_networks.size()) * fits;
        int done = static_cast<int>(index) * fits;
        const auto fit = [&](int without) {
            std::vector<std::size_t> learnt;
            for (std::size_t i = 0; i < m_samples.size(); ++i)
                if (m_folds[i] != without)
                    learnt.push_back(i);
            network.net->forget();
            network.net->learn(lessonOf(network, learnt), m_tuning,
                               between(0.5 + 0.5 * done / all, 0.5 + 0.5 * (done + 1) / all));
            ++done;
        };
        std::vector<bool> before, after;
        std::vector<std::size_t> groups, strata;
        for (const int fold : heldOutFolds()) {
            fit(fold);
            const auto answers = likeliest(network.net->probabilities(network.features));
            for (std::size_t i = 0; i < m_samples.size(); ++i) {
                if (m_folds[i] != fold)
                    continue;
                const std::size_t place = placeOf(m_samples[i].shown);
                before.push_back(right(m_samples[i], network.answers[place]));
                after.push_back(right(m_samples[i], answers[place]));
                groups.push_back(m_samples[i].group);
                strata.push_back(m_samples[i].stratum(m_classes));
            }
        }
        if (few)
            fit(-1); // What is saved learns from all.
        NetworkOutcome outcome{network.net->weights(), network.net->serves(),
                               compareAnswers(before, after, groups), 0};
        const auto now = likeliest(network.net->probabilities(network.otherFeatures));
        for (std::size_t i = 0; i < now.size(); ++i)
            outcome.changedElsewhere += now[i] != network.otherAnswers[i];
        outcome.changedElsewhere /= static_cast<double>(std::max<std::size_t>(now.size(), 1));
        noteWorseClasses(before, after, groups, strata);
        m_outcomes.push_back(std::move(outcome));
        network.net->write(folder / m_outcomes.back().weights);
    }

    void noteWorseClasses(const std::vector<bool> &before, const std::vector<bool> &after,
                          const std::vector<std::size_t> &groups,
                          const std::vector<std::size_t> &strata)
    {
        for (std::size_t c = 0; c < m_classes; ++c) {
            std::vector<bool> classBefore, classAfter;
            std::vector<std::size_t> classGroups;
            for (std::size_t i = 0; i < strata.size(); ++i)
                if (strata[i] == c) {
                    classBefore.push_back(before[i]);
                    classAfter.push_back(after[i]);
                    classGroups.push_back(groups[i]);
                }
            if (compareAnswers(classBefore, classAfter, classGroups).worse())
                m_worseClasses.insert(m_base.manifest().classes[c]);
        }
    }

    void decide()
    {
        const Comparison &query = m_outcomes.front().heldOut;
        char interval[80];
        std::snprintf(interval, sizeof interval, "%+.3f, 95 %% interval %+.3f to %+.3f",
                      query.after - query.before, query.low, query.high);
        const std::string figures = "held-out accuracy " + percent(query.before) + " -> " +
                                    percent(query.after) + " on " + std::to_string(query.labels) +
                                    " labels of " + std::to_string(query.groups) +
                                    " independent tracks (" + interval + ")";
        std::string worse;
        for (const NetworkOutcome &outcome : m_outcomes)
            if (outcome.heldOut.worse())
                worse += (worse.empty() ? "" : ", ") + outcome.weights;
        for (const std::string &name : m_worseClasses)
            worse += (worse.empty() ? "" : ", ") + ("the class '" + name + "'");
        m_helped = query.better() && worse.empty();
        if (m_helped)
            m_verdict = "it helped: " + figures;
        else if (!worse.empty())
            m_verdict = "it did not help: worse than before is " + worse + "; " + figures;
        else if (query.before == 1)
            m_verdict =
                "it did not help: the old network agrees with every held-out label; " + figures;
        else
            m_verdict = "it did not help: the change may be chance; " + figures;
    }

    void write(const fs::path &folder) const
    {
        nn::PackManifest manifest = m_base.manifest();
        std::error_code error;
        fs::copy_file(m_base.folder() / manifest.ingestWeights, folder / manifest.ingestWeights,
                      error);
        if (error)
            throw Error(folder / manifest.ingestWeights,
                        "could not be written: " + error.message());
        const std::string caseName = cleaned(m_from.folder()).stem().string();
        manifest.ancestors.insert(manifest.ancestors.begin(), m_base.hash());
        if (!m_options.name.empty())
            manifest.name = m_options.name;
        else if (!manifest.name.ends_with("+" + caseName))
            manifest.name += "+" + caseName;
        json provenance = json::parse(manifest.provenanceJson, nullptr, false);
        if (!provenance.is_object())
            provenance = json::object();
        const LabelCounts &counts = m_decisions.counts;
        json networks = json::array();
        for (const NetworkOutcome &outcome : m_outcomes)
            networks.push_back({{"weights", outcome.weights},
                                {"serves", outcome.serves},
                                {"held_out", toJson(outcome.heldOut)},
                                {"changed_elsewhere", outcome.changedElsewhere}});
        const json step{{"parent", {{"name", m_base.manifest().name}, {"sha256", m_base.hash()}}},
                        {"case", caseName},
                        {"program", m_options.program},
                        {"decisions", counts.used},
                        {"accepted", counts.accepted},
                        {"rejected", counts.rejected},
                        {"labelled", counts.labelled},
                        {"pictures", m_samples.size()},
                        {"part", wholeStage() ? "stage" : "head"},
                        {"epochs", m_tuning.epochs},
                        {"seed", m_tuning.seed},
                        {"helped", m_helped},
                        {"verdict", m_verdict},
                        {"networks", networks}};
        if (!provenance.contains("learnt_from_cases") ||
            !provenance["learnt_from_cases"].is_array())
            provenance["learnt_from_cases"] = json::array();
        provenance["learnt_from_cases"].push_back(step);
        manifest.provenanceJson = provenance.dump(-1, ' ', false, json::error_handler_t::replace);
        nn::ModelPack::write(folder, std::move(manifest));
    }

    // Last, so that whatever went wrong before has left the case as it was.
    void keep(CaseTrainingResult &result)
    {
        if (!m_from.writable()) {
            result.verdict += "; the case can only be read, so its default stays";
            return;
        }
        rememberClasses(m_from, m_decisions, m_base);
        if (m_helped) {
            store::setDefaultModel(m_from, store::DefaultModel{result.pack.folder(),
                                                               result.pack.manifest().name,
                                                               result.pack.hash()});
            result.isDefault = true;
        }
        m_from.log("train", json{{"model", result.pack.hash()},
                                 {"parent", m_base.hash()},
                                 {"path", result.pack.folder().string()},
                                 {"decisions", result.counts.used},
                                 {"helped", m_helped},
                                 {"verdict", m_verdict},
                                 {"default", result.isDefault}}
                                .dump(-1, ' ', false, json::error_handler_t::replace));
    }

    store::Case &m_from;
    const nn::ModelPack &m_base;
    const CaseTrainingOptions &m_options;
    const Progress &m_progress;
    const Clock::time_point m_begin = Clock::now();
    const std::size_t m_classes;
    TuneOptions m_tuning;
    bool m_bfloat16 = false;
    CaseDecisions m_decisions;
    std::vector<StoredPatch> m_shown, m_others; // Sorted: with decisions, and without.
    std::vector<Network> m_networks;
    std::vector<CaseSample> m_samples;
    std::size_t m_groups = 0;
    std::vector<int> m_folds; // One a sample.
    std::vector<NetworkOutcome> m_outcomes;
    std::set<std::string> m_worseClasses;
    bool m_helped = false;
    std::string m_verdict;
};

} // namespace

CaseTrainingResult trainFromCase(store::Case &from, const nn::ModelPack &base,
                                 const CaseTrainingOptions &options, const fs::path &folder,
                                 const Progress &progress)
{
    return Run(from, base, options, progress).into(folder);
}

} // namespace refocus::train
