// One line that says how something is set, and opens to the controls that set it.
#pragma once

#include <QAbstractButton>

class QToolButton;
class QVBoxLayout;

namespace refocus::ui {

// The line: text, a chevron, muted while nothing is set.
class FoldButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit FoldButton(QWidget *parent = nullptr);
    void setSummary(const QString &text, bool isSet);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    bool m_set = false;
};

class Fold : public QWidget
{
    Q_OBJECT

public:
    // Name: of what it sets, for those who cannot see it.
    explicit Fold(const QString &name, QWidget *parent = nullptr);

    void setBody(QWidget *body); // Takes it.
    void setSummary(const QString &text, bool isSet);
    void setOpen(bool open);
    bool isOpen() const { return m_button->isChecked(); }
    QAbstractButton *button() const { return m_button; }
    QToolButton *clearButton() const { return m_clear; }

Q_SIGNALS:
    void opened();
    void cleared(); // The person wants it as if nothing were set.

private:
    QString m_name;
    FoldButton *m_button;
    QToolButton *m_clear;
    QWidget *m_body = nullptr;
    QVBoxLayout *m_column;
};

} // namespace refocus::ui
