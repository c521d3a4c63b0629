#include "ui/state/time_view.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

void TimeView::setWhole(AxisRange range)
{
    const bool all = m_visible == m_whole;
    const AxisTime length = std::max<AxisTime>(range.length(), 10'000'000);
    m_whole = {range.begin - length / 50, range.begin + length + length / 50};
    setVisible(all ? m_whole : m_visible);
}

void TimeView::setVisible(AxisRange range)
{
    const AxisTime length = std::clamp(range.length(), kShortest, m_whole.length());
    const AxisTime begin = std::clamp(range.begin, m_whole.begin, m_whole.end - length);
    const AxisRange fitted{begin, begin + length};
    if (fitted == m_visible)
        return;
    m_visible = fitted;
    Q_EMIT changed();
}

void TimeView::zoom(double factor, AxisTime about)
{
    const auto length = static_cast<AxisTime>(
        std::clamp(static_cast<double>(m_visible.length()) / factor, static_cast<double>(kShortest),
                   static_cast<double>(m_whole.length())));
    const double share = static_cast<double>(about - m_visible.begin) /
                         static_cast<double>(std::max<AxisTime>(1, m_visible.length()));
    const AxisTime begin = about - std::llround(share * static_cast<double>(length));
    setVisible({begin, begin + length});
}

void TimeView::pan(AxisTime by) { setVisible({m_visible.begin + by, m_visible.end + by}); }

void TimeView::reveal(AxisTime time)
{
    const AxisTime margin = m_visible.length() / 20;
    if (time < m_visible.begin + margin)
        pan(time - margin - m_visible.begin);
    else if (time > m_visible.end - margin)
        pan(time + margin - m_visible.end);
}

void TimeView::setSelected(std::optional<AxisRange> range)
{
    if (range && range->length() <= 0)
        range.reset();
    if (range == m_selected)
        return;
    m_selected = range;
    Q_EMIT selectedChanged();
}

} // namespace refocus::ui
