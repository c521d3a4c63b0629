#include "ui/gallery/gallery_header.h"

#include "ui/gallery/thumbnail_grid.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace refocus::ui {

namespace {

using Show = SightingModel::Show;
using Sort = SightingModel::Sort;
using Group = SightingModel::Group;

QString nameOf(Show show)
{
    switch (show) {
    case Show::All:
        return GalleryHeader::tr("All");
    case Show::Unreviewed:
        return GalleryHeader::tr("Unreviewed");
    case Show::Accepted:
        return GalleryHeader::tr("Accepted");
    case Show::Rejected:
        return GalleryHeader::tr("Rejected");
    case Show::Starred:
        return GalleryHeader::tr("Starred");
    }
    return {};
}

QString nameOf(Sort sort)
{
    switch (sort) {
    case Sort::Time:
        return GalleryHeader::tr("Time");
    case Sort::Score:
        return GalleryHeader::tr("Score");
    case Sort::Size:
        return GalleryHeader::tr("Size");
    case Sort::Camera:
        return GalleryHeader::tr("Camera");
    }
    return {};
}

QString nameOf(Group group)
{
    switch (group) {
    case Group::None:
        return GalleryHeader::tr("No groups");
    case Group::Camera:
        return GalleryHeader::tr("Camera");
    case Group::Hour:
        return GalleryHeader::tr("Hour");
    case Group::Class:
        return GalleryHeader::tr("Class");
    case Group::Cluster:
        return GalleryHeader::tr("Cluster");
    }
    return {};
}

// One action a value, of which the current one is checked whenever the menu opens.
template <class Value>
void addChoices(QMenu *menu, std::initializer_list<Value> values, std::function<Value()> current,
                std::function<void(Value)> choose)
{
    auto *group = new QActionGroup(menu);
    for (const Value value : values) {
        QAction *action = menu->addAction(nameOf(value));
        action->setCheckable(true);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, menu, [choose, value] { choose(value); });
        QObject::connect(menu, &QMenu::aboutToShow, action,
                         [action, current, value] { action->setChecked(current() == value); });
    }
}

} // namespace

GalleryHeader::GalleryHeader(Workbench &workbench, SightingModel &model, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_model(model), m_counts(new QLabel),
      m_part(new QToolButton), m_depth(new DepthSlider(workbench)),
      m_size(new QSlider(Qt::Horizontal))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * kGrid, kGrid, 3 * kGrid, kGrid);
    row->setSpacing(kGrid);
    m_counts->setTextFormat(Qt::RichText);
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_counts, 1);

    row->addWidget(m_depth);
    row->addSpacing(kGrid);
    connect(m_depth, &DepthSlider::wantedChanged, this, &GalleryHeader::fit);

    m_part->setIcon(icon(QStringLiteral("cancel")));
    m_part->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_part->setToolTip(tr("Show the sightings of all times again"));
    connect(m_part, &QToolButton::clicked, this, [this] {
        m_workbench.timeView.setSelected({}); // The gallery follows.
    });
    row->addWidget(m_part);

    m_filter = addButton(QStringLiteral("filter"), tr("Filter"), filterMenu());
    m_sort = addButton(QStringLiteral("sort"), tr("Sort"), sortMenu());
    m_group = addButton(QStringLiteral("grid"), tr("Group"), groupMenu());
    row->addSpacing(kGrid);
    m_size->setRange(ThumbnailGrid::kSmallest, ThumbnailGrid::kLargest);
    m_size->setPageStep(24);
    m_size->setFixedWidth(88);
    m_size->setAccessibleName(tr("Thumbnail size"));
    m_size->setToolTip(tr("Thumbnail size (Ctrl and wheel)"));
    connect(m_size, &QSlider::valueChanged, this, &GalleryHeader::cellWidthChosen);
    row->addWidget(m_size);

    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &GalleryHeader::showCounts);
    const auto soon = [this] { m_soon.start(); };
    connect(&model, &SightingModel::countsChanged, this, soon);
    connect(&workbench.query, &QuerySession::started, this, soon);
    connect(&workbench.query, &QuerySession::shiftChanged, this, soon);
    connect(&workbench.query.job(), &Job::ended, this, soon);
    connect(&workbench.selection, &Selection::changed, this, soon);
    connect(&model, &SightingModel::arranged, this, &GalleryHeader::showArrangement);
    connect(&workbench.session, &CaseSession::sourcesChanged, this,
            &GalleryHeader::showArrangement);
    showCounts();
    showArrangement();
}

void GalleryHeader::setCellWidth(int width)
{
    const QSignalBlocker blocker(m_size);
    m_size->setValue(width);
}

QToolButton *GalleryHeader::addButton(const QString &iconName, const QString &what, QMenu *menu)
{
    auto *button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"
                                         "QToolButton { padding: 1px 4px; }"));
    button->setToolTip(what);
    button->setProperty("what", what);
    button->setMenu(menu);
    layout()->addWidget(button);
    return button;
}

QMenu *GalleryHeader::filterMenu()
{
    auto *menu = new QMenu(this);
    addChoices<Show>(
        menu, {Show::All, Show::Unreviewed, Show::Accepted, Show::Rejected, Show::Starred},
        [this] { return m_model.filter().show; },
        [this](Show show) {
            SightingModel::Filter filter = m_model.filter();
            filter.show = show;
            m_model.setFilter(filter);
        });
    menu->addSeparator();
    QMenu *sources = menu->addMenu(tr("Source"));
    connect(sources, &QMenu::aboutToShow, this, [this, sources] { fillSources(sources); });
    QAction *marked = menu->addAction(tr("Between in and out"));
    connect(marked, &QAction::triggered, this, [this] {
        const Playhead &playhead = m_workbench.playhead;
        const auto range = playhead.marked();
        if (!range)
            return;
        const TimeAxis &axis = m_workbench.session.axis();
        m_workbench.timeView.setSelected(
            AxisRange{axis.toAxis(playhead.video(), range->begin),
                      axis.toAxis(playhead.video(), range->end)}); // The gallery follows.
    });
    connect(menu, &QMenu::aboutToShow, this, [this, sources, marked] {
        sources->setEnabled(m_workbench.session.sources().size() > 1);
        marked->setEnabled(m_workbench.playhead.marked().has_value());
    });
    return menu;
}

void GalleryHeader::fillSources(QMenu *menu)
{
    menu->clear();
    const auto add = [&](const QString &name, const std::string &video) {
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_model.filter().video == video);
        connect(action, &QAction::triggered, this, [this, video] {
            SightingModel::Filter filter = m_model.filter();
            filter.video = video;
            m_model.setFilter(filter);
        });
    };
    add(tr("All sources"), {});
    for (const SourceInfo &source : m_workbench.session.sources())
        add(QString::fromStdString(source.name()), source.id());
}

QMenu *GalleryHeader::sortMenu()
{
    auto *menu = new QMenu(this);
    addChoices<Sort>(
        menu, {Sort::Time, Sort::Score, Sort::Size, Sort::Camera},
        [this] { return m_model.sort(); }, [this](Sort sort) { m_model.setSort(sort); });
    menu->addSeparator();
    auto *group = new QActionGroup(menu);
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        QAction *action =
            menu->addAction(order == Qt::AscendingOrder ? tr("Ascending") : tr("Descending"));
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, order] { m_model.setSort(m_model.sort(), order); });
        connect(menu, &QMenu::aboutToShow, action,
                [this, action, order] { action->setChecked(m_model.order() == order); });
    }
    return menu;
}

QMenu *GalleryHeader::groupMenu()
{
    auto *menu = new QMenu(this);
    addChoices<Group>(
        menu, {Group::None, Group::Camera, Group::Hour, Group::Class, Group::Cluster},
        [this] { return m_model.group(); }, [this](Group group) { m_model.setGroup(group); });
    return menu;
}

QString GalleryHeader::countsText() const
{
    const auto text = [](int count) { return countText(static_cast<std::uint64_t>(count)); };
    const int all = m_workbench.sightings.answered();
    const int shown = m_model.passing();
    if (!m_workbench.query.hasRun())
        return tr("Sightings");
    QStringList parts;
    parts << (shown != all ? tr("%1 of %2").arg(text(shown), text(all))
              : all == 1   ? tr("1 sighting")
                           : tr("%1 sightings").arg(text(all)));
    if (all > 0)
        parts << tr("%1 to review").arg(text(m_model.unreviewed()));
    if (const auto selected = m_workbench.selection.ids().size(); selected > 1)
        parts << tr("%1 selected").arg(text(static_cast<int>(selected)));
    return parts.join(QStringLiteral(" · "));
}

void GalleryHeader::showCounts()
{
    const QString text = countsText();
    const auto dot = text.indexOf(QStringLiteral(" · "));
    m_counts->setText(QStringLiteral("<b>%1</b><span style='color:%3'>%2</span>")
                          .arg(text.left(dot < 0 ? text.size() : dot).toHtmlEscaped(),
                               dot < 0 ? QString() : text.mid(dot).toHtmlEscaped(),
                               colours().muted.name()));
    m_counts->setToolTip(text);
    fit();
}

void GalleryHeader::showArrangement()
{
    const SightingModel::Filter &filter = m_model.filter();
    QString shown = nameOf(filter.show);
    if (!filter.video.empty()) {
        const SourceInfo *source = m_workbench.session.source(filter.video);
        shown +=
            QStringLiteral(", ") + QString::fromStdString(source ? source->name() : filter.video);
    }
    m_filter->setText(shown);
    m_sort->setText(nameOf(m_model.sort()) + (m_model.order() == Qt::AscendingOrder
                                                  ? QStringLiteral(" ↑")
                                                  : QStringLiteral(" ↓")));
    m_group->setText(m_model.group() == Group::None ? tr("Group") : nameOf(m_model.group()));
    for (QToolButton *button : {m_filter, m_sort, m_group})
        button->setAccessibleName(
            tr("%1: %2").arg(button->property("what").toString(), button->text()));
    m_part->setVisible(filter.time.has_value());
    if (filter.time) {
        const TimeAxis &axis = m_workbench.session.axis();
        const auto text = [&](AxisTime time) {
            return axis.isWallClock() && !axis.lanes().empty()
                       ? wallClockText(time, axis.lanes().front().timeZone).mid(11, 8)
                       : timeText(Timestamp(time)).left(8);
        };
        m_part->setText(tr("%1 to %2").arg(text(filter.time->begin), text(filter.time->end)));
        m_part->setAccessibleName(tr("Only %1").arg(m_part->text()));
    }
    fit();
}

void GalleryHeader::resizeEvent(QResizeEvent *) { fit(); }

// What the depth says gets shorter, names give way to icons, and then the size's slider to nothing,
// before the counts do. Where even they have no room the depth is left to its keys.
void GalleryHeader::fit()
{
    bool brief = false;
    const auto style = [this](Qt::ToolButtonStyle of) {
        for (QToolButton *button : {m_filter, m_sort, m_group})
            button->setToolButtonStyle(of);
    };
    const auto needed = [this, &brief] {
        int sum = m_counts->sizeHint().width() + 16 * kGrid;
        for (const QWidget *widget :
             {static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_sort),
              static_cast<QWidget *>(m_group)})
            sum += widget->sizeHint().width() + kGrid;
        if (m_depth->isWanted())
            sum += m_depth->widthWanted(brief) + 2 * kGrid;
        return sum + (m_part->isHidden() ? 0 : m_part->sizeHint().width());
    };
    style(Qt::ToolButtonTextBesideIcon);
    brief = needed() + m_size->width() > width();
    m_depth->setBrief(brief);
    m_depth->setFixedWidth(m_depth->widthWanted(brief)); // So that nothing moves as it is moved.
    if (needed() + m_size->width() > width())
        style(Qt::ToolButtonIconOnly);
    m_size->setVisible(needed() + m_size->width() <= width());
    const int spare = std::max(0, m_counts->sizeHint().width() - 20 * kGrid);
    m_depth->setVisible(m_depth->isWanted() && needed() - spare <= width());
}

void GalleryHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_group) // Not before it is built.
        showCounts();
    QWidget::changeEvent(event);
}

} // namespace refocus::ui
