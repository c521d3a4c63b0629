#include "train/case_labels.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <set>

namespace refocus::train {

using nlohmann::json;

namespace {

constexpr auto kKind = "setting";
constexpr auto kName = "learnt classes";
constexpr float kBorrowed = 0.5F; // Weight of what was decided about another member.

bool isStored(const CaseVideo &video, PatchId patch)
{
    if (video.snapshot.pixels(patch))
        return true;
    const PatchId ids[] = {patch};
    return !video.cuts.empty() && video.snapshot.maps(ids, video.cuts.front())[0].has_value();
}

// What an earlier training took decisions for: patch to [time of the review, class].
json rememberedIn(const store::Case &from)
{
    const auto text = from.value(kKind, kName);
    json value = json::parse(text.value_or("{}"), nullptr, false);
    return value.is_object() ? value : json::object();
}

class Reader
{
public:
    Reader(const store::Case &from, const nn::ModelPack &pack)
        : m_from(from), m_pack(pack), m_remembered(rememberedIn(from))
    {}

    CaseDecisions read()
    {
        const auto ids = m_from.videoIds();
        std::map<std::string, std::size_t> places;
        for (const std::string &id : ids) {
            store::VideoSnapshot snapshot(m_from.videoFolder(id), store::Access::ReadOnly);
            const auto &meta = snapshot.meta();
            if (!m_pack.readsIndexOf(meta.modelHash, meta.ingestHash))
                continue;
            auto cuts = snapshot.cutsWithMaps();
            places[id] = m_result.videos.size();
            m_result.videos.push_back({id, std::move(snapshot), std::move(cuts)});
        }
        LabelCounts &counts = m_result.counts;
        for (const store::ReviewedPatch &reviewed : m_from.reviews()) {
            if (reviewed.review.decision == store::Decision::None)
                continue;
            ++counts.decisions;
            const auto place = places.find(reviewed.patch.video);
            if (place != places.end())
                add(place->second, reviewed);
            else if (std::ranges::binary_search(ids, reviewed.patch.video))
                ++counts.otherPack;
            else
                ++counts.withoutPicture;
        }
        askKeptVerdicts();
        return std::move(m_result);
    }

private:
    void add(std::size_t place, const store::ReviewedPatch &reviewed)
    {
        const CaseVideo &video = m_result.videos[place];
        LabelCounts &counts = m_result.counts;
        const store::Review &review = reviewed.review;
        CaseDecision decision{reviewed.patch,
                              {place, reviewed.patch.patch},
                              true,
                              review.decision,
                              {},
                              false,
                              review.time,
                              {}};
        if (!review.label.empty()) {
            decision.classId = m_pack.classNamed(review.label);
            decision.recorded = true;
            if (!decision.classId) {
                ++counts.unknownClasses[review.label];
                return;
            }
        }
        const auto patch = video.snapshot.patch(reviewed.patch.patch);
        const auto cluster = patch ? video.snapshot.cluster(patch->cluster) : std::nullopt;
        if (!cluster) {
            ++counts.withoutPicture;
            return;
        }
        const auto nameKin = [&](char kind, auto number) {
            decision.kin.push_back(video.id + kind + std::to_string(number));
        };
        nameKin('c', patch->cluster);
        nameKin('t', patch->track);
        if (!isStored(video, patch->id)) {
            decision.shown.patch = cluster->representative;
            decision.itself = false;
            if (const auto shown = video.snapshot.patch(cluster->representative))
                nameKin('t', shown->track);
            if (!isStored(video, cluster->representative)) {
                ++counts.withoutPicture;
                return;
            }
        }
        if (!decision.classId)
            decision.classId = rememberedClass(reviewed);
        m_result.decisions.push_back(std::move(decision));
    }

    std::optional<ClassId> rememberedClass(const store::ReviewedPatch &reviewed) const
    {
        const auto found = m_remembered.find(reviewed.patch.toString());
        if (found == m_remembered.end() || !found->is_array() || found->size() != 2 ||
            (*found)[0] != reviewed.review.time || !(*found)[1].is_string())
            return {};
        return m_pack.classNamed((*found)[1].get<std::string>());
    }

    // The person looked at a sighting, whose class came from a verdict on the representative.
    void askKeptVerdicts()
    {
        for (std::size_t v = 0; v < m_result.videos.size(); ++v) {
            std::vector<CaseDecision *> open;
            std::vector<PatchId> shown;
            const store::VideoSnapshot &video = m_result.videos[v].snapshot;
            for (CaseDecision &decision : m_result.decisions)
                if (decision.shown.video == v && !decision.classId) {
                    open.push_back(&decision);
                    const auto patch = video.patch(decision.reviewed.patch);
                    shown.push_back(video.cluster(patch->cluster)->representative);
                }
            if (open.empty())
                continue;
            std::vector<std::set<ClassId>> said(open.size());
            for (const auto &source : sources(video.meta().codec)) {
                const auto verdicts = video.verdicts(source, shown);
                for (std::size_t i = 0; i < open.size(); ++i)
                    if (verdicts[i] && !verdicts[i]->scores.empty())
                        said[i].insert(verdicts[i]->scores.front().classId);
            }
            for (std::size_t i = 0; i < open.size(); ++i)
                if (said[i].size() == 1)
                    open[i]->classId = *said[i].begin();
        }
    }

    std::vector<store::VerdictSource> sources(store::Codec codec) const
    {
        std::vector<store::VerdictSource> all;
        for (const char *precision : {"fp32", "bf16", "fp16"}) {
            all.push_back(store::verdictsFromPixels(m_pack.hash(), precision));
            for (const nn::Tail &tail : m_pack.manifest().tails)
                all.push_back(store::verdictsFromMaps(m_pack.hash(), precision, codec,
                                                      tail.splice.from, tail.splice.to));
        }
        return all;
    }

    const store::Case &m_from;
    const nn::ModelPack &m_pack;
    const json m_remembered;
    CaseDecisions m_result;
};

// Names that belong together, by way of others too (union-find).
class Groups
{
public:
    std::size_t of(const std::string &name)
    {
        const auto [place, isNew] = m_numbers.try_emplace(name, m_parents.size());
        if (isNew)
            m_parents.push_back(place->second);
        return root(place->second);
    }
    void join(const std::string &a, const std::string &b)
    {
        const std::size_t ofA = of(a), ofB = of(b);
        m_parents[std::max(ofA, ofB)] = std::min(ofA, ofB);
    }

private:
    std::size_t root(std::size_t number) const
    {
        while (m_parents[number] != number)
            number = m_parents[number];
        return number;
    }

    std::map<std::string, std::size_t> m_numbers;
    std::vector<std::size_t> m_parents;
};

} // namespace

CaseDecisions readDecisions(const store::Case &from, const nn::ModelPack &pack)
{
    return Reader(from, pack).read();
}

void rememberClasses(store::Case &in, const CaseDecisions &decisions, const nn::ModelPack &pack)
{
    json kept = rememberedIn(in);
    const json before = kept;
    for (const CaseDecision &decision : decisions.decisions)
        if (decision.classId && !decision.recorded)
            kept[decision.reviewed.toString()] = {decision.time,
                                                  pack.manifest().classes.at(*decision.classId)};
    if (kept != before)
        in.putValue(kKind, kName, kept.dump());
}

std::size_t CaseSample::stratum(std::size_t classes) const
{
    const auto one = static_cast<std::size_t>(std::ranges::find(allowed, true) - allowed.begin());
    if (std::ranges::count(allowed, true) == 1)
        return one;
    return classes + static_cast<std::size_t>(std::ranges::find(allowed, false) - allowed.begin());
}

std::vector<CaseSample> samplesOf(const CaseDecisions &decisions, std::size_t classes,
                                  LabelCounts &counts)
{
    std::map<StoredPatch, std::vector<const CaseDecision *>> byPicture;
    Groups groups;
    for (const CaseDecision &decision : decisions.decisions) {
        if (!decision.classId) {
            ++counts.unclear;
            continue;
        }
        byPicture[decision.shown].push_back(&decision);
        for (const std::string &name : decision.kin)
            groups.join(decision.kin.front(), name);
    }
    std::vector<CaseSample> samples;
    for (auto &[shown, about] : byPicture) {
        const std::string &kin = about.front()->kin.front();
        const bool itself =
            std::ranges::any_of(about, [](const CaseDecision *d) { return d->itself; });
        CaseSample sample{shown, std::vector<bool>(classes, true), itself ? 1 : kBorrowed,
                          about.size(), groups.of(kin)};
        for (const CaseDecision *decision : about) {
            if (itself && !decision->itself)
                continue;
            const bool rejected = decision->decision == store::Decision::Reject;
            for (std::size_t c = 0; c < classes; ++c)
                if ((c == *decision->classId) == rejected)
                    sample.allowed[c] = false;
        }
        if (std::ranges::find(sample.allowed, true) == sample.allowed.end()) {
            counts.contradictory += about.size();
            continue;
        }
        counts.used += about.size();
        for (const CaseDecision *decision : about)
            ++(decision->decision == store::Decision::Accept   ? counts.accepted
               : decision->decision == store::Decision::Reject ? counts.rejected
                                                               : counts.labelled);
        samples.push_back(std::move(sample));
    }
    return samples;
}

} // namespace refocus::train
