#include "ui/timeline/overview_strip.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kHandle = 6; // Pixels on both sides of an end that take hold of it.
constexpr int kTop = 3, kBottom = 3;
constexpr double kNarrowest = 6; // The window is drawn at least so wide.

} // namespace

WindowPart windowPartAt(double begin, double end, double x)
{
    const double toBegin = std::abs(x - begin), toEnd = std::abs(x - end);
    // Of a narrow window the middle third stays for moving it.
    const double reach = std::min(kHandle, std::max(2.0, (end - begin) / 3));
    const bool inside = begin < x && x < end;
    if (toBegin <= (inside ? reach : kHandle) && toBegin <= toEnd)
        return WindowPart::Begin;
    if (toEnd <= (inside ? reach : kHandle))
        return WindowPart::End;
    return inside ? WindowPart::Middle : WindowPart::Outside;
}

OverviewStrip::OverviewStrip(Workbench &workbench, TimelineModel &model, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_model(model)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Timeline overview"));
    connect(&workbench.timeView, &TimeView::changed, this, qOverload<>(&QWidget::update));
    connect(&workbench.timeView, &TimeView::selectedChanged, this, qOverload<>(&QWidget::update));
    connect(&workbench.playhead, &Playhead::moved, this, qOverload<>(&QWidget::update));
    connect(&model, &TimelineModel::rowsChanged, this, &OverviewStrip::redraw);
    connect(&model, &TimelineModel::sightingsChanged, this, &OverviewStrip::redraw);
    connect(&model, &TimelineModel::activityChanged, this, &OverviewStrip::redraw);
}

TimeScale OverviewStrip::scale() const
{
    return {m_workbench.timeView.whole(), kGutter,
            static_cast<double>(std::max(1, width() - kGutter))};
}

void OverviewStrip::redraw()
{
    m_stale = true;
    update();
}

void OverviewStrip::resizeEvent(QResizeEvent *) { redraw(); }

void OverviewStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        redraw();
    QWidget::changeEvent(event);
}

void OverviewStrip::paintContent()
{
    const double ratio = devicePixelRatioF();
    m_content = QPixmap(size() * ratio);
    m_content.setDevicePixelRatio(ratio);
    m_content.fill(colours().window);
    m_whole = m_workbench.timeView.whole();
    m_stale = false;
    const TimeScale scale = this->scale();
    QPainter painter(&m_content);
    painter.setPen(colours().muted);
    painter.setFont(smallFont(font()));
    painter.drawText(QRect(12, 0, kGutter - 20, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Overview"));
    painter.fillRect(QRectF(scale.left, kTop, scale.width, height() - kTop - kBottom),
                     colours().base);

    // Activity of all sources together.
    const int inner = height() - kTop - kBottom;
    const double length = scale.perPixel() * kColumn;
    const int columns = static_cast<int>(scale.width / kColumn) + 1;
    std::vector<double> sums(static_cast<std::size_t>(columns));
    for (const LaneRow &row : m_model.rows()) {
        const ActivityProfile &activity = m_model.activity(row.video);
        if (!row.indexed || activity.empty())
            continue;
        const auto offset = static_cast<double>(m_whole.begin - row.begin);
        for (int i = 0; i < columns; ++i)
            sums[static_cast<std::size_t>(i)] +=
                activity.within(offset + i * length, offset + (i + 1) * length);
    }
    const double most = *std::ranges::max_element(sums);
    QColor soft = colours().muted;
    soft.setAlphaF(0.3F);
    for (int i = 0; i < columns && most > 0; ++i) {
        const double share = std::sqrt(sums[static_cast<std::size_t>(i)] / most);
        const double high = std::round(share * (inner - 8));
        if (high > 0)
            painter.fillRect(
                QRectF(scale.left + i * kColumn, kTop + inner - high, kColumn - 1, high), soft);
    }
    // Sightings, a line a class from the top, as many as there is room for.
    const int lines = std::clamp(m_model.index().rows(), 1, 4);
    const double step = std::max(2.0, std::floor((inner * 0.5) / lines));
    for (const LaneRow &row : m_model.rows()) {
        if (!row.indexed)
            continue;
        for (const Strip &strip :
             stripsOf(m_model.index().lane(row.video), m_model.index().marks(), scale, row.begin)) {
            const SightingIndex::Class &of = m_model.index().classes()[strip.classId];
            QColor colour = classStyle(of.name).colour;
            colour.setAlphaF(strip.rejected || strip.gone ? 0.3F : 0.95F);
            const double y = kTop + 2 + std::min(of.row, lines - 1) * step;
            painter.fillRect(
                QRectF(std::round(strip.x), y, std::max(2.0, strip.width), std::min(4.0, step - 1)),
                colour);
        }
    }
}

void OverviewStrip::paintEvent(QPaintEvent *)
{
    if (m_stale || m_whole != m_workbench.timeView.whole())
        paintContent();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_content);
    const TimeScale scale = this->scale();
    const double right = scale.left + scale.width;
    if (const auto &selected = m_workbench.timeView.selected()) {
        QColor shade = colours().accent;
        shade.setAlphaF(0.25F);
        const double begin = scale.timeToPixel(selected->begin);
        painter.fillRect(QRectF(begin, kTop,
                                std::max(2.0, scale.timeToPixel(selected->end) - begin),
                                height() - kTop - kBottom),
                         shade);
    }
    const AxisRange visible = m_workbench.timeView.visible();
    double begin = scale.timeToPixel(visible.begin), end = scale.timeToPixel(visible.end);
    if (end - begin < kNarrowest) {
        begin = (begin + end - kNarrowest) / 2;
        end = begin + kNarrowest;
    }
    QColor outside = colours().window;
    outside.setAlphaF(0.55F);
    painter.fillRect(QRectF(scale.left, 0, begin - scale.left, height()), outside);
    painter.fillRect(QRectF(end, 0, right - end, height()), outside);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_drag != WindowPart::Outside ? colours().accent : colours().muted, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(begin, kTop - 1, end - begin, height() - kTop - kBottom + 2)
                                .adjusted(0.75, 0.25, -0.75, -0.25),
                            4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (const LaneRow *row = m_model.row(m_workbench.playhead.video()); row && row->indexed) {
        const double x =
            std::round(scale.timeToPixel(row->begin + m_workbench.playhead.time().count()));
        painter.fillRect(QRectF(x, kTop, 1, height() - kTop - kBottom), colours().text);
    }
}

void OverviewStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || event->position().x() < kGutter)
        return;
    TimeView &view = m_workbench.timeView;
    const TimeScale scale = this->scale();
    m_pressed = event->position().x();
    m_drag = windowPartAt(scale.timeToPixel(view.visible().begin),
                          scale.timeToPixel(view.visible().end), m_pressed);
    if (m_drag == WindowPart::Outside) { // Comes here, and is held by its middle.
        view.pan(scale.pixelToTime(m_pressed) -
                 (view.visible().begin + view.visible().length() / 2));
        m_drag = WindowPart::Middle;
    }
    m_pressedRange = view.visible();
    update();
}

void OverviewStrip::mouseMoveEvent(QMouseEvent *event)
{
    TimeView &view = m_workbench.timeView;
    const TimeScale scale = this->scale();
    const double x = event->position().x();
    if (!(event->buttons() & Qt::LeftButton) || m_drag == WindowPart::Outside) {
        const WindowPart part = windowPartAt(scale.timeToPixel(view.visible().begin),
                                             scale.timeToPixel(view.visible().end), x);
        setCursor(part == WindowPart::Middle                   ? Qt::OpenHandCursor
                  : part == WindowPart::Outside || x < kGutter ? Qt::ArrowCursor
                                                               : Qt::SizeHorCursor);
        return;
    }
    const auto by = static_cast<AxisTime>((x - m_pressed) * scale.perPixel());
    AxisRange range = m_pressedRange;
    if (m_drag != WindowPart::End)
        range.begin += by;
    if (m_drag != WindowPart::Begin)
        range.end += by;
    if (m_drag == WindowPart::Begin)
        range.begin = std::clamp(range.begin, view.whole().begin, range.end - TimeView::kShortest);
    if (m_drag == WindowPart::End)
        range.end = std::clamp(range.end, range.begin + TimeView::kShortest, view.whole().end);
    view.setVisible(range);
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent *)
{
    m_drag = WindowPart::Outside;
    update();
}

void OverviewStrip::mouseDoubleClickEvent(QMouseEvent *) { m_workbench.timeView.showAll(); }

void OverviewStrip::wheelEvent(QWheelEvent *event)
{
    TimeView &view = m_workbench.timeView;
    const int delta =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (event->modifiers() & Qt::ShiftModifier)
        view.pan(-view.visible().length() * delta / 120 / 10);
    else
        view.zoom(std::pow(1.25, delta / 120.0),
                  std::clamp(scale().pixelToTime(event->position().x()), view.visible().begin,
                             view.visible().end));
    event->accept();
}

} // namespace refocus::ui
