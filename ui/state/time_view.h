// The stretch of the axis that the timeline shows, and the one that was selected on it. GUI thread
// only.
#pragma once

#include "ui/state/time_axis.h"

#include <QObject>

#include <optional>

namespace refocus::ui {

class TimeView : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    AxisRange whole() const { return m_whole; }     // Of the case, with a little air at both ends.
    AxisRange visible() const { return m_visible; } // Within whole().

    // A view of everything goes on showing everything.
    void setWhole(AxisRange range);
    void setVisible(AxisRange range); // Made to fit: at least kShortest, within whole().
    void showAll() { setVisible(m_whole); }
    void zoom(double factor, AxisTime about); // Above 1: nearer. `about` stays where it is.
    void pan(AxisTime by);
    void reveal(AxisTime time); // Moves as little as needed to show it.

    // What the gallery is narrowed to; none: everything. An empty or reversed one is none.
    const std::optional<AxisRange> &selected() const { return m_selected; }
    void setSelected(std::optional<AxisRange> range);

    static constexpr AxisTime kShortest = 200'000;

Q_SIGNALS:
    void changed();
    void selectedChanged();

private:
    AxisRange m_whole{0, 60'000'000}, m_visible{0, 60'000'000};
    std::optional<AxisRange> m_selected;
};

} // namespace refocus::ui
