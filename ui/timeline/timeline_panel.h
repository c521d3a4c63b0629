// When things were seen: legend and buttons, an overview of the case, and a lane a source on the
// common clock. GUI thread only.
#pragma once

#include "ui/timeline/timeline_model.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QToolButton;

namespace refocus::ui {

class ClassLegend;
class LaneView;
class OverviewStrip;

class TimelinePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TimelinePanel(Workbench &workbench, QWidget *parent = nullptr);

    LaneView &lanes() { return *m_lanes; }
    OverviewStrip &overview() { return *m_overview; }
    const TimelineModel &model() const { return m_model; }

    QSize sizeHint() const override { return {1280, 212}; }

public Q_SLOTS:
    // By time over all sources; one after the other where they have no clock. From the current
    // sighting, else from the playhead.
    void nextSighting();
    void previousSighting();
    void zoomIn(); // About the playhead if it is in view, else the middle.
    void zoomOut();
    void showAll();
    void clearSelectedTime();

private:
    void showState();
    void showSelected();
    void go(int id);

    Workbench &m_workbench;
    TimelineModel m_model;
    ClassLegend *m_legend;
    OverviewStrip *m_overview;
    LaneView *m_lanes;
    QToolButton *m_previous, *m_next, *m_selected;
    QLabel *m_shown;
    QStackedLayout *m_pages;
    QLabel *m_empty;
};

} // namespace refocus::ui
