#include "ui/timeline/lane_view.h"

#include "ui/controls/depth_text.h"
#include "ui/state/time_text.h"
#include "ui/theme/fill.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr int kFlag = 8; // Of a bookmark, in pixels.

constexpr double kNotch = 1.25, kKeyZoom = 1.6; // Zoom of one notch of the wheel, and of a key.
constexpr int kLabelWidth = 92;                 // Of the ruler's longest label, with air.
constexpr int kPreviewPixels = 4;               // A keyframe so near to the pointer will do.

} // namespace

LaneView::LaneView(Workbench &workbench, TimelineModel &model, QWidget *parent)
    : QAbstractScrollArea(parent), m_workbench(workbench), m_model(model), m_card(this),
      m_preview(HoverCard::kPicture * 2)
{
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("Lanes of the sources. Arrow keys pan, plus and minus zoom, Home "
                                "shows everything."));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);

    connect(&workbench.timeView, &TimeView::changed, this, &LaneView::redraw);
    connect(&workbench.timeView, &TimeView::selectedChanged, viewport(),
            [this] { viewport()->update(); });
    connect(&model, &TimelineModel::rowsChanged, this, &LaneView::updateLayout);
    connect(&model, &TimelineModel::sightingsChanged, this, &LaneView::updateLayout);
    connect(&model, &TimelineModel::selectionChanged, this, &LaneView::redraw);
    connect(&model, &TimelineModel::activityChanged, this, &LaneView::redraw);
    connect(&model, &TimelineModel::framesChanged, this, &LaneView::redraw);
    connect(&workbench.playhead, &Playhead::moved, this, &LaneView::followPlayhead);
    connect(&workbench.playhead, &Playhead::marksChanged, viewport(),
            [this] { viewport()->update(); });
    connect(&workbench.session, &CaseSession::closed, this, [this] {
        leave();
        m_preview.forget();
    });

    m_hoverTimer.setSingleShot(true);
    m_hoverTimer.setInterval(90);
    connect(&m_hoverTimer, &QTimer::timeout, this, &LaneView::showCard);
    connect(&m_preview, &FramePreview::ready, this,
            [this](const std::string &, Timestamp, const QImage &picture) {
                if (m_card.isVisible())
                    m_card.setPicture(picture);
            });
    connect(&m_preview, &FramePreview::failed, this, [this] { m_card.setPicture({}); });
    updateLayout();
}

TimeScale LaneView::scale() const
{
    return {m_workbench.timeView.visible(), kGutter,
            static_cast<double>(std::max(1, viewport()->width() - kGutter))};
}

LaneLayout LaneView::layout() const
{
    return {static_cast<int>(m_model.rows().size()), m_model.index().rows(), kRuler,
            std::max(0, viewport()->height() - kRuler), verticalScrollBar()->value()};
}

LaneScene LaneView::scene() const
{
    return {scale(),         layout(),       m_model.rows(),
            m_model.index(), m_model.zone(), m_workbench.playhead.video()};
}

void LaneView::redraw()
{
    m_stale = true;
    viewport()->update();
}

void LaneView::updateLayout()
{
    const LaneLayout now = layout();
    verticalScrollBar()->setRange(0, std::max(0, now.contentHeight() - now.space));
    verticalScrollBar()->setPageStep(std::max(1, now.space));
    verticalScrollBar()->setSingleStep(std::max(1, now.laneHeight() / 2));
    redraw();
}

void LaneView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateLayout();
}

void LaneView::scrollContentsBy(int, int) { redraw(); }

void LaneView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        redraw();
    QAbstractScrollArea::changeEvent(event);
}

// Drawing

void LaneView::paintContent()
{
    const double ratio = devicePixelRatioF();
    const QSize size = viewport()->size();
    if (m_content.size() != size * ratio || m_content.devicePixelRatio() != ratio) {
        m_content = QPixmap(size * ratio);
        m_content.setDevicePixelRatio(ratio);
    }
    m_content.fill(colours().base);
    QPainter painter(&m_content);
    painter.setFont(font());
    const LaneScene scene = this->scene();
    const std::vector<Tick> ticks =
        ticksOf(scene.scale, tickSteps(scene.scale, kLabelWidth), scene.zone);
    paintGrid(painter, scene, ticks);
    const bool close = scene.scale.perPixel() < 20'000; // Pictures may be told apart.
    static const std::vector<std::int64_t> kNoFrames;
    for (int lane = 0; lane < scene.layout.lanes; ++lane) {
        const Band band = scene.layout.lane(lane);
        if (band.bottom() <= kRuler || band.top >= size.height())
            continue;
        const std::string &video = scene.rows[static_cast<std::size_t>(lane)].video;
        painter.save();
        painter.setClipRect(QRectF(kGutter, kRuler, scene.scale.width, scene.layout.space));
        paintLane(painter, scene, lane, m_model.activity(video),
                  close ? m_model.frames().of(video) : kNoFrames);
        painter.restore();
        painter.save();
        painter.setClipRect(QRectF(0, kRuler, kGutter, scene.layout.space));
        paintLaneName(painter, scene, lane);
        painter.restore();
    }
    painter.setFont(font());
    const int bottom = kRuler + scene.layout.contentHeight() - scene.layout.scrolled;
    if (bottom < size.height())
        painter.fillRect(0, bottom, size.width(), size.height() - bottom, colours().window);
    paintRuler(painter, scene, ticks);
    m_stale = false;
}

void LaneView::paintEvent(QPaintEvent *event)
{
    if (m_stale)
        paintContent();
    QPainter painter(viewport());
    painter.setFont(font());
    const double ratio = m_content.devicePixelRatio();
    const QRect area = event->rect();
    painter.drawPixmap(QRectF(area), m_content,
                       QRectF(QPointF(area.topLeft()) * ratio, QSizeF(area.size()) * ratio));
    painter.save();
    painter.setClipRect(QRectF(kGutter, 0, viewport()->width() - kGutter, viewport()->height()));
    paintMarks(painter);
    paintBookmarks(painter);
    paintSelected(painter);
    if (m_hover && m_drag == Drag::None && m_hover->x() >= kGutter) {
        QColor line = colours().muted;
        line.setAlphaF(0.5F);
        fillInBands(painter, QRectF(m_hover->x(), kRuler, 1, viewport()->height() - kRuler), line);
    }
    paintPlayhead(painter);
    painter.restore();
    m_drawnPlayhead = playheadArea();
    if (hasFocus()) {
        painter.setPen(colours().accent);
        painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void LaneView::paintMarks(QPainter &painter) const
{
    const Playhead &playhead = m_workbench.playhead;
    const LaneRow *row = m_model.row(playhead.video());
    if (!row || !row->indexed || (!playhead.in() && !playhead.out()))
        return;
    const TimeScale scale = this->scale();
    const Band band = layout().lane(static_cast<int>(row - m_model.rows().data()));
    const auto pixel = [&](Timestamp time) {
        return std::round(scale.timeToPixel(row->begin + time.count()));
    };
    const double begin = playhead.in() ? pixel(*playhead.in()) : pixel(Timestamp{0});
    const double end = playhead.out() ? pixel(*playhead.out()) : pixel(row->duration);
    painter.save();
    painter.setClipRect(QRectF(kGutter, kRuler, scale.width, viewport()->height() - kRuler),
                        Qt::IntersectClip);
    QColor shade = colours().accent;
    shade.setAlphaF(playhead.marked() ? 0.22F : 0.1F);
    fillInBands(painter, QRectF(begin, band.top, end - begin, band.height - 1), shade);
    const auto bracket = [&](double x, int way) {
        painter.fillRect(QRectF(x - 1, band.top, 2, band.height - 1), colours().accent);
        painter.fillRect(QRectF(way > 0 ? x : x - 6, band.top, 6, 2), colours().accent);
        painter.fillRect(QRectF(way > 0 ? x : x - 6, band.bottom() - 3, 6, 2), colours().accent);
    };
    if (playhead.in())
        bracket(begin, 1);
    if (playhead.out())
        bracket(end, -1);
    painter.restore();
}

void LaneView::setBookmarks(const Bookmarks &bookmarks)
{
    m_bookmarks = &bookmarks;
    connect(&bookmarks, &Bookmarks::changed, viewport(), qOverload<>(&QWidget::update));
}

void LaneView::paintBookmarks(QPainter &painter) const
{
    if (!m_bookmarks)
        return;
    const TimeScale scale = this->scale();
    painter.save();
    painter.setClipRect(QRectF(kGutter, kRuler, scale.width, viewport()->height() - kRuler),
                        Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const Bookmark &mark : m_bookmarks->all()) {
        const LaneRow *row = m_model.row(mark.video);
        if (!row)
            continue;
        const Band band = layout().lane(static_cast<int>(row - m_model.rows().data()));
        const double x = std::round(scale.timeToPixel(row->begin + mark.time.count()));
        painter.fillRect(QRectF(x, band.top, 1, band.height - 1), colours().text);
        painter.setBrush(colours().text);
        const double top = band.top;
        painter.drawPolygon(
            QPolygonF({{x, top}, {x + kFlag, top + kFlag / 2.0}, {x, top + kFlag}}));
    }
    painter.restore();
}

void LaneView::paintSelected(QPainter &painter) const
{
    const auto &selected = m_workbench.timeView.selected();
    if (!selected)
        return;
    const TimeScale scale = this->scale();
    const double right = scale.left + scale.width;
    const double begin =
        std::clamp(std::round(scale.timeToPixel(selected->begin)), scale.left - 4, right + 4);
    const double end =
        std::clamp(std::round(scale.timeToPixel(selected->end)), scale.left - 4, right + 4);
    const int height = viewport()->height();
    QColor outside = colours().window;
    outside.setAlphaF(0.6F);
    fillInBands(painter, QRectF(scale.left, kRuler, begin - scale.left, height), outside);
    fillInBands(painter, QRectF(end, kRuler, right - end, height), outside);
    QColor on = colours().accent;
    on.setAlphaF(0.3F);
    painter.fillRect(QRectF(begin, 0, end - begin, kRuler - 1), on);
    painter.fillRect(QRectF(begin, 0, 1, height), colours().accent);
    painter.fillRect(QRectF(end - 1, 0, 1, height), colours().accent);
}

QString LaneView::playheadText() const
{
    const Playhead &playhead = m_workbench.playhead;
    const LaneRow *row = m_model.row(playhead.video());
    if (!row || !row->indexed)
        return {};
    if (const auto zone = m_model.zone())
        return wallClockText(row->begin + playhead.time().count(), zone->id().toStdString())
            .section(QLatin1Char(' '), 1, 1);
    return timeText(playhead.time());
}

QRect LaneView::playheadArea() const
{
    const LaneRow *row = m_model.row(m_workbench.playhead.video());
    if (!row || !row->indexed)
        return {};
    const double x = scale().timeToPixel(row->begin + m_workbench.playhead.time().count());
    if (x < -1e6 || x > 1e6)
        return {};
    const int width = QFontMetrics(smallFont(font())).horizontalAdvance(playheadText()) + 20;
    return QRect(static_cast<int>(x) - width, 0, 2 * width, viewport()->height());
}

void LaneView::paintPlayhead(QPainter &painter) const
{
    const Playhead &playhead = m_workbench.playhead;
    const LaneRow *row = m_model.row(playhead.video());
    if (!row || !row->indexed)
        return;
    const TimeScale scale = this->scale();
    const double x = std::round(scale.timeToPixel(row->begin + playhead.time().count()));
    if (x < scale.left - 1 || x > scale.left + scale.width)
        return;
    // On a wall clock it is the same moment everywhere; else it belongs to its own lane alone.
    const Band band = layout().lane(static_cast<int>(row - m_model.rows().data()));
    QColor line = colours().text;
    painter.fillRect(QRectF(x, kRuler - 6, 1, 6), line);
    line.setAlphaF(m_workbench.session.axis().isWallClock() ? 0.55F : 0.18F);
    fillInBands(painter, QRectF(x, kRuler, 1, viewport()->height() - kRuler), line);
    const int top = std::max(kRuler, band.top);
    painter.fillRect(QRectF(x - 0.5, top, 2, std::max(0, band.bottom() - 1 - top)), colours().text);

    painter.setFont(smallFont(font()));
    const QString text = playheadText();
    const double width = QFontMetrics(painter.font()).horizontalAdvance(text) + 12;
    const double left =
        std::clamp(x - width / 2, scale.left + 1, scale.left + scale.width - width - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().text);
    painter.drawRoundedRect(QRectF(left, 2, width, kRuler - 7), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(colours().window);
    painter.drawText(QRectF(left, 2, width, kRuler - 7), Qt::AlignCenter, text);
    painter.setFont(font());
}

void LaneView::updateOverlay()
{
    viewport()->update(m_drawnPlayhead);
    viewport()->update(playheadArea());
}

void LaneView::followPlayhead()
{
    const Playhead &playhead = m_workbench.playhead;
    const LaneRow *row = m_model.row(playhead.video());
    TimeView &view = m_workbench.timeView;
    std::optional<AxisTime> now;
    if (row && row->indexed)
        now = row->begin + playhead.time().count();
    const auto inView = [&](std::optional<AxisTime> time) {
        return time && view.visible().begin <= *time && *time <= view.visible().end;
    };
    if (now && !m_mine && !inView(now)) {
        // While it plays the page is turned when the playhead leaves it, and not when a person has
        // panned away from it.
        if (!playhead.isPlaying())
            view.reveal(*now);
        else if (inView(m_was))
            view.pan(*now - view.visible().begin - view.visible().length() / 20);
    }
    const bool other = m_was.has_value() != now.has_value();
    m_was = now;
    if (now && !m_mine && !playhead.isPlaying()) {
        const Band band = layout().lane(static_cast<int>(row - m_model.rows().data()));
        if (band.top < kRuler)
            verticalScrollBar()->setValue(verticalScrollBar()->value() - (kRuler - band.top));
        else if (band.bottom() > viewport()->height())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + band.bottom() -
                                          viewport()->height());
    }
    static const std::string kNone;
    const std::string &current = row ? row->video : kNone;
    if (other || current != m_current) { // The name of its lane is marked.
        m_current = current;
        redraw();
    } else {
        updateOverlay();
    }
}

// Mouse and keyboard

Hit LaneView::hit(QPoint at) const
{
    const LaneLayout layout = this->layout();
    const int lane = layout.laneAt(at.y());
    if (lane < 0 || at.x() < kGutter)
        return {};
    const LaneRow &row = m_model.rows()[static_cast<std::size_t>(lane)];
    if (!row.indexed)
        return {};
    return hitAt(m_model.index(), row.video, layout, lane, scale(), row.begin, at.x(), at.y());
}

void LaneView::scrub(double x)
{
    const AxisTime time = scale().pixelToTime(std::clamp<double>(x, kGutter, viewport()->width()));
    m_mine = true;
    if (const LaneRow *row = m_model.sourceAt(time))
        m_model.moveTo(*row, time);
    m_mine = false;
}

void LaneView::click(QPoint at, Qt::KeyboardModifiers modifiers)
{
    const int lane = layout().laneAt(at.y());
    if (modifiers & Qt::ShiftModifier) {
        m_workbench.timeView.setSelected({});
        return;
    }
    if (const Hit under = hit(at); under.id >= 0) {
        if (modifiers & Qt::ControlModifier)
            m_workbench.selection.toggle(under.id);
        else
            m_workbench.selection.select(under.id);
        return;
    }
    if (lane < 0)
        return;
    const LaneRow &row = m_model.rows()[static_cast<std::size_t>(lane)];
    m_mine = true;
    if (at.x() >= kGutter)
        m_model.moveTo(row, scale().pixelToTime(at.x()));
    else if (const LaneRow *current = m_model.row(m_workbench.playhead.video()))
        m_model.moveTo(row, current->begin + m_workbench.playhead.time().count());
    else
        m_model.moveTo(row, row.begin);
    m_mine = false;
}

void LaneView::mousePressEvent(QMouseEvent *event)
{
    leave();
    m_pressed = m_last = event->position().toPoint();
    m_pressedWith = event->modifiers();
    m_pressedRange = m_workbench.timeView.visible();
    m_drag = Drag::None;
    if (event->button() == Qt::MiddleButton && m_pressed.x() >= kGutter) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        const bool select = m_pressedWith & Qt::ShiftModifier;
        if (m_pressed.y() < kRuler && m_pressed.x() >= kGutter && !select) {
            m_drag = Drag::Scrub;
            scrub(m_pressed.x());
        } else {
            m_drag = Drag::Press;
        }
    }
    event->accept();
}

void LaneView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_drag == Drag::Press && m_pressed.x() >= kGutter &&
        (at - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = m_pressedWith & Qt::ShiftModifier ? Drag::Select : Drag::Pan;
        viewport()->setCursor(m_drag == Drag::Pan ? Qt::ClosedHandCursor : Qt::IBeamCursor);
    }
    switch (m_drag) {
    case Drag::Scrub:
        scrub(at.x());
        break;
    case Drag::Pan: {
        const double perPixel = scale().perPixel();
        const auto by = static_cast<AxisTime>((m_pressed.x() - at.x()) * perPixel);
        m_workbench.timeView.setVisible({m_pressedRange.begin + by, m_pressedRange.end + by});
        if (const int dy = m_last.y() - at.y())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + dy);
        break;
    }
    case Drag::Select: {
        const auto within = [&](int x) {
            return scale().pixelToTime(std::clamp(x, kGutter, viewport()->width()));
        };
        const AxisTime from = within(m_pressed.x()), to = within(at.x());
        m_workbench.timeView.setSelected(AxisRange{std::min(from, to), std::max(from, to)});
        break;
    }
    case Drag::Press:
        break;
    case Drag::None:
        setHover(at);
        showCursor(at, event->modifiers());
        break;
    }
    m_last = at;
}

void LaneView::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag was = std::exchange(m_drag, Drag::None);
    const QPoint at = event->position().toPoint();
    if (was == Drag::Press && event->button() == Qt::LeftButton)
        click(at, m_pressedWith);
    showCursor(at, event->modifiers());
    viewport()->update();
}

void LaneView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Hit under = hit(event->position().toPoint());
    if (event->button() != Qt::LeftButton || under.id < 0) {
        mousePressEvent(event);
        return;
    }
    const query::Sighting &sighting = m_workbench.sightings.item(under.id).sighting;
    const TimeAxis &axis = m_workbench.session.axis();
    const AxisTime begin = axis.toAxis(sighting.video, sighting.start);
    const AxisTime end = axis.toAxis(sighting.video, sighting.end);
    const AxisTime air = std::max<AxisTime>((end - begin) / 2, 500'000);
    m_workbench.timeView.setVisible({begin - air, end + air});
}

void LaneView::wheelEvent(QWheelEvent *event)
{
    leave();
    const QPointF at = event->position();
    const QPoint pixels = event->pixelDelta(), angle = event->angleDelta();
    if (at.x() < kGutter && !(event->modifiers() & Qt::ControlModifier)) {
        QApplication::sendEvent(verticalScrollBar(), event);
        return;
    }
    const bool sideways =
        event->modifiers() & Qt::ShiftModifier || std::abs(angle.x()) > std::abs(angle.y());
    const int delta =
        angle.y() != 0 && !(std::abs(angle.x()) > std::abs(angle.y())) ? angle.y() : angle.x();
    TimeView &view = m_workbench.timeView;
    if (sideways) {
        const double by = pixels.x() != 0 ? pixels.x() : delta * scale().width / 120 / 10;
        view.pan(static_cast<AxisTime>(-by * scale().perPixel()));
    } else {
        view.zoom(std::pow(kNotch, delta / 120.0),
                  scale().pixelToTime(std::max<double>(at.x(), kGutter)));
    }
    event->accept();
}

bool LaneView::event(QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate) { // The card would lie over a dialog.
        m_card.hide();
        m_preview.cancel();
    }
    // The window's own keys, such as one picture on, are other things here.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Plus:
        case Qt::Key_Equal:
        case Qt::Key_Minus:
        case Qt::Key_Home:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            if (!(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))) {
                event->accept();
                return true;
            }
            break;
        case Qt::Key_Escape:
            if (m_workbench.timeView.selected()) {
                event->accept();
                return true;
            }
            break;
        default:
            break;
        }
    }
    return QAbstractScrollArea::event(event);
}

void LaneView::keyPressEvent(QKeyEvent *event)
{
    TimeView &view = m_workbench.timeView;
    const AxisTime length = view.visible().length();
    switch (event->key()) {
    case Qt::Key_Left:
        view.pan(-length / (event->modifiers() & Qt::ShiftModifier ? 2 : 10));
        break;
    case Qt::Key_Right:
        view.pan(length / (event->modifiers() & Qt::ShiftModifier ? 2 : 10));
        break;
    case Qt::Key_PageUp:
        view.pan(-length * 9 / 10);
        break;
    case Qt::Key_PageDown:
        view.pan(length * 9 / 10);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAboutPlayhead(kKeyZoom);
        break;
    case Qt::Key_Minus:
        zoomAboutPlayhead(1 / kKeyZoom);
        break;
    case Qt::Key_Home:
        view.showAll();
        break;
    case Qt::Key_Escape:
        if (!view.selected()) {
            event->ignore();
            return;
        }
        view.setSelected({});
        break;
    default: // Not QAbstractScrollArea's keys: up and down go to the sightings.
        event->ignore();
    }
}

void LaneView::zoomAboutPlayhead(double factor)
{
    TimeView &view = m_workbench.timeView;
    const AxisRange seen = view.visible();
    const bool inView = m_was && seen.begin <= *m_was && *m_was <= seen.end;
    view.zoom(factor, inView ? *m_was : seen.begin + seen.length() / 2);
}

void LaneView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LaneView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void LaneView::hideEvent(QHideEvent *event)
{
    leave();
    QAbstractScrollArea::hideEvent(event);
}

void LaneView::showCursor(QPoint at, Qt::KeyboardModifiers modifiers)
{
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (at.x() >= kGutter) {
        if (modifiers & Qt::ShiftModifier)
            shape = Qt::IBeamCursor;
        else if (at.y() < kRuler)
            shape = Qt::SizeHorCursor;
        else if (layout().laneAt(at.y()) >= 0)
            shape = hit(at).id >= 0 ? Qt::PointingHandCursor : Qt::OpenHandCursor;
    }
    if (viewport()->cursor().shape() != shape)
        viewport()->setCursor(shape);
}

// The card beside the pointer

bool LaneView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        leave();
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int lane = layout().laneAt(help->pos().y());
        if (lane < 0 || help->pos().x() >= kGutter) {
            QToolTip::hideText();
            return true;
        }
        const LaneRow &row = m_model.rows()[static_cast<std::size_t>(lane)];
        QToolTip::showText(help->globalPos(),
                           row.note.isEmpty() ? row.name : tr("%1: %2").arg(row.name, row.note),
                           viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LaneView::setHover(std::optional<QPoint> at)
{
    const auto line = [&](const std::optional<QPoint> &place) {
        if (place)
            viewport()->update(place->x() - 1, kRuler, 3, viewport()->height());
    };
    line(m_hover);
    m_hover = at;
    line(m_hover);
    if (!at || at->x() < kGutter) {
        m_hoverTimer.stop();
        m_card.hide();
        m_preview.cancel();
    } else if (m_card.isVisible()) {
        showCard();
    } else {
        m_hoverTimer.start();
    }
}

void LaneView::leave() { setHover({}); }

void LaneView::showCard()
{
    if (!m_hover || m_model.rows().empty())
        return;
    const QPoint at = *m_hover;
    const AxisTime time = scale().pixelToTime(at.x());
    const int lane = layout().laneAt(at.y());
    const LaneRow *row = lane >= 0         ? &m_model.rows()[static_cast<std::size_t>(lane)]
                         : at.y() < kRuler ? m_model.sourceAt(time)
                                           : nullptr;
    if (!row) {
        m_card.hide();
        m_preview.cancel();
        return;
    }
    const bool inside = row->indexed && row->begin <= time && time <= row->end();
    const auto zone = m_model.zone();
    const QString title = zone ? wallClockText(time, zone->id().toStdString())
                               : timeText(Timestamp(std::max<AxisTime>(0, time)));
    QStringList lines{row->name};
    const Hit under = hit(at);
    if (under.count > 1)
        lines << tr("%1 here; zoom in to tell them apart").arg(sightingsText(under.count));
    if (under.id >= 0) {
        const SightingItem &item = m_workbench.sightings.item(under.id);
        QStringList parts{QString::fromStdString(item.className()),
                          percentText(static_cast<double>(item.sighting.score)),
                          spanText(toSeconds(item.sighting.end - item.sighting.start))};
        switch (item.decision()) {
        case store::Decision::Accept:
            parts << tr("accepted");
            break;
        case store::Decision::Reject:
            parts << tr("rejected");
            break;
        case store::Decision::Label:
            parts << tr("relabelled");
            break;
        case store::Decision::None:
            break;
        }
        if (item.starred())
            parts << tr("starred");
        lines << parts.join(QStringLiteral(" · "));
        if (m_workbench.query.isShifted() && item.change != Change::None)
            lines << changeText(item.change, m_workbench.query.shift());
    }
    if (m_bookmarks)
        for (const Bookmark &mark : m_bookmarks->all())
            if (const double away = at.x() - scale().timeToPixel(row->begin + mark.time.count());
                mark.video == row->video && away >= -3 && away <= kFlag)
                lines << mark.name;
    if (const auto why = missingAt(missingSpans(row->facts, scale().range), time))
        lines << missingText(*why, row->facts);
    const SourceInfo *source = m_workbench.session.source(row->video);
    const bool picture =
        inside && source && !source->offline && source->record.state == store::SourceState::Done;
    if (row->video != m_cardVideo)
        m_card.forgetPicture();
    m_cardVideo = row->video;
    m_card.showAt(viewport()->mapToGlobal(QPoint(at.x(), std::min(at.y(), kRuler))), title, lines,
                  picture);
    if (picture)
        m_preview.request(
            m_workbench.session.engine(), row->video, Timestamp(time - row->begin),
            Timestamp(static_cast<std::int64_t>(kPreviewPixels * scale().perPixel())));
    else
        m_preview.cancel();
}

} // namespace refocus::ui
