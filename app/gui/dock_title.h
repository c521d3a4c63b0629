// The thin title of a docked panel: its name, and buttons that come out under the pointer.
#pragma once

#include <QDockWidget>

namespace refocus::gui {

class DockTitle : public QWidget
{
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget *dock);
    static constexpr int kHeight = 26;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    QDockWidget *m_dock;
};

} // namespace refocus::gui
