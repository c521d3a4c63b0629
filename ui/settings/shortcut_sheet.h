// All shortcuts on one sheet over the window: `?`. Any key or click closes it.
#pragma once

#include "ui/state/commands.h"

#include <QWidget>

namespace refocus::ui {

class ShortcutSheet : public QWidget
{
    Q_OBJECT

public:
    ShortcutSheet(const Commands &commands, QWidget *parent); // Covers the parent.

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

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
    std::vector<Group> m_groups; // Without commands that have no keys.
};

// Groups to columns of about the same height, in order; heights in lines, a title counts as two.
// result[i]: the column of group i.
std::vector<int> sheetColumns(const std::vector<int> &linesOfGroups, int columns);

} // namespace refocus::ui
