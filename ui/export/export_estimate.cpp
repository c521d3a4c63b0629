#include "ui/export/export_estimate.h"

#include <algorithm>
#include <set>

namespace refocus::ui {

ExportEstimate estimateExport(std::span<const query::Sighting> sightings,
                              const evidence::ExportOptions &options,
                              const std::map<std::string, SourceFacts> &sources)
{
    std::map<std::string, Timestamp> durations;
    for (const auto &[video, facts] : sources)
        if (!facts.frames.empty())
            durations[video] = facts.frames.duration();

    std::set<std::string> unknown;
    std::vector<query::Sighting> known;
    for (const query::Sighting &sighting : sightings)
        if (durations.contains(sighting.video))
            known.push_back(sighting);
        else
            unknown.insert(sighting.video);
    std::vector<evidence::ClipSpan> spans;
    for (const evidence::ClipSpan &span : options.spans)
        if (durations.contains(span.video))
            spans.push_back(span);
        else
            unknown.insert(span.video);

    const std::vector<evidence::PlannedClip> clips =
        options.spans.empty() ? evidence::planClips(known, durations, options.plan)
                              : evidence::planSpans(spans, known, durations);
    const bool exact = options.mode == evidence::ClipMode::Exact || options.burnIn;
    ExportEstimate estimate;
    estimate.clips = static_cast<int>(clips.size());
    estimate.unknownSources = static_cast<int>(unknown.size());
    for (const evidence::PlannedClip &clip : clips) {
        const SourceFacts &facts = sources.at(clip.video);
        double seconds = toSeconds(clip.end - clip.begin);
        estimate.seconds += seconds;
        if (!exact) {
            const FrameIndex first = facts.frames.indexAt(clip.begin).value();
            const FrameIndex extra = media::extraFramesBefore(facts.frames, first);
            estimate.extra += extra;
            estimate.mostExtra = std::max(estimate.mostExtra, extra);
            seconds +=
                toSeconds(facts.frames.entry(first).time - facts.frames.entry(first - extra).time);
        }
        const double length = std::max(1e-6, toSeconds(durations[clip.video]));
        estimate.bytes +=
            static_cast<double>(facts.bytes) / length * seconds * (exact ? kExactFactor : 1.0);
    }
    return estimate;
}

} // namespace refocus::ui
