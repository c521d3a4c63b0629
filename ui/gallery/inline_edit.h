// A line that is written over what it is about, and goes: Enter or leaving it keeps what was
// written, Esc drops it. GUI thread only.
#pragma once

#include <QLineEdit>

#include <functional>

namespace refocus::ui {

class InlineEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit InlineEdit(QWidget *parent);

    // Over a place in the parent. keep is called at most once, where the text was changed.
    void open(const QRect &place, const QString &text, const QString &hint,
              std::function<void(const QString &)> keep);
    void close(bool keep);
    bool isOpen() const { return static_cast<bool>(m_keep); }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QString m_before;
    std::function<void(const QString &)> m_keep;
};

} // namespace refocus::ui
