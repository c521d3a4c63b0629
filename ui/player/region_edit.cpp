#include "ui/player/region_edit.h"

#include <QLineF>

#include <algorithm>

namespace refocus::ui {

RegionEdit::RegionEdit(QSizeF picture, std::vector<QPointF> corners)
    : m_picture(picture), m_corners(std::move(corners)),
      m_cursor(picture.width() / 2, picture.height() / 2)
{}

void RegionEdit::press(QPointF at, double reach)
{
    m_down = true;
    m_pressed = m_cursor = inside(at);
    m_held = -1;
    for (std::size_t i = 0; i < m_corners.size(); ++i)
        if (QLineF(m_corners[i], at).length() <= reach)
            m_held = static_cast<int>(i);
}

void RegionEdit::move(QPointF at, double reach)
{
    m_cursor = inside(at);
    if (!m_down)
        return;
    if (m_held >= 0)
        m_corners[static_cast<std::size_t>(m_held)] = m_cursor;
    else if (m_rectangle || QLineF(m_pressed, m_cursor).length() > reach)
        m_rectangle = QRectF(m_pressed, m_cursor).normalized();
}

void RegionEdit::release(QPointF at, double reach)
{
    move(at, reach);
    if (m_rectangle) {
        const QRectF &r = *m_rectangle;
        m_corners = {r.topLeft(), r.topRight(), r.bottomRight(), r.bottomLeft()};
    } else if (m_down && m_held < 0) {
        add(m_cursor);
    }
    m_rectangle.reset();
    m_held = -1;
    m_down = false;
}

void RegionEdit::moveCursor(QPointF by) { m_cursor = inside(m_cursor + by); }

void RegionEdit::removeLast()
{
    if (!m_corners.empty())
        m_corners.pop_back();
}

QPointF RegionEdit::inside(QPointF at) const
{
    return {std::clamp(at.x(), 0.0, m_picture.width()),
            std::clamp(at.y(), 0.0, m_picture.height())};
}

void RegionEdit::add(QPointF at)
{
    if (m_corners.empty() || m_corners.back() != at)
        m_corners.push_back(at);
}

} // namespace refocus::ui
