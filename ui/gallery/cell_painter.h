// How one patch looks in a grid: picture on a neutral ground, a thin bar for the score, class and
// time under it, and marks for what a person decided. GUI thread only.
#pragma once

#include "store/case.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>

namespace refocus::ui {

struct Cell
{
    QString className; // Empty where nobody has said: no mark.
    QString caption;   // Time and what else is short.
    float score = -1;  // Negative: no bar.
    store::Decision decision = store::Decision::None;
    bool starred = false, noted = false, exported = false;
    bool selected = false, current = false; // Current: that the keyboard works on.
    bool focused = false;                   // With current: the grid has the keyboard.
    bool hovered = false;
    const QImage *picture = nullptr; // Null while it loads; null image: there is none.
};

class CellPainter
{
public:
    static int captionHeight(const QFont &font); // Below the picture: bar and two lines.

    explicit CellPainter(const QFont &font);
    // pictureHeight: of the upper part of the box.
    void paint(QPainter &painter, const QRect &box, int pictureHeight, const Cell &cell);
    void paintHeading(QPainter &painter, const QRect &box, const QString &title, int count);

private:
    void paintPicture(QPainter &painter, const QRect &box, const Cell &cell);
    void paintMarks(QPainter &painter, const QRect &box, const Cell &cell);
    void paintCaption(QPainter &painter, const QRect &box, const Cell &cell);

    QFont m_font, m_small, m_struck, m_bold;
    QFontMetrics m_metrics, m_smallMetrics;
};

} // namespace refocus::ui
