// All shortcuts on one sheet in the middle of the window: `?`. Any key or click closes it. A popup
// of its own size, so that nothing below it has to be painted again.
#pragma once

#include "ui/state/commands.h"

#include <QWidget>

namespace refocus::ui {

class ShortcutSheet : public QWidget
{
    Q_OBJECT

public:
    ShortcutSheet(const Commands &commands, QWidget *window); // No larger than this.

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Line
    {
        QString title, keys;
    };
    struct Group
    {
        QString title;
        std::vector<Line> lines;
    };
    void layOut(QSize room);

    std::vector<Group> m_groups;  // Without commands that have no keys.
    std::vector<int> m_places;    // Of each group: its column.
    int m_line = 0, m_column = 0; // Height of a line, width of a column, pixels.
};

// Groups to columns of about the same height, in order; heights in lines, a title counts as two.
// result[i]: the column of group i.
std::vector<int> sheetColumns(const std::vector<int> &linesOfGroups, int columns);

} // namespace refocus::ui
