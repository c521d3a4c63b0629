// One value that changes with every picture: drawn without moving anything around it, copied by a
// click or Ctrl+C. GUI thread only.
#pragma once

#include <QString>
#include <QWidget>

namespace refocus::ui {

class Readout : public QWidget
{
    Q_OBJECT

public:
    // `caption` stands before the value ("f"); `widest` is the longest value that there will be.
    Readout(const QString &name, const QString &caption, const QString &widest,
            QWidget *parent = nullptr);

    void setValue(const QString &value); // Empty: a dash, and nothing to copy.
    const QString &value() const { return m_value; }
    void setCopied(const QString &text) { m_copied = text; } // Instead of the value.
    void setPlaceholder(const QString &text);                // Instead of the dash.
    void setPrimary(bool primary); // In the text's colour and somewhat larger.
    void copy();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; // Less than the whole value, but for a primary one.

Q_SIGNALS:
    void copied(const QString &text);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QFont figures() const;

    QString m_caption, m_widest, m_value, m_copied, m_placeholder;
    bool m_primary = false;
};

// The font, if all its figures are equally wide, else the system's fixed one at its size.
QFont tabularFont(const QFont &font);

} // namespace refocus::ui
