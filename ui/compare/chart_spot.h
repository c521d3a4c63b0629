// Places in a chart that have values: found by the pointer, walked by the arrow keys. Values and
// pure functions.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <vector>

namespace refocus::ui {

struct ChartSpot
{
    QString key; // Stays the same while figures change.
    QPointF at;  // Pixels.
    QRectF area; // The pointer finds it all over this; null: near the point.
    QString title;
    QStringList lines;
    int group = 0;  // Left and right stay in it, up and down change it. Groups are contiguous.
    int depth = -1; // Place in the comparison; negative: of none in particular.
};

// The spot whose area holds the point, or else the nearest within reach; -1: none.
int spotAt(const std::vector<ChartSpot> &spots, QPointF at, double reach = 24);

// Where an arrow key, Home or End leads from there; from none (-1) to the first,
// or the last by End. -1 without spots.
int nextSpot(const std::vector<ChartSpot> &spots, int from, int key);

int spotOf(const std::vector<ChartSpot> &spots, const QString &key); // -1: gone.

// Beside the point, on the side where it fits, inside the bounds if these are large enough.
QRectF cardBox(QSizeF card, QPointF at, const QRectF &bounds);

} // namespace refocus::ui
