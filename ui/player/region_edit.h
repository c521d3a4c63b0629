// Drawing a region on the picture, corner by corner or as a rectangle: what a press, a drag, a key
// does to the corners. Values in pixels of the picture; nothing is painted here.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <optional>
#include <vector>

namespace refocus::ui {

class RegionEdit
{
public:
    // With the corners that there are already. Corners stay within the picture.
    RegionEdit(QSizeF picture, std::vector<QPointF> corners);

    const std::vector<QPointF> &corners() const { return m_corners; }
    std::optional<QRectF> rectangle() const { return m_rectangle; } // While one is dragged.
    QPointF cursor() const { return m_cursor; } // Where the next corner would go.
    int held() const { return m_held; }         // The corner that is being moved; -1 is none.

    // `reach`: how far from a corner still means the corner. A press on a corner moves it; a drag
    // from elsewhere makes a rectangle in place of what was there; a click adds a corner.
    void press(QPointF at, double reach);
    void move(QPointF at, double reach);
    void release(QPointF at, double reach);
    void moveCursor(QPointF by); // By the keyboard.
    void addCorner() { add(m_cursor); }
    void removeLast();

    bool isClosable() const { return m_corners.size() >= 3; }

private:
    QPointF inside(QPointF at) const;
    void add(QPointF at);

    QSizeF m_picture;
    std::vector<QPointF> m_corners;
    QPointF m_cursor, m_pressed;
    std::optional<QRectF> m_rectangle;
    int m_held = -1;
    bool m_down = false;
};

} // namespace refocus::ui
