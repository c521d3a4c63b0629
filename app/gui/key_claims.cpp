#include "key_claims.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QTreeView>

namespace refocus::gui {

namespace {

bool isUpOrDown(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
           key == Qt::Key_PageDown;
}

bool isSideways(int key) { return key == Qt::Key_Left || key == Qt::Key_Right; }

bool isToAnEnd(int key) { return key == Qt::Key_Home || key == Qt::Key_End; }

} // namespace

KeyClaims::KeyClaims(QWidget *window) : QObject(window), m_window(window)
{
    qApp->installEventFilter(this);
}

bool KeyClaims::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        // Of the others it is the focus that was there before, or the program's doing.
        if (reason == Qt::MouseFocusReason || reason == Qt::TabFocusReason ||
            reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason)
            m_byKeyboard = reason != Qt::MouseFocusReason;
    } else if (event->type() == QEvent::ShortcutOverride) {
        const auto *control = qobject_cast<QWidget *>(object);
        const auto *key = static_cast<QKeyEvent *>(event);
        if (control && control->window() == m_window && control->hasFocus() &&
            (key->modifiers() & ~Qt::KeypadModifier) == 0 && claims(control, key->key())) {
            event->accept();
            return true;
        }
    }
    return false;
}

bool KeyClaims::claims(const QWidget *control, int key) const
{
    // A button that was clicked leaves Space to the player.
    if (qobject_cast<const QAbstractButton *>(control))
        return key == Qt::Key_Space && m_byKeyboard;
    if (qobject_cast<const QAbstractSpinBox *>(control))
        return isUpOrDown(key);
    if (qobject_cast<const QComboBox *>(control))
        return key == Qt::Key_Space || isUpOrDown(key) || isToAnEnd(key);
    if (qobject_cast<const QAbstractSlider *>(control))
        return isUpOrDown(key) || isSideways(key) || isToAnEnd(key);
    if (qobject_cast<const QAbstractItemView *>(control))
        return key == Qt::Key_Space || isUpOrDown(key) || isToAnEnd(key) ||
               (isSideways(key) && qobject_cast<const QTreeView *>(control));
    return false;
}

} // namespace refocus::gui
