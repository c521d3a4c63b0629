#include "ui/gallery/thumbnail_grid.h"

#include "ui/theme/fill.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QRubberBand>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>

namespace refocus::ui {

ThumbnailGrid::ThumbnailGrid(ThumbnailLoader &loader, QWidget *parent)
    : QAbstractScrollArea(parent), m_loader(loader), m_painter(font())
{
    m_style.captionHeight = CellPainter::captionHeight(font());
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // So that cells keep their width.
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&m_loader, &ThumbnailLoader::loaded, this, &ThumbnailGrid::takePictures);
    connect(&m_fade, &FadeIn::stepped, this, [this](const QList<int> &ids) {
        for (const int id : ids)
            if (const int row = rowOf(id); row >= 0)
                repaintRows(row, row);
    });
}

ThumbnailGrid::~ThumbnailGrid() = default;

void ThumbnailGrid::setCellWidth(int width)
{
    width = std::clamp(width, kSmallest, kLargest);
    if (width == m_style.cellWidth)
        return;
    keepPlace();
    m_style.cellWidth = width;
    contentChanged();
    Q_EMIT cellWidthChanged(width);
}

void ThumbnailGrid::zoom(int steps)
{
    setCellWidth(static_cast<int>(std::lround(cellWidth() * std::pow(1.1, steps))));
}

const GridGeometry &ThumbnailGrid::geometry()
{
    layOut();
    return m_geometry;
}

QRect ThumbnailGrid::cellInView(int row) { return geometry().cell(row).translated(0, -top()); }

std::pair<int, int> ThumbnailGrid::visibleRows()
{
    return geometry().rowsIn(top(), top() + viewport()->height());
}

void ThumbnailGrid::reveal(int row)
{
    layOut();
    if (row < 0 || row >= m_geometry.count())
        return;
    const QRect cell = m_geometry.cell(row).adjusted(0, -m_style.margin, 0, m_style.margin);
    if (cell.top() < top())
        verticalScrollBar()->setValue(row < m_geometry.columns() ? 0 : cell.top());
    else if (cell.bottom() >= top() + viewport()->height())
        verticalScrollBar()->setValue(cell.bottom() + 1 - viewport()->height());
}

void ThumbnailGrid::showAtTop(int row)
{
    layOut();
    if (row >= 0 && row < m_geometry.count())
        verticalScrollBar()->setValue(m_geometry.cell(row).top() - m_style.margin);
}

void ThumbnailGrid::setLivePicture(int row, const QImage &picture)
{
    const int before = std::exchange(m_liveRow, row);
    m_live = picture;
    if (before != row && before >= 0)
        repaintRows(before, before);
    if (row >= 0)
        repaintRows(row, row);
}

void ThumbnailGrid::moveBy(int rows)
{
    if (count() == 0)
        return;
    const int row = currentRow();
    chooseAlone(row < 0 ? 0 : std::clamp(row + rows, 0, count() - 1));
}

void ThumbnailGrid::selectAll()
{
    if (count() == 0)
        return;
    std::vector<int> rows(static_cast<std::size_t>(count()));
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = static_cast<int>(i);
    select(rows, std::max(currentRow(), 0));
}

void ThumbnailGrid::contentChanged()
{
    m_dirty = true;
    viewport()->update();
    if (std::exchange(m_scheduled, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            layOut();
        },
        Qt::QueuedConnection);
}

void ThumbnailGrid::forgetPlace()
{
    m_placeId = -1;
    m_placeOffset = 0;
    m_dirty = true;
    verticalScrollBar()->setValue(0);
    contentChanged();
}

void ThumbnailGrid::repaintRows(int first, int last)
{
    if (m_dirty)
        return; // All of it is painted soon.
    const auto [from, to] = visibleRows();
    for (int row = std::max(first, from); row <= last && row < to; ++row)
        viewport()->update(cellInView(row).adjusted(-4, -4, 4, 4));
}

void ThumbnailGrid::fadeIn(int first, int last)
{
    constexpr int kMost = 200; // More than a screen shows.
    std::vector<int> ids;
    for (int row = first; row <= last && row < first + kMost; ++row)
        ids.push_back(idAt(row));
    m_fade.start(ids);
}

int ThumbnailGrid::top() const { return verticalScrollBar()->value(); }

void ThumbnailGrid::layOut()
{
    if (!m_dirty || m_layingOut)
        return;
    m_layingOut = true;
    m_groups = groups();
    std::vector<int> counts;
    for (const Group &group : m_groups)
        counts.push_back(group.count);
    const bool headings = !m_groups.empty() && !m_groups.front().title.isEmpty();
    m_geometry = GridGeometry(m_style, viewport()->width(), counts, headings);
    m_dirty = false;

    QScrollBar *bar = verticalScrollBar();
    const int height = viewport()->height();
    const int before = bar->value();
    bar->setRange(0, std::max(m_geometry.height() - height, 0));
    bar->setPageStep(std::max(height - m_style.margin, 1));
    bar->setSingleStep(std::max(m_geometry.lineHeight() / 3, 1));
    // What is looked at stays where it is; at the top, the top does.
    const int row = m_placeId < 0 || before == 0 ? -1 : rowOf(m_placeId);
    if (row >= 0)
        bar->setValue(m_geometry.cell(row).top() - m_placeOffset);
    m_layingOut = false;
    keepPlace();
    wantPictures();
    hoverUnderPointer();
    viewport()->update();
    Q_EMIT moved();
}

// The current cell where it is in view, else the first that is.
void ThumbnailGrid::keepPlace()
{
    if (m_dirty)
        return;
    const auto [first, end] = m_geometry.rowsIn(top(), top() + viewport()->height());
    if (first == end) {
        m_placeId = -1;
        return;
    }
    const int current = currentRow();
    const int row = current >= first && current < end ? current : first;
    m_placeId = idAt(row);
    m_placeOffset = m_geometry.cell(row).top() - top();
}

void ThumbnailGrid::wantPictures()
{
    if (m_wanting)
        return;
    m_wanting = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_wanting = false;
            const auto [first, end] = visibleRows();
            if (first == end || !isVisible())
                return;
            // A page ahead of the way it goes, and the next line of the other way.
            const int page = std::min(end - first, 96), line = m_geometry.columns();
            const int behind = std::max(first - (m_scrolledDown > 0 ? line : page), 0);
            const int ahead = std::min(end + (m_scrolledDown > 0 ? page : line), count());
            std::vector<PatchRef> patches;
            for (int row = first; row < end; ++row)
                patches.push_back(patch(row));
            for (int row = end; row < ahead; ++row)
                patches.push_back(patch(row));
            for (int row = first - 1; row >= behind; --row)
                patches.push_back(patch(row));
            m_loader.want(std::move(patches),
                          m_geometry.pictureSize() * viewport()->devicePixelRatioF());
        },
        Qt::QueuedConnection);
}

void ThumbnailGrid::takePictures(const std::vector<PatchRef> &patches)
{
    if (m_dirty)
        return;
    const auto [first, end] = visibleRows();
    for (int row = first; row < end; ++row)
        if (std::ranges::find(patches, patch(row)) != patches.end())
            repaintRows(row, row);
}

bool ThumbnailGrid::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos());
        if (row >= 0)
            QToolTip::showText(help->globalPos(), tip(row), viewport(), cellInView(row));
        else
            QToolTip::hideText();
        return true;
    }
    case QEvent::Leave:
        hover(nullptr);
        Q_EMIT hovered(-1); // Also where it was between cells.
        break;
    default:
        break;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

bool ThumbnailGrid::event(QEvent *event)
{
    // While the keyboard is here, the keys that move about in a grid are its own.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool plain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (key->matches(QKeySequence::SelectAll) ||
            (plain && count() > 0 && (enter || keyTarget(key->key())))) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void ThumbnailGrid::paintEvent(QPaintEvent *event)
{
    layOut();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.fillRect(event->rect(), colours().window);
    painter.translate(0, -top());
    const QRect dirty = event->rect().translated(0, top());
    const auto [firstGroup, endGroup] = m_geometry.groupsIn(dirty.top() - 4, dirty.bottom() + 5);
    for (int group = firstGroup; group < endGroup; ++group)
        if (const QRect box = m_geometry.heading(group); box.intersects(dirty)) {
            const Group &of = m_groups[static_cast<std::size_t>(group)];
            m_painter.paintHeading(painter, box, of.title, of.count);
        }
    const int current = currentRow();
    const int pictureHeight = m_geometry.pictureSize().height();
    const auto [first, end] = m_geometry.rowsIn(dirty.top() - 4, dirty.bottom() + 5);
    for (int row = first; row < end; ++row) {
        const QRect box = m_geometry.cell(row);
        if (!box.adjusted(-4, -4, 4, 4).intersects(dirty))
            continue;
        Cell shown = cell(row);
        shown.picture = row == m_liveRow ? &m_live : m_loader.picture(patch(row));
        shown.current = row == current;
        shown.focused = hasFocus();
        shown.hovered = row == m_hovered;
        m_painter.paint(painter, box, pictureHeight, shown);
        if (const double opacity = m_fade.isRunning() ? m_fade.opacity(idAt(row)) : 1;
            opacity < 1) {
            QColor veil = colours().window;
            veil.setAlphaF(1 - opacity);
            fillInBands(painter, box, veil);
        }
    }
}

void ThumbnailGrid::resizeEvent(QResizeEvent *)
{
    m_dirty = true;
    layOut();
}

void ThumbnailGrid::scrollContentsBy(int, int dy)
{
    if (m_layingOut)
        return;
    m_scrolledDown = dy < 0 ? 1 : -1;
    if (!m_dirty)
        viewport()->scroll(0, dy); // Only what comes into view is painted.
    layOut();
    keepPlace();
    wantPictures();
    hoverUnderPointer();
    Q_EMIT moved();
}

void ThumbnailGrid::hoverUnderPointer()
{
    const QPoint point = viewport()->mapFromGlobal(QCursor::pos());
    hover(viewport()->underMouse() ? &point : nullptr);
}

void ThumbnailGrid::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            zoom(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

std::optional<int> ThumbnailGrid::keyTarget(int key)
{
    const int last = count() - 1;
    const int row = currentRow();
    const int page = std::max(viewport()->height() / std::max(geometry().lineHeight(), 1), 1);
    switch (key) {
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return last;
    case Qt::Key_Left:
        return std::max(row - 1, 0);
    case Qt::Key_Right:
        return std::min(row + 1, last);
    case Qt::Key_Up:
        return row < 0 ? 0 : m_geometry.above(row);
    case Qt::Key_Down:
        return row < 0 ? 0 : m_geometry.below(row);
    case Qt::Key_PageUp:
        return row < 0 ? 0 : m_geometry.above(row, page);
    case Qt::Key_PageDown:
        return row < 0 ? 0 : m_geometry.below(row, page);
    default:
        return {};
    }
}

void ThumbnailGrid::keyPressEvent(QKeyEvent *event)
{
    if (count() == 0) {
        event->ignore();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && modifiers == 0 &&
        currentRow() >= 0) {
        activate(currentRow());
        return;
    }
    const auto target = keyTarget(event->key());
    if (!target || (modifiers & ~Qt::ShiftModifier)) {
        event->ignore(); // Not QAbstractScrollArea's: it scrolls by arrows.
        return;
    }
    if (modifiers & Qt::ShiftModifier)
        extendTo(*target);
    else
        chooseAlone(*target);
}

void ThumbnailGrid::chooseAlone(int row)
{
    m_pivotId = idAt(row);
    select(std::span(&row, 1), row);
    reveal(row);
}

void ThumbnailGrid::extendTo(int row)
{
    int pivot = m_pivotId < 0 ? -1 : rowOf(m_pivotId);
    if (pivot < 0) {
        pivot = std::max(currentRow(), 0);
        m_pivotId = idAt(pivot);
    }
    std::vector<int> rows;
    for (int i = std::min(pivot, row); i <= std::max(pivot, row); ++i)
        rows.push_back(i);
    select(rows, row);
    reveal(row);
}

int ThumbnailGrid::rowAt(const QPoint &point) { return geometry().rowAt(point + QPoint(0, top())); }

void ThumbnailGrid::mousePressEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    const int row = rowAt(point);
    if (event->button() == Qt::RightButton) {
        if (row >= 0 && !cell(row).selected)
            chooseAlone(row);
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    if (row < 0) {
        m_pressed = point + QPoint(0, top());
        m_bandBase.clear();
        if (event->modifiers() & Qt::ControlModifier) {
            for (int i = 0; i < count(); ++i)
                if (cell(i).selected)
                    m_bandBase.push_back(i);
        } else {
            select({}, -1);
        }
        m_band = std::make_unique<QRubberBand>(QRubberBand::Rectangle, viewport());
        return;
    }
    if (event->modifiers() & Qt::ShiftModifier) {
        extendTo(row);
    } else if (event->modifiers() & Qt::ControlModifier) {
        m_pivotId = idAt(row);
        toggle(row);
    } else {
        chooseAlone(row);
    }
}

void ThumbnailGrid::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (!m_band) {
        hover(&point);
        return;
    }
    const QRect band = QRect(m_pressed, point + QPoint(0, top())).normalized();
    m_band->setGeometry(band.translated(0, -top()));
    m_band->show();
    std::vector<int> rows = geometry().rowsIn(band);
    const int current = rows.empty() ? -1 : rows.back();
    rows.insert(rows.end(), m_bandBase.begin(), m_bandBase.end());
    select(rows, current);
}

void ThumbnailGrid::mouseReleaseEvent(QMouseEvent *) { m_band.reset(); }

void ThumbnailGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (row < 0 || event->button() != Qt::LeftButton)
        return;
    if (row != currentRow())
        chooseAlone(row);
    activate(row);
}

void ThumbnailGrid::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const int row = currentRow();
        if (row >= 0)
            reveal(row);
        openMenu(row, viewport()->mapToGlobal(row < 0 ? QPoint() : cellInView(row).center()));
        return;
    }
    openMenu(rowAt(viewport()->mapFromGlobal(event->globalPos())), event->globalPos());
}

void ThumbnailGrid::hover(const QPoint *point)
{
    const int row = point ? rowAt(*point) : -1;
    const int before = m_hovered;
    if (row == before)
        return;
    m_hovered = row;
    if (before >= 0)
        repaintRows(before, before);
    if (row >= 0)
        repaintRows(row, row);
    Q_EMIT hovered(row);
}

void ThumbnailGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    // The keyboard needs a place to start from; reached by Tab it shows one.
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason)
        if (currentRow() < 0 && count() > 0)
            chooseAlone(visibleRows().first);
    viewport()->update();
}

void ThumbnailGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void ThumbnailGrid::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) {
        m_painter = CellPainter(font());
        m_style.captionHeight = CellPainter::captionHeight(font());
        contentChanged();
    } else if (event->type() == QEvent::PaletteChange) {
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

} // namespace refocus::ui
