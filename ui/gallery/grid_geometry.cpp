#include "ui/gallery/grid_geometry.h"

#include <algorithm>

namespace refocus::ui {

GridGeometry::GridGeometry(const GridStyle &style, int width, std::span<const int> counts,
                           bool headings)
    : m_style(style), m_headings(headings)
{
    const int inner = std::max(width - 2 * style.margin, 1);
    m_columns = std::max((inner + style.gap) / (style.cellWidth + style.gap), 1);
    m_cellWidth = std::max((inner + style.gap) / m_columns - style.gap, 1);
    int y = style.margin;
    for (const int count : counts) {
        if (count <= 0)
            continue;
        Group group{m_count, count, y, m_lines, (count + m_columns - 1) / m_columns};
        y = cellsTop(group) + group.lines * lineHeight();
        m_count += count;
        m_lines += group.lines;
        m_groups.push_back(group);
    }
    m_height = m_groups.empty() ? 0 : y - style.gap + style.margin;
}

QRect GridGeometry::cell(int row) const
{
    const Group &group = groupOf(row);
    const int place = row - group.firstRow;
    return {QPoint(m_style.margin + place % m_columns * (m_cellWidth + m_style.gap),
                   cellsTop(group) + place / m_columns * lineHeight()),
            cellSize()};
}

int GridGeometry::rowAt(QPoint point) const
{
    const auto [first, last] = rowsIn(point.y(), point.y() + 1);
    for (int row = first; row < last; ++row)
        if (cell(row).contains(point))
            return row;
    return -1;
}

QRect GridGeometry::heading(int group) const
{
    if (!m_headings)
        return {};
    const Group &of = m_groups[static_cast<std::size_t>(group)];
    return {m_style.margin, of.top, m_columns * (m_cellWidth + m_style.gap) - m_style.gap,
            m_style.headingHeight};
}

std::pair<int, int> GridGeometry::groupsIn(int top, int bottom) const
{
    const auto end = std::partition_point(m_groups.begin(), m_groups.end(),
                                          [&](const Group &group) { return group.top < bottom; });
    const auto begin = std::partition_point(m_groups.begin(), end, [&](const Group &group) {
        return cellsTop(group) + group.lines * lineHeight() - m_style.gap <= top;
    });
    return {static_cast<int>(begin - m_groups.begin()), static_cast<int>(end - m_groups.begin())};
}

std::pair<int, int> GridGeometry::rowsIn(int top, int bottom) const
{
    const auto [firstGroup, endGroup] = groupsIn(top, bottom);
    if (firstGroup == endGroup || top >= bottom)
        return {0, 0};
    const auto rowFrom = [this](const Group &group, int line) {
        return group.firstRow + std::clamp(line * m_columns, 0, group.count);
    };
    // A line counts where its cells reach into the stretch; the gap below them does not.
    const Group &first = m_groups[static_cast<std::size_t>(firstGroup)];
    const int above = std::max(top - cellsTop(first), 0);
    const int firstLine = above / lineHeight() + (above % lineHeight() >= cellSize().height());
    const Group &last = m_groups[static_cast<std::size_t>(endGroup - 1)];
    const int within = bottom - cellsTop(last);
    const int endLine = within <= 0 ? 0 : (within + lineHeight() - 1) / lineHeight();
    const int begin = rowFrom(first, firstLine), end = rowFrom(last, endLine);
    return begin < end ? std::pair(begin, end) : std::pair(0, 0);
}

std::vector<int> GridGeometry::rowsIn(const QRect &rect) const
{
    std::vector<int> rows;
    const auto [first, last] = rowsIn(rect.top(), rect.bottom() + 1);
    for (int row = first; row < last; ++row)
        if (cell(row).intersects(rect))
            rows.push_back(row);
    return rows;
}

int GridGeometry::below(int row, int lines) const
{
    const int line = lineOf(row);
    const int column = (row - groupOf(row).firstRow) % m_columns;
    if (line == m_lines - 1)
        return lines > 1 ? m_count - 1 : row;
    return rowIn(std::min(line + lines, m_lines - 1), column);
}

int GridGeometry::above(int row, int lines) const
{
    const int line = lineOf(row);
    const int column = (row - groupOf(row).firstRow) % m_columns;
    if (line == 0)
        return lines > 1 ? 0 : row;
    return rowIn(std::max(line - lines, 0), column);
}

const GridGeometry::Group &GridGeometry::groupOf(int row) const
{
    return *(std::partition_point(m_groups.begin(), m_groups.end(),
                                  [&](const Group &group) { return group.firstRow <= row; }) -
             1);
}

const GridGeometry::Group &GridGeometry::groupOfLine(int line) const
{
    return *(std::partition_point(m_groups.begin(), m_groups.end(),
                                  [&](const Group &group) { return group.firstLine <= line; }) -
             1);
}

int GridGeometry::lineOf(int row) const
{
    const Group &group = groupOf(row);
    return group.firstLine + (row - group.firstRow) / m_columns;
}

int GridGeometry::rowIn(int line, int column) const
{
    const Group &group = groupOfLine(line);
    const int place = (line - group.firstLine) * m_columns + column;
    return group.firstRow + std::min(place, group.count - 1);
}

int GridGeometry::cellsTop(const Group &group) const
{
    return group.top + (m_headings ? m_style.headingHeight : 0);
}

} // namespace refocus::ui
