#include "media/frame_table.h"

#include "base/error.h"
#include "media/video_reader.h"

#include <algorithm>
#include <cassert>

namespace refocus::media {

namespace {

constexpr FrameIndex kReportEvery = 64;

bool earlier(const FrameEntry &a, const FrameEntry &b) { return a.time < b.time; }

} // namespace

FrameTable::FrameTable(std::vector<FrameEntry> entries) : m_entries(std::move(entries))
{
    assert(std::is_sorted(m_entries.begin(), m_entries.end(), earlier));
}

FrameTable FrameTable::scan(const std::filesystem::path &path, const Progress &progress)
{
    FrameTable table;
    VideoReader reader(path);
    while (reader.skip()) {
        table.append(reader.entry());
        if (table.size() % kReportEvery == 0 &&
            !goOn(progress, {reader.fraction(), path.filename().string()}))
            throw Cancelled();
    }
    return table;
}

void FrameTable::append(const FrameEntry &entry)
{
    assert(m_entries.empty() || m_entries.back().time < entry.time);
    m_entries.push_back(entry);
}

const FrameEntry &FrameTable::entry(FrameIndex index) const
{
    assert(index >= 0 && index < size());
    return m_entries[static_cast<std::size_t>(index)];
}

std::optional<FrameIndex> FrameTable::indexAt(Timestamp time) const
{
    if (m_entries.empty())
        return std::nullopt;
    const auto after =
        std::upper_bound(m_entries.begin(), m_entries.end(), FrameEntry{.time = time}, earlier);
    return std::max<FrameIndex>(0, after - m_entries.begin() - 1);
}

std::optional<FrameIndex> FrameTable::keyframeBefore(FrameIndex index) const
{
    for (FrameIndex i = index; i >= 0; --i)
        if (entry(i).keyframe)
            return i;
    return std::nullopt;
}

Timestamp FrameTable::duration() const
{
    if (m_entries.size() < 2)
        return Timestamp{0};
    std::vector<Timestamp> steps;
    steps.reserve(m_entries.size() - 1);
    for (std::size_t i = 1; i < m_entries.size(); ++i)
        steps.push_back(m_entries[i].time - m_entries[i - 1].time);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return m_entries.back().time + *middle;
}

} // namespace refocus::media
