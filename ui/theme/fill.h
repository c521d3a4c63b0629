// Translucent fills that the GUI thread makes alone. Qt's raster engine parts what is translucent
// and higher than 95 pixels among the threads of QThreadPool::globalInstance() and waits for them:
// for a line across the timeline or the frame of a box, waking them takes longer than the fill
// itself, and beside an ingest they come late. In bands that are lower it fills at once.
#pragma once

class QColor;
class QPainter;
class QRectF;

namespace refocus::ui {

// Its edges on whole pixels of the screen, as QPainter::fillRect without antialiasing.
void fillInBands(QPainter &painter, const QRectF &box, const QColor &colour);

// A line of this width along the box's edge, half of it outside; on whole pixels of the screen, so
// that it is sharp, and at least one of them wide.
void frameInBands(QPainter &painter, const QRectF &box, double width, const QColor &colour);

} // namespace refocus::ui
