#include "ui/gallery/inline_edit.h"

#include <QKeyEvent>

#include <utility>

namespace refocus::ui {

InlineEdit::InlineEdit(QWidget *parent) : QLineEdit(parent) { hide(); }

void InlineEdit::open(const QRect &place, const QString &text, const QString &hint,
                      std::function<void(const QString &)> keep)
{
    close(true);
    m_before = text;
    m_keep = std::move(keep);
    setText(text);
    setPlaceholderText(hint);
    setAccessibleName(hint);
    setGeometry(place);
    show();
    raise();
    selectAll();
    setFocus();
}

void InlineEdit::close(bool keep)
{
    const auto function = std::exchange(m_keep, {});
    if (!function)
        return;
    const bool hadFocus = hasFocus();
    hide();
    if (hadFocus && parentWidget())
        parentWidget()->setFocus();
    if (keep && text().trimmed() != m_before)
        function(text().trimmed());
}

void InlineEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close(false);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        close(true);
    else
        QLineEdit::keyPressEvent(event);
}

void InlineEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // Its own context menu.
        close(true);
}

} // namespace refocus::ui
