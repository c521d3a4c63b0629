// How one patch looks in a grid: picture on a neutral ground, a thin bar for the score, class and
// time under it, and marks for what a person decided. GUI thread only.
#pragma once

#include "ui/state/sightings.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QImage>
#include <QPainter>
#include <QPixmap>

#include <functional>

namespace refocus::ui {

struct Cell
{
    QString className; // Empty where nobody has said: no mark.
    QString time;      // "00:01:23.480"; the fraction goes where there is no room.
    QString place;     // The camera; may be empty.
    float score = -1;  // Negative: no bar.
    store::Decision decision = store::Decision::None;
    bool starred = false, noted = false, exported = false;
    Change change = Change::None;
    bool selected = false, current = false; // Current: that the keyboard works on.
    bool focused = false;                   // With current: the grid has the keyboard.
    bool hovered = false;
    const QImage *picture = nullptr; // Null while it loads; null image: there is none.
};

// What many cells have in common (ground, class, digits) is drawn once and kept, for one size of
// cells at a time.
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
    void paintClass(QPainter &painter, const QSize &size, const Cell &cell);
    void paintDigits(QPainter &painter, const QRect &box, const QString &text);
    // What `draw` paints into that size, from the last time where the key is the same.
    const QPixmap &kept(const QString &key, const QSize &size,
                        const std::function<void(QPainter &)> &draw);

    QFont m_font, m_small, m_struck, m_bold;
    QFontMetrics m_metrics, m_smallMetrics;
    int m_digitWidth = 0; // All alike, so that times stand under one another.
    QHash<QString, QPixmap> m_kept;
    QSize m_keptFor;     // Cells of this size,
    double m_ratio = 0;  // on a screen of this ratio,
    bool m_dark = false; // in this theme.
};

} // namespace refocus::ui
