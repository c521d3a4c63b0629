// The line at the bottom of the window: source, time with its clock, in and out marks, and how long
// what is marked or selected is. GUI thread only.
#pragma once

#include "ui/state/workbench.h"

#include <QWidget>

namespace refocus::ui {

// "Gate 3 · 2026-11-23 02:14:07.480 +01:00 (clock +12 s) · in 02:14:05 out 02:14:19 · 14 s"; times
// from the start of the source where it has no clock. Empty while no picture is shown.
QString statusText(const Workbench &workbench);

class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    explicit StatusStrip(Workbench &workbench, QWidget *parent = nullptr);
    QString text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override; // Copies it.

private:
    void read();

    Workbench &m_workbench;
    QString m_text;
};

} // namespace refocus::ui
