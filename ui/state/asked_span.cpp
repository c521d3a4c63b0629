#include "ui/state/asked_span.h"

#include <algorithm>

namespace refocus::ui {

bool isAsked(const SourceInfo &source, const query::QueryOptions &asked)
{
    return asked.videos.empty() ||
           std::ranges::find(asked.videos, source.id()) != asked.videos.end();
}

std::vector<TimeRange> askedOf(const SourceInfo &source, const query::QueryOptions &asked)
{
    const TimeRange bounds{std::max(Timestamp{0}, asked.time.begin),
                           std::min(source.duration, asked.time.end)};
    std::vector<TimeRange> spans{bounds};
    if (const auto named = asked.spans.find(source.id()); named != asked.spans.end()) {
        spans.clear();
        for (const TimeRange &span : named->second)
            spans.push_back({std::max(span.begin, bounds.begin), std::min(span.end, bounds.end)});
    }
    std::erase_if(spans, [](const TimeRange &span) { return span.end <= span.begin; });
    return spans;
}

} // namespace refocus::ui
