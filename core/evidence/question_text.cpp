#include "evidence/question_text.h"

#include "evidence/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace refocus::evidence {

using nlohmann::json;

namespace {

std::string plain(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_array())
        return value.dump(-1, ' ', false, json::error_handler_t::replace);
    std::string list;
    for (const json &item : value)
        list += (list.empty() ? "" : ", ") + plain(item);
    return list;
}

// The members of an object, each taken once.
class Members
{
public:
    explicit Members(const json &object) : m_object(object.is_object() ? object : json::object()) {}

    // None where there is none or it is of another type.
    template <class T> std::optional<T> take(const char *name)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() || found->is_null())
            return {};
        try {
            auto value = found->template get<T>();
            m_object.erase(found);
            return value;
        } catch (const json::exception &) {
            return {};
        }
    }
    void drop(const char *name) { m_object.erase(name); }

    void addRest(std::vector<Fact> &facts) const
    {
        for (const auto &[name, value] : m_object.items()) {
            if (value.is_null() || (value.is_structured() && value.empty()) || value == "")
                continue;
            std::string shown = name;
            std::ranges::replace(shown, '_', ' ');
            facts.push_back({shown, plain(value)});
        }
    }

private:
    json m_object;
};

std::string joined(const std::vector<std::string> &parts, const char *between)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : between) + part;
    return text;
}

// "4" or "7-11", as on the command line.
std::string reuseText(const std::string &name)
{
    if (name == "none")
        return "none: the query network sees the pixels";
    if (name == "auto")
        return "auto: the program chooses";
    const auto dash = name.find('-');
    return dash == std::string::npos ? name + "→" + name
                                     : name.substr(0, dash) + "→" + name.substr(dash + 1);
}

std::string secondsText(double milliseconds) { return numberText(milliseconds / 1e3, 2) + " s"; }

// "2026-...Z to 2026-...Z", where each end may be open.
std::string rangeText(const std::optional<std::string> &from, const std::optional<std::string> &to)
{
    if (from && to)
        return *from + " to " + *to;
    return from ? "from " + *from : "until " + to.value_or(std::string());
}

void addWhen(Members &question, std::vector<Fact> &facts)
{
    const double from = question.take<double>("from_s").value_or(0);
    const auto to = question.take<double>("to_s");
    if (from > 0 || to)
        facts.push_back(
            {"Time in each source",
             rangeText(clockText(fromSeconds(from)),
                       to ? std::optional(clockText(fromSeconds(*to))) : std::nullopt)});
    const auto clock = [&](const char *name) {
        const auto microseconds = question.take<std::int64_t>(name);
        return microseconds ? std::optional(utcText(*microseconds)) : std::nullopt;
    };
    const auto begin = clock("clock_from_us"), end = clock("clock_to_us");
    if (begin || end)
        facts.push_back({"Wall clock", rangeText(begin, end)});
    const auto daily = question.take<std::array<double, 2>>("daily_s");
    if (daily) {
        const auto ofDay = [](double seconds) {
            return clockText(fromSeconds(seconds)).substr(0, 5);
        };
        facts.push_back({"Time of day", ofDay((*daily)[0]) + " to " + ofDay((*daily)[1])});
    }
}

void addQuestion(Members &question, std::vector<Fact> &facts,
                 const std::function<std::string(const std::string &)> &camera)
{
    using Texts = std::vector<std::string>;
    if (const auto classes = question.take<Texts>("classes"); classes && !classes->empty())
        facts.push_back({"Classes", joined(*classes, ", ")});
    if (auto videos = question.take<Texts>("videos")) {
        std::ranges::transform(*videos, videos->begin(), camera);
        facts.push_back({"Sources", videos->empty() ? "all of the case" : joined(*videos, ", ")});
    }
    addWhen(question, facts);
    using Corners = std::vector<std::array<int, 2>>;
    if (const auto region = question.take<Corners>("region"); region && !region->empty()) {
        Texts corners;
        for (const auto &[x, y] : *region)
            corners.push_back('(' + std::to_string(x) + ", " + std::to_string(y) + ')');
        facts.push_back(
            {"Region", "objects whose centre lies within " + joined(corners, " ") + ", in pixels"});
    }
    if (const auto side = question.take<int>("min_side"); side && *side > 0)
        facts.push_back({"Smallest object", std::to_string(*side) + " pixels on its longer side"});
    if (const auto score = question.take<double>("min_score"); score && *score > 0)
        facts.push_back({"Smallest score", numberText(*score, 2)});
    if (const auto k = question.take<int>("k"))
        facts.push_back({"Looked at", "what the ingest network gives the class among its first " +
                                          std::to_string(*k) + " (K)"});
    if (const auto limit = question.take<std::uint64_t>("limit"); limit && *limit > 0)
        facts.push_back({"No more than", std::to_string(*limit) + " sightings, the best by score"});
    if (question.take<bool>("fresh").value_or(false))
        facts.push_back({"Asked anew", "verdicts kept from before were not used"});
    if (question.take<bool>("rejected").value_or(false))
        facts.push_back({"Rejected ones", "what a person rejected is shown too"});
    if (const auto reuse = question.take<std::string>("reuse"))
        facts.push_back({"Reuse asked for", reuseText(*reuse)});
}

void addFigures(Members &figures, std::vector<Fact> &facts)
{
    if (const auto reuse = figures.take<std::string>("reuse"))
        facts.push_back({"Reuse", reuseText(*reuse)});
    if (const auto model = figures.take<std::string>("model"))
        facts.push_back({"Model pack", *model});
    if (const auto hash = figures.take<std::string>("model_sha256"))
        facts.push_back({"SHA-256 of the model pack", *hash});
    std::vector<std::string> where;
    for (const char *name : {"device", "precision"})
        if (auto text = figures.take<std::string>(name))
            where.push_back(std::move(*text));
    if (!where.empty())
        facts.push_back({"Computed on", joined(where, ", ")});
    const auto countOf = [&](const char *name) { return figures.take<std::uint64_t>(name); };
    if (const auto patches = countOf("patches"))
        facts.push_back({"Patches in what was searched", std::to_string(*patches)});
    if (const auto candidates = countOf("candidates"))
        facts.push_back({"Clusters that may show it", std::to_string(*candidates)});
    if (const auto verified = countOf("verified")) {
        std::string text = std::to_string(*verified) + " now";
        if (const auto derived = countOf("derived"); derived && *derived > 0)
            text +=
                ", " + std::to_string(*derived) + " of them from pixels, as their map was not kept";
        if (const auto cached = countOf("cached"))
            text += ", " + std::to_string(*cached) + " kept from before";
        facts.push_back({"Verdicts of the query network", text});
    }
    if (const auto total = figures.take<double>("ms_total")) {
        std::string text = secondsText(*total);
        if (const auto first = figures.take<double>("ms_first"); first && *first > 0)
            text += ", the first sighting after " + secondsText(*first);
        const auto read = figures.take<double>("ms_read"), infer = figures.take<double>("ms_infer");
        if (read && infer)
            text += "; reading " + secondsText(*read) + ", the network " + secondsText(*infer);
        facts.push_back({"Time to answer", text});
    }
    if (const auto bytes = countOf("bytes_read"))
        facts.push_back({"Read from the case", bytesText(*bytes)});
}

} // namespace

std::vector<Fact> questionFacts(const json &question, const json &figures,
                                const std::function<std::string(const std::string &)> &camera)
{
    std::vector<Fact> facts;
    Members asked(question), answered(figures);
    answered.drop("searched_s");
    addQuestion(asked, facts, camera);
    addFigures(answered, facts);
    asked.addRest(facts);
    answered.addRest(facts);
    return facts;
}

} // namespace refocus::evidence
