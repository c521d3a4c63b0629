#include "ui/timeline/lane_spans.h"

#include <QCoreApplication>

#include <algorithm>

namespace refocus::ui {

std::vector<LaneSpan> missingSpans(const LaneFacts &facts, AxisRange shown)
{
    std::vector<LaneSpan> spans;
    const auto add = [&](AxisTime begin, AxisTime end, Missing why) {
        begin = std::max(begin, shown.begin);
        end = std::min(end, shown.end);
        if (begin < end)
            spans.push_back({{begin, end}, why});
    };
    const AxisTime indexedEnd = facts.begin + facts.indexed.count();
    const AxisTime end = std::max(indexedEnd, facts.begin + facts.expected.count());
    if (facts.wallClock) {
        add(shown.begin, facts.begin, Missing::NotRecorded);
        add(end, shown.end, Missing::NotRecorded);
    }
    if (facts.asked) {
        const auto within = [&](Timestamp time) {
            return facts.begin + std::clamp<AxisTime>(time.count(), 0, facts.indexed.count());
        };
        AxisTime searchedTo = facts.begin;
        for (const TimeRange &range : *facts.asked) {
            add(searchedTo, within(range.begin), Missing::NotAsked);
            searchedTo = std::max(searchedTo, within(range.end));
        }
        add(searchedTo, indexedEnd, Missing::NotAsked);
    }
    add(indexedEnd, end, facts.fault.isEmpty() ? Missing::NotIngested : Missing::Failed);
    for (const TimeRange &gap : facts.gaps)
        add(facts.begin + gap.begin.count(),
            gap.end == Timestamp::max() ? end : facts.begin + gap.end.count(), Missing::Gap);
    return spans;
}

std::optional<Missing> missingAt(const std::vector<LaneSpan> &spans, AxisTime time)
{
    for (auto span = spans.rbegin(); span != spans.rend(); ++span)
        if (span->range.begin <= time && time < span->range.end)
            return span->why;
    return {};
}

QString missingText(Missing why, const LaneFacts &of)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("refocus::ui::lane", text);
    };
    switch (why) {
    case Missing::NotRecorded:
        return tr("not recorded");
    case Missing::Gap:
        return tr("pictures missing");
    case Missing::NotIngested:
        return tr("not ingested yet");
    case Missing::Failed:
        return of.fault;
    case Missing::NotAsked:
        return tr("not searched");
    }
    return {};
}

} // namespace refocus::ui
