#include "ui/timeline/timeline_panel.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"
#include "ui/timeline/class_legend.h"
#include "ui/timeline/lane_view.h"
#include "ui/timeline/overview_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>

namespace refocus::ui {

namespace {

QToolButton *button(const QString &iconName, const QString &text, QWidget *parent)
{
    auto *made = new QToolButton(parent);
    made->setIcon(icon(iconName));
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->setAutoRaise(true);
    made->setFixedSize(kControl, kControl);
    return made;
}

} // namespace

TimelinePanel::TimelinePanel(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_model(workbench)
{
    setAccessibleName(tr("Timeline"));
    auto *page = new QWidget(this);
    m_legend = new ClassLegend(page);
    m_overview = new OverviewStrip(workbench, m_model, page);
    m_lanes = new LaneView(workbench, m_model, page);
    m_shown = new QLabel(page);
    m_shown->setForegroundRole(QPalette::PlaceholderText);
    m_selected = new QToolButton(page);
    m_selected->setIcon(icon(QStringLiteral("cancel")));
    m_selected->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_selected->setLayoutDirection(Qt::RightToLeft); // The cross stands behind the text.
    m_selected->setToolTip(tr("Drop the selected span of time"));
    m_selected->setAccessibleName(m_selected->toolTip());
    m_previous = button(QStringLiteral("skip-back"), tr("Previous sighting"), page);
    m_next = button(QStringLiteral("skip-forward"), tr("Next sighting"), page);
    auto *out = button(QStringLiteral("zoom-out"), tr("Zoom out"), page);
    auto *in = button(QStringLiteral("zoom-in"), tr("Zoom in"), page);
    auto *all = button(QStringLiteral("fit"), tr("Show everything"), page);

    auto *header = new QHBoxLayout;
    header->setContentsMargins(12, kGrid, 2 * kGrid, 0);
    header->setSpacing(kGrid);
    header->addWidget(m_legend, 1);
    header->addWidget(m_selected);
    header->addWidget(m_shown);
    header->addSpacing(2 * kGrid);
    header->addWidget(m_previous);
    header->addWidget(m_next);
    header->addSpacing(2 * kGrid);
    header->addWidget(out);
    header->addWidget(in);
    header->addWidget(all);

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(header);
    column->addWidget(m_overview);
    column->addWidget(m_lanes, 1);

    m_empty = new QLabel(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setContentsMargins(24, 24, 24, 24);

    m_pages = new QStackedLayout(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(page);

    connect(m_previous, &QToolButton::clicked, this, &TimelinePanel::previousSighting);
    connect(m_next, &QToolButton::clicked, this, &TimelinePanel::nextSighting);
    connect(in, &QToolButton::clicked, this, &TimelinePanel::zoomIn);
    connect(out, &QToolButton::clicked, this, &TimelinePanel::zoomOut);
    connect(all, &QToolButton::clicked, this, &TimelinePanel::showAll);
    connect(m_selected, &QToolButton::clicked, this, &TimelinePanel::clearSelectedTime);
    connect(&m_model, &TimelineModel::rowsChanged, this, &TimelinePanel::showState);
    connect(&m_model, &TimelineModel::sightingsChanged, this, &TimelinePanel::showState);
    connect(&workbench.session, &CaseSession::opened, this, &TimelinePanel::showState);
    for (const auto signal :
         {&QuerySession::started, &QuerySession::finished, &QuerySession::cancelled})
        connect(&workbench.query, signal, this, &TimelinePanel::showState);
    connect(&workbench.query, &QuerySession::failed, this, &TimelinePanel::showState);
    connect(&workbench.timeView, &TimeView::changed, this, &TimelinePanel::showSelected);
    connect(&workbench.timeView, &TimeView::selectedChanged, this, &TimelinePanel::showSelected);
    showState();
    showSelected();
}

void TimelinePanel::showState()
{
    m_legend->setClasses(m_model.index().classes());
    const QuerySession &query = m_workbench.query;
    m_legend->setHint(query.isRunning() ? tr("Searching")
                      : !query.hasRun() ? tr("Ask for a class to see here when it was in view")
                      : query.stats().reuse.empty() // It failed or was cancelled.
                          ? tr("The search ended before all was looked at")
                          : tr("Nothing was found; other classes or a longer span may show more"));
    const bool some = m_model.index().count() > 0;
    m_previous->setEnabled(some);
    m_next->setEnabled(some);
    m_empty->setText(m_workbench.session.engine()
                         ? tr("The timeline shows when things were seen. Add footage to begin.")
                         : tr("The timeline shows when things were seen. Open a case to begin."));
    m_pages->setCurrentIndex(m_model.rows().empty() ? 0 : 1);
}

void TimelinePanel::showSelected()
{
    const TimeView &view = m_workbench.timeView;
    m_shown->setText(
        tr("%1 shown").arg(spanText(static_cast<double>(view.visible().length()) / 1e6)));
    const auto &selected = view.selected();
    m_selected->setVisible(selected.has_value());
    if (selected)
        m_selected->setText(
            tr("%1 selected").arg(spanText(static_cast<double>(selected->length()) / 1e6)));
}

void TimelinePanel::go(int id)
{
    if (id >= 0)
        m_workbench.selection.select(id);
}

void TimelinePanel::nextSighting()
{
    go(m_model.index().next(m_workbench.session.axis(), m_workbench.selection.current(),
                            m_workbench.playhead.video(), m_workbench.playhead.time()));
}

void TimelinePanel::previousSighting()
{
    go(m_model.index().previous(m_workbench.session.axis(), m_workbench.selection.current(),
                                m_workbench.playhead.video(), m_workbench.playhead.time()));
}

void TimelinePanel::zoomIn() { m_lanes->zoomAboutPlayhead(1.6); }
void TimelinePanel::zoomOut() { m_lanes->zoomAboutPlayhead(1 / 1.6); }
void TimelinePanel::showAll() { m_workbench.timeView.showAll(); }
void TimelinePanel::clearSelectedTime() { m_workbench.timeView.setSelected({}); }

} // namespace refocus::ui
