// The card beside the pointer: a small picture, the time, and what is there. It takes no input and
// no focus. GUI thread only.
#pragma once

#include <QImage>
#include <QWidget>

namespace refocus::ui {

class HoverCard : public QWidget
{
    Q_OBJECT

public:
    static constexpr QSize kPicture{208, 117};

    explicit HoverCard(QWidget *parent);

    // Above the place, or below where there is no room. With `picture` it keeps a place for one
    // and shows the earlier one, dimmed, until setPicture().
    void showAt(QPoint global, const QString &title, const QStringList &lines, bool picture);
    void setPicture(const QImage &picture); // Null: none can be had.
    void forgetPicture();

    QString title() const { return m_title; }
    const QStringList &lines() const { return m_lines; }
    const QImage &picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QSize wanted() const;

    QString m_title;
    QStringList m_lines;
    QImage m_picture;
    bool m_withPicture = false, m_fresh = false;
};

} // namespace refocus::ui
