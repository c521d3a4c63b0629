// What is where in a grid of equal cells, each a 4:3 picture over a caption, under headings; in
// pixels from the top left corner of the whole. Pure functions of values.
#pragma once

#include <QPoint>
#include <QRect>

#include <span>
#include <utility>
#include <vector>

namespace refocus::ui {

struct GridStyle
{
    int cellWidth = 104;    // At least; cells grow evenly to fill the width.
    int captionHeight = 40; // Below the picture.
    int gap = 8;            // Between cells.
    int margin = 12;        // Around all of them.
    int headingHeight = 28;
    friend bool operator==(const GridStyle &, const GridStyle &) = default;
};

class GridGeometry
{
public:
    GridGeometry() = default;
    // counts: cells of each group, in order. headings: whether each group has one above it.
    GridGeometry(const GridStyle &style, int width, std::span<const int> counts, bool headings);

    int columns() const { return m_columns; }
    QSize pictureSize() const { return {m_cellWidth, m_cellWidth * 3 / 4}; } // At a cell's top.
    QSize cellSize() const { return pictureSize() + QSize(0, m_style.captionHeight); }
    int lineHeight() const { return cellSize().height() + m_style.gap; }
    int height() const { return m_height; }
    int count() const { return m_count; } // Of cells.

    QRect cell(int row) const;      // Requires: 0 <= row < count().
    int rowAt(QPoint point) const;  // -1 beside every cell.
    QRect heading(int group) const; // Null where there are none.
    // Cells that lie at least partly in [top, bottom): first and one behind the last.
    std::pair<int, int> rowsIn(int top, int bottom) const;
    std::pair<int, int> groupsIn(int top, int bottom) const; // Whose heading or cells do.
    std::vector<int> rowsIn(const QRect &rect) const;        // Cells that it touches.

    // Where a key leads from a cell: the one above or below it, in the shorter line the last; the
    // cell itself at an end. lines: 1, or as many as fit on a page.
    int below(int row, int lines = 1) const;
    int above(int row, int lines = 1) const;

private:
    struct Group
    {
        int firstRow = 0, count = 0, top = 0; // Top of its heading, or of its cells.
        int firstLine = 0, lines = 0;
    };
    const Group &groupOf(int row) const;
    const Group &groupOfLine(int line) const;
    int lineOf(int row) const;
    int rowIn(int line, int column) const;
    int cellsTop(const Group &group) const;

    GridStyle m_style;
    int m_columns = 1, m_cellWidth = 1, m_height = 0, m_count = 0, m_lines = 0;
    bool m_headings = false;
    std::vector<Group> m_groups; // None is empty.
};

} // namespace refocus::ui
