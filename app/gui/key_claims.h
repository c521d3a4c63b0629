// Keys that the focused control needs itself and that are shortcuts of its window too, as Space and
// the arrows are: the control has them. GUI thread only.
#pragma once

#include <QObject>

class QWidget;

namespace refocus::gui {

class KeyClaims : public QObject
{
public:
    explicit KeyClaims(QWidget *window); // Its child.

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    bool claims(const QWidget *control, int key) const;

    QWidget *m_window;
    bool m_byKeyboard = false; // How the focus came to where it is.
};

} // namespace refocus::gui
