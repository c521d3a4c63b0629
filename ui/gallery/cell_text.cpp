#include "ui/gallery/cell_text.h"

#include "ui/state/time_text.h"

namespace refocus::ui {

void describePlace(Cell &cell, const CaseSession &session, const std::string &video, Timestamp time)
{
    const SourceInfo *source = session.source(video);
    const auto wall =
        source && session.axis().isWallClock() ? wallClockOf(source->record, time) : std::nullopt;
    cell.time = wall ? wallClockText(*wall, source->record.timeZone).mid(11, 12) : timeText(time);
    if (source && session.sources().size() > 1)
        cell.place = QString::fromStdString(source->name());
}

} // namespace refocus::ui
