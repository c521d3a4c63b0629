#include "ui/player/picture_view.h"

#include "ui/player/box_paint.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QWheelEvent>

#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kHandle = 7, kReach = 10; // Of a region's corners, logical pixels.
constexpr int kNoticeMs = 6000;
constexpr double kZoomStep = 1.2; // A notch of the wheel.

QPolygonF polygonOf(const std::vector<QPointF> &points)
{
    return {QList<QPointF>(points.begin(), points.end())};
}

// A line of text on a dark ground over the picture.
void paintChip(QPainter &painter, const QRectF &box, const QString &text, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(12, 13, 16, 215));
    painter.drawRoundedRect(box, kGrid, kGrid);
    painter.setPen(colour);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace

PictureView::PictureView(QWidget *parent) : QWidget(parent), m_action(new QPushButton(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::ClickFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Picture"));
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &PictureView::actionClicked);
    m_noticeTimer.setSingleShot(true);
    connect(&m_noticeTimer, &QTimer::timeout, this, [this] {
        m_notice.clear();
        update();
    });
}

PictureView::~PictureView() = default;

void PictureView::setPicture(const Picture &picture)
{
    const bool otherSize = picture.size != pictureSize();
    m_picture = picture;
    if (otherSize) {
        cancelRegion();
        zoomFit();
    }
    setMessage({});
    update();
}

void PictureView::clearPicture()
{
    cancelRegion();
    m_picture.reset();
    m_boxes.clear();
    update();
}

void PictureView::setMessage(const std::optional<PictureMessage> &message)
{
    if (message == m_message)
        return;
    m_message = message;
    m_action->setText(message ? message->action : QString());
    m_action->setVisible(message && !message->action.isEmpty());
    setAccessibleDescription(message ? message->title + QLatin1Char(' ') + message->text
                                     : QString());
    placeAction();
    update();
}

void PictureView::setBoxes(std::vector<PictureBox> boxes)
{
    m_boxes = std::move(boxes);
    update();
}

void PictureView::setRegion(std::vector<QPointF> corners)
{
    m_region = std::move(corners);
    update();
}

void PictureView::setLookText(const QString &text)
{
    m_lookText = text;
    update();
}

void PictureView::showNotice(const QString &sentence)
{
    m_notice = sentence;
    m_noticeTimer.start(kNoticeMs);
    update();
}

// Viewport

void PictureView::setViewport(const Viewport &viewport)
{
    if (viewport == m_viewport)
        return;
    m_viewport = viewport;
    updateCursor();
    update();
    Q_EMIT viewportChanged();
}

void PictureView::zoom(double factor)
{
    setViewport(zoomed(m_viewport, pictureSize(), factor,
                       {m_viewport.view.width() / 2.0, m_viewport.view.height() / 2.0}));
}

void PictureView::zoomFit() { setViewport({.view = m_viewport.view}); }

void PictureView::zoomToPixels()
{
    if (const double scale = scaleOf(m_viewport, pictureSize()); scale > 0)
        zoom(1 / scale);
}

QPointF PictureView::shownAt(QPointF inPicture) const
{
    return toView(inPicture, m_viewport, pictureSize()) / devicePixelRatioF();
}

QPointF PictureView::pictureAt(QPointF inWidget) const
{
    return toPicture(inWidget * devicePixelRatioF(), m_viewport, pictureSize());
}

double PictureView::reach() const
{
    const double scale = scaleOf(m_viewport, pictureSize());
    return scale > 0 ? kReach * devicePixelRatioF() / scale : kReach;
}

QSize PictureView::deviceSize() const { return (QSizeF(size()) * devicePixelRatioF()).toSize(); }

void PictureView::followSize()
{
    Viewport viewport = m_viewport;
    viewport.view = deviceSize();
    setViewport(viewport);
}

void PictureView::resizeEvent(QResizeEvent *)
{
    followSize();
    placeAction();
}

// Region

void PictureView::startRegion()
{
    if (!m_picture || m_edit)
        return;
    m_edit.emplace(pictureSize(), m_region);
    setFocus();
    updateCursor();
    update();
}

void PictureView::cancelRegion()
{
    if (!m_edit)
        return;
    m_edit.reset();
    updateCursor();
    update();
    Q_EMIT regionEnded();
}

void PictureView::closeRegion()
{
    if (!m_edit || !m_edit->isClosable())
        return;
    m_region = m_edit->corners();
    cancelRegion();
    Q_EMIT regionDrawn(m_region);
}

void PictureView::updateCursor()
{
    setCursor(m_edit                             ? Qt::CrossCursor
              : m_panFrom && m_viewport.zoom > 1 ? Qt::ClosedHandCursor
              : m_viewport.zoom > 1              ? Qt::OpenHandCursor
                                                 : Qt::ArrowCursor);
}

// Mouse and keys

void PictureView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier) || !m_picture) {
        event->ignore();
        return;
    }
    setViewport(zoomed(m_viewport, pictureSize(),
                       std::pow(kZoomStep, event->angleDelta().y() / 120.0),
                       event->position() * devicePixelRatioF()));
}

void PictureView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_picture)
        return;
    if (m_edit) {
        m_edit->press(pictureAt(event->position()), reach());
        update();
        return;
    }
    m_panFrom = event->position();
    m_panned = false;
    updateCursor();
}

void PictureView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_edit) {
        m_edit->move(pictureAt(event->position()), reach());
        update();
        return;
    }
    if (!m_panFrom)
        return;
    const QPointF by = event->position() - *m_panFrom;
    if (!m_panned && by.manhattanLength() < 4)
        return;
    m_panned = true;
    m_panFrom = event->position();
    setViewport(panned(m_viewport, pictureSize(), by * devicePixelRatioF()));
}

void PictureView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (m_edit) {
        m_edit->release(pictureAt(event->position()), reach());
        update();
        return;
    }
    const bool click = m_panFrom && !m_panned;
    m_panFrom.reset();
    updateCursor();
    if (click)
        Q_EMIT clicked();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_edit ? closeRegion() : zoomFit();
}

bool PictureView::event(QEvent *event)
{
    // While a region is drawn its keys are not the window's shortcuts.
    if (event->type() == QEvent::ShortcutOverride && m_edit) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
        case Qt::Key_Backspace:
        case Qt::Key_Delete:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            event->accept();
            return true;
        default:
            break;
        }
    }
    return QWidget::event(event);
}

void PictureView::keyPressEvent(QKeyEvent *event)
{
    if (!m_edit) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double step =
        pictureSize().width() / (event->modifiers() & Qt::ShiftModifier ? 10. : 50.);
    switch (event->key()) {
    case Qt::Key_Escape:
        cancelRegion();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        closeRegion();
        return;
    case Qt::Key_Space:
        m_edit->addCorner();
        break;
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
        m_edit->removeLast();
        break;
    case Qt::Key_Left:
        m_edit->moveCursor({-step, 0});
        break;
    case Qt::Key_Right:
        m_edit->moveCursor({step, 0});
        break;
    case Qt::Key_Up:
        m_edit->moveCursor({0, -step});
        break;
    case Qt::Key_Down:
        m_edit->moveCursor({0, step});
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

// Painting

void PictureView::paintEvent(QPaintEvent *)
{
    if (m_viewport.view != deviceSize()) // On a screen of another density.
        QMetaObject::invokeMethod(this, &PictureView::followSize, Qt::QueuedConnection);
    QPainter painter(this);
    painter.fillRect(rect(), colours().picture);
    if (m_picture && !m_message) {
        paintPicture(painter);
        painter.setRenderHint(QPainter::Antialiasing);
        for (const PictureBox &box : m_boxes)
            paintBox(painter, box);
        paintRegion(painter);
        paintChips(painter);
    }
    if (m_message)
        paintMessage(painter);
}

void PictureView::paintPicture(QPainter &painter) const
{
    if (m_picture->image.isNull())
        return;
    const double ratio = devicePixelRatioF();
    QImage image = m_picture->image;
    if (m_picture->viewport == m_viewport) {
        image.setDevicePixelRatio(ratio);
        painter.drawImage(QPointF(m_picture->target.topLeft()) / ratio, image);
        return;
    }
    // For the moment until it comes drawn for this viewport.
    const QRectF part(m_picture->part);
    painter.drawImage(QRectF(shownAt(part.topLeft()), shownAt(part.bottomRight())), image);
}

void PictureView::paintBox(QPainter &painter, const PictureBox &box) const
{
    const QRectF shown(shownAt(box.box.topLeft()), shownAt(box.box.bottomRight()));
    paintPictureBox(painter, box, shown, rect());
}

void PictureView::paintRegion(QPainter &painter) const
{
    const QColor accent = colours().accent;
    std::vector<QPointF> corners = m_edit ? m_edit->corners() : m_region;
    if (m_edit && m_edit->rectangle()) {
        const QRectF r = *m_edit->rectangle();
        corners = {r.topLeft(), r.topRight(), r.bottomRight(), r.bottomLeft()};
    }
    for (QPointF &corner : corners)
        corner = shownAt(corner);
    if (!corners.empty()) {
        const QPolygonF polygon = polygonOf(corners);
        QPainterPath outside;
        outside.addRect(rect());
        if (corners.size() >= 3) {
            outside.addPolygon(polygon);
            painter.fillPath(outside, QColor(0, 0, 0, m_edit ? 90 : 50));
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3.5));
        painter.drawPolygon(polygon);
        painter.setPen(QPen(accent, 1.5, m_edit ? Qt::SolidLine : Qt::DashLine));
        painter.drawPolygon(polygon);
    }
    if (!m_edit)
        return;
    painter.setPen(QPen(accent, 1.5));
    painter.setBrush(Qt::white);
    for (const QPointF &corner : corners)
        painter.drawRect(
            QRectF(corner.x() - kHandle / 2, corner.y() - kHandle / 2, kHandle, kHandle));
    const QPointF cursor = shownAt(m_edit->cursor());
    painter.setPen(QPen(Qt::white, 1));
    painter.drawLine(cursor - QPointF(8, 0), cursor + QPointF(8, 0));
    painter.drawLine(cursor - QPointF(0, 8), cursor + QPointF(0, 8));
}

void PictureView::paintChips(QPainter &painter) const
{
    const QFontMetricsF metrics(font());
    painter.setFont(font());
    const double height = metrics.height() + 2 * kGrid, margin = 2 * kGrid;
    const auto widthOf = [&](const QString &text) {
        return std::min(metrics.horizontalAdvance(text) + 4 * kGrid, QWidget::width() - 2 * margin);
    };
    if (!m_lookText.isEmpty())
        paintChip(painter, {margin, margin, widthOf(m_lookText), height}, m_lookText,
                  QColor("#f5b94a"));
    if (m_viewport.zoom > 1) {
        const QString text = tr("%1 %").arg(std::lround(100 * scaleOf(m_viewport, pictureSize())));
        paintChip(painter,
                  {QWidget::width() - margin - widthOf(text), margin, widthOf(text), height}, text,
                  QColor("#e6e8eb"));
    }
    QString bottom = m_notice;
    if (m_edit)
        bottom = m_edit->isClosable()
                     ? tr("Enter or double click closes the region, Esc leaves it as it was")
                     : tr("Drag a rectangle, or click corner after corner. Esc cancels");
    if (!bottom.isEmpty()) {
        const QString text =
            metrics.elidedText(bottom, Qt::ElideMiddle, QWidget::width() - 8 * kGrid);
        const double w = widthOf(text);
        paintChip(painter,
                  {(QWidget::width() - w) / 2, QWidget::height() - margin - height, w, height},
                  text, QColor("#e6e8eb"));
    }
}

QRect PictureView::messageRect() const
{
    const int w = std::min(width() - 8 * kGrid, 420);
    return {(width() - w) / 2, std::max(0, height() / 2 - 84), w, 168};
}

void PictureView::paintMessage(QPainter &painter) const
{
    // On the dark ground of pictures in both themes.
    const QColor text("#e6e8eb"), muted("#9aa3ad");
    QRect box = messageRect();
    const QFont body = font();
    QFont title = body;
    title.setPointSizeF(title.pointSizeF() * 1.25);
    title.setWeight(QFont::DemiBold);
    const int titleHeight = QFontMetrics(title).height();
    const int textHeight =
        QFontMetrics(body)
            .boundingRect(QRect(0, 0, box.width(), 1000), Qt::TextWordWrap, m_message->text)
            .height();
    const int action = m_action->isHidden() ? 0 : kControl + 4 * kGrid;
    int y = height() / 2 - (40 + titleHeight + textHeight + action) / 2;
    icon(m_message->icon, muted).paint(&painter, QRect(width() / 2 - 16, y, 32, 32));
    y += 40;
    painter.setFont(title);
    painter.setPen(text);
    painter.drawText(
        QRect(box.left(), y, box.width(), titleHeight), Qt::AlignCenter,
        QFontMetrics(title).elidedText(m_message->title, Qt::ElideMiddle, box.width()));
    y += titleHeight + kGrid;
    painter.setFont(body);
    painter.setPen(muted);
    painter.drawText(QRect(box.left(), y, box.width(), textHeight),
                     Qt::AlignHCenter | Qt::TextWordWrap, m_message->text);
}

void PictureView::placeAction()
{
    m_action->adjustSize();
    m_action->move((width() - m_action->width()) / 2,
                   std::min(height() - m_action->height() - kGrid, height() / 2 + 60));
}

} // namespace refocus::ui
