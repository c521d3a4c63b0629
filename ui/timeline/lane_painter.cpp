#include "ui/timeline/lane_painter.h"

#include "ui/state/time_text.h"
#include "ui/theme/fill.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr int kShaped = 12;     // A bar of at least so many pixels shows its class's shape,
constexpr int kLettered = 22;   // and its letter.
constexpr int kFramePixels = 6; // Between pictures that are drawn.

QColor faded(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

// The bar's ends are those of the class's mark.
QPainterPath barPath(const QRectF &box, ClassStyle::Shape shape)
{
    using Shape = ClassStyle::Shape;
    const double point = std::min(box.height() / 2, box.width() / 2);
    QPainterPath path;
    switch (shape) {
    case Shape::Square:
        path.addRoundedRect(box, 2, 2);
        break;
    case Shape::Circle:
        path.addRoundedRect(box, box.height() / 2, box.height() / 2);
        break;
    case Shape::Bar: {
        const double inset = box.height() * 0.18;
        path.addRoundedRect(box.adjusted(0, inset, 0, -inset), 2, 2);
        break;
    }
    case Shape::Triangle:
        path.addPolygon(QPolygonF{box.topLeft(), QPointF(box.right() - point, box.top()),
                                  QPointF(box.right(), box.center().y()),
                                  QPointF(box.right() - point, box.bottom()), box.bottomLeft()});
        break;
    case Shape::Diamond:
        path.addPolygon(QPolygonF{
            QPointF(box.left() + point, box.top()), QPointF(box.right() - point, box.top()),
            QPointF(box.right(), box.center().y()), QPointF(box.right() - point, box.bottom()),
            QPointF(box.left() + point, box.bottom()), QPointF(box.left(), box.center().y())});
        break;
    case Shape::Pentagon:
        path.addPolygon(QPolygonF{QPointF(box.left() + point, box.top()), box.topRight(),
                                  box.bottomRight(), QPointF(box.left() + point, box.bottom()),
                                  QPointF(box.left(), box.center().y())});
        break;
    }
    path.closeSubpath();
    return path;
}

void paintTick(QPainter &painter, QPointF at, double size, const QColor &colour)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{at + QPointF(0, size * 0.5),
                                   at + QPointF(size * 0.38, size * 0.85),
                                   at + QPointF(size, size * 0.12)});
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void paintColumn(QPainter &painter, const Strip &strip, const Band &row, const QColor &colour)
{
    // One is a third of the row high, eight and more are all of it.
    const double share = std::min(1.0, 0.4 + 0.2 * std::log2(strip.count));
    const double height = std::max(3.0, std::round((row.height - 1) * share));
    const QRectF box(std::round(strip.x), row.bottom() - 1 - height, strip.width, height);
    if (strip.gone) // Too narrow for an outline: dots.
        for (double y = box.bottom() - 2; y >= box.top(); y -= 4)
            painter.fillRect(QRectF(box.x(), y, box.width() - 1, 2), colour);
    else
        painter.fillRect(box, faded(colour, strip.rejected ? 0.35 : 1));
    if (strip.appeared) { // A plus on top, as far as there is room.
        const double x = box.x() + std::floor(box.width() / 2);
        const double y = std::max<double>(row.top + 2, box.top() - 4);
        painter.fillRect(QRectF(x - 2, y, 5, 1), colours().text);
        painter.fillRect(QRectF(x, y - 2, 1, 5), colours().text);
    }
    if (strip.rejected)
        painter.fillRect(QRectF(box.x(), std::floor(box.center().y()), box.width(), 1),
                         colours().text);
    if (strip.accepted)
        painter.fillRect(QRectF(box.x(), row.bottom() - 1, box.width(), 2), colours().ok);
    if (strip.selected)
        painter.fillRect(QRectF(box.x(), row.top, box.width(), 2), colours().accent);
}

void paintBar(QPainter &painter, const Strip &strip, const Band &band, const ClassStyle &style,
              double left, double right)
{
    // What lies outside is cut off well outside, so that shapes stay what they are.
    const double begin = std::max(strip.x, left - 40),
                 end = std::min(strip.x + strip.width, right + 40);
    const QRectF box(begin, band.top, end - begin, band.height);
    const QColor fill = faded(style.colour, strip.rejected ? 0.35 : 1);
    const bool shaped = strip.width >= kShaped && band.height >= 5;
    if (strip.gone) { // Hollow.
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(style.colour, 1.2);
        pen.setDashPattern({2.5, 2});
        const QRectF inside = box.adjusted(0.6, 0.6, -1.1, -0.6);
        QPainterPath path;
        path.addRect(inside);
        painter.strokePath(shaped ? barPath(inside, style.shape) : path, pen);
        painter.setRenderHint(QPainter::Antialiasing, false);
    } else if (shaped) {
        painter.setRenderHint(QPainter::Antialiasing);
        const QPainterPath path = barPath(box, style.shape);
        painter.fillPath(path, fill);
        painter.strokePath(path, QPen(colours().base, 1)); // Neighbours stay apart.
        painter.setRenderHint(QPainter::Antialiasing, false);
    } else {
        painter.fillRect(
            QRectF(std::round(begin), band.top, std::round(box.width()) - 1, band.height), fill);
    }
    const QColor on = strip.gone || strip.rejected ? colours().text : textOn(style.colour);
    const double inner = std::max(begin, left);
    double mark = inner + 5;
    if (strip.appeared) {
        QPainterPath outline;
        outline.addRect(std::round(begin) + 0.5, band.top + 0.5, std::round(box.width()) - 2,
                        band.height - 1);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.strokePath(shaped ? barPath(box.adjusted(0.5, 0.5, -1.5, -0.5), style.shape)
                                  : outline,
                           QPen(colours().text, 1));
        painter.setRenderHint(QPainter::Antialiasing, false);
        const double y = band.top + std::floor(band.height / 2.0);
        painter.fillRect(QRectF(mark - 1, y, 5, 1), on);
        painter.fillRect(QRectF(mark + 1, y - 2, 1, 5), on);
        mark += 8;
    }
    if (strip.width >= kLettered + (strip.appeared ? 8 : 0) && band.height >= 9) {
        QFont font = painter.font();
        font.setPixelSize(std::min(11, band.height - 2));
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(on);
        painter.drawText(QRectF(mark, band.top, 12, band.height), Qt::AlignCenter, style.letter);
        mark += 15;
    }
    const double size = std::min(7, band.height - 1);
    if (strip.accepted && size >= 5 && mark + size + 4 <= strip.x + strip.width)
        paintTick(painter, QPointF(mark, band.top + (band.height - size) / 2), size, on);
    else if (strip.accepted)
        painter.fillRect(QRectF(box.x(), band.bottom() - 2, box.width(), 2), colours().ok);
    if (strip.rejected)
        painter.fillRect(QRectF(box.x(), band.top + band.height / 2, box.width(), 1),
                         colours().text);
    if (strip.selected) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colours().base, 1.5)); // The accent may be the class's colour.
        painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2);
        painter.setPen(QPen(colours().accent, 2));
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
}

void paintMissing(QPainter &painter, const LaneScene &scene, const Band &band,
                  const LaneFacts &facts, const LaneSpan &span, bool labelled)
{
    const double left = std::max(scene.scale.left, scene.scale.timeToPixel(span.range.begin));
    const double right =
        std::min(scene.scale.left + scene.scale.width, scene.scale.timeToPixel(span.range.end));
    QRectF box(left, band.top + 1, std::max(1.0, right - left), band.height - 2);
    const bool fault = span.why == Missing::Gap || span.why == Missing::Failed;
    if (span.why != Missing::NotAsked)
        fillInBands(painter, box, faded(colours().window, 0.75));
    paintHatch(painter, box, fault ? faded(colours().warning, 0.55) : faded(colours().muted, 0.28));
    if (!labelled)
        return;
    const QFontMetrics metrics(painter.font());
    QString text = missingText(span.why, facts);
    if (span.why == Missing::Failed) // A sentence: first the file, last what is wrong with it.
        text = metrics.elidedText(text, Qt::ElideLeft, static_cast<int>(box.width()) - 32);
    const double width = metrics.horizontalAdvance(text) + 16;
    if (box.width() < width + 16)
        return;
    const QRectF label(box.center().x() - width / 2, box.center().y() - metrics.height() / 2.0 - 1,
                       width, metrics.height() + 2);
    painter.fillRect(label, colours().window);
    painter.setPen(fault ? colours().warning : colours().muted);
    painter.drawText(label, Qt::AlignCenter, text);
}

} // namespace

QFont smallFont(const QFont &font)
{
    QFont small = font;
    if (font.pointSizeF() > 0)
        small.setPointSizeF(font.pointSizeF() * 0.88);
    else
        small.setPixelSize(std::max(9, font.pixelSize() * 88 / 100));
    return small;
}

void paintHatch(QPainter &painter, const QRectF &box, const QColor &colour)
{
    constexpr double kStep = 7;
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1));
    // At places that depend on the widget alone, so that neighbours join.
    const double first = std::floor((box.left() + box.top()) / kStep) * kStep;
    std::vector<QLineF> lines;
    for (double sum = first; sum <= box.right() + box.bottom(); sum += kStep)
        lines.emplace_back(sum - box.top(), box.top(), sum - box.bottom(), box.bottom());
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.restore();
}

void paintRuler(QPainter &painter, const LaneScene &scene, const std::vector<Tick> &ticks)
{
    const int width = static_cast<int>(scene.scale.left + scene.scale.width);
    painter.fillRect(0, 0, width, kRuler, colours().window);
    painter.setFont(smallFont(painter.font()));
    painter.save();
    painter.setClipRect(QRectF(scene.scale.left, 0, scene.scale.width, kRuler));
    for (const Tick &tick : ticks) {
        const double x = std::round(scene.scale.timeToPixel(tick.time));
        const bool labelled = !tick.label.isEmpty();
        painter.fillRect(QRectF(x, labelled ? kRuler - 10 : kRuler - 5, 1, labelled ? 10 : 5),
                         labelled ? faded(colours().muted, 0.8) : faded(colours().muted, 0.4));
        if (!labelled)
            continue;
        painter.setPen(tick.isDate ? colours().text : colours().muted);
        painter.drawText(QRectF(x + 5, 0, 160, kRuler - 5), Qt::AlignLeft | Qt::AlignVCenter,
                         tick.label);
    }
    painter.restore();
    painter.setPen(colours().muted);
    const QString clock = scene.zone
                              ? datesText(scene.scale.range, *scene.zone)
                              : QCoreApplication::translate("refocus::ui::lane", "each from zero");
    const QRectF corner(12, 0, kGutter - 16, kRuler - 2);
    painter.drawText(corner, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font())
                         .elidedText(clock, Qt::ElideRight, static_cast<int>(corner.width())));
    painter.fillRect(0, kRuler - 1, width, 1, colours().hairline);
}

void paintGrid(QPainter &painter, const LaneScene &scene, const std::vector<Tick> &ticks)
{
    for (const Tick &tick : ticks)
        if (!tick.label.isEmpty())
            fillInBands(painter,
                        {std::round(scene.scale.timeToPixel(tick.time)),
                         static_cast<double>(scene.layout.top), 1,
                         static_cast<double>(scene.layout.space)},
                        faded(colours().hairline, tick.isDate ? 1 : 0.5));
}

void paintLane(QPainter &painter, const LaneScene &scene, int lane, const ActivityProfile &activity,
               const std::vector<std::int64_t> &frames)
{
    const LaneRow &row = scene.rows[static_cast<std::size_t>(lane)];
    const Band band = scene.layout.lane(lane);
    const double left = scene.scale.left, right = left + scene.scale.width;

    if (row.indexed) {
        const double highest = (band.height - 6) * 0.62;
        for (const Column &column : activity.columns(scene.scale, row.begin, kColumn + 1)) {
            const double height = std::max(1.0, std::round(column.height * highest));
            painter.fillRect(
                QRectF(std::round(column.x), band.bottom() - 1 - height, column.width - 1, height),
                faded(colours().muted, 0.26));
        }
    }
    const double framePixels =
        frames.size() < 2 ? 0
                          : static_cast<double>(frames.back() - frames.front()) /
                                static_cast<double>(frames.size() - 1) / scene.scale.perPixel();
    if (framePixels >= kFramePixels) {
        auto at = std::ranges::lower_bound(frames, scene.scale.range.begin - row.begin);
        for (; at != frames.end() && *at + row.begin <= scene.scale.range.end; ++at)
            painter.fillRect(QRectF(std::round(scene.scale.timeToPixel(*at + row.begin)),
                                    band.bottom() - 7, 1, 6),
                             faded(colours().muted, 0.6));
    }

    const std::vector<LaneSpan> spans = missingSpans(row.facts, scene.scale.range);
    painter.setFont(smallFont(painter.font()));
    for (const LaneSpan &span : spans)
        paintMissing(painter, scene, band, row.facts, span, true);

    if (row.indexed) {
        const LaneBars &bars = scene.index.lane(row.video);
        std::vector<ClassStyle> styles;
        for (const SightingIndex::Class &one : scene.index.classes())
            styles.push_back(classStyle(one.name));
        painter.save();
        painter.setClipRect(QRectF(left, band.top, right - left, band.height));
        for (const Strip &strip : stripsOf(bars, scene.index.marks(), scene.scale, row.begin)) {
            const int place = scene.index.classes()[strip.classId].row;
            if (strip.column)
                paintColumn(painter, strip, scene.layout.classRow(lane, place),
                            styles[strip.classId].colour);
            else
                paintBar(painter, strip,
                         scene.layout.bar(lane, place, bars.levels[strip.classId], strip.level),
                         styles[strip.classId], left, right);
        }
        painter.restore();
    }
    painter.fillRect(QRectF(0, band.bottom() - 1, right, 1), colours().hairline);
}

void paintLaneName(QPainter &painter, const LaneScene &scene, int lane)
{
    const LaneRow &row = scene.rows[static_cast<std::size_t>(lane)];
    const Band band = scene.layout.lane(lane);
    painter.fillRect(0, band.top, kGutter, band.height - 1, colours().window);
    painter.fillRect(kGutter - 1, band.top, 1, band.height, colours().hairline);
    const bool current = !row.video.empty() && row.video == scene.current;
    if (current)
        painter.fillRect(QRectF(0, band.top + 4, 2, band.height - 9), colours().accent);

    QString note = row.note;
    const int count = scene.index.lane(row.video).answered;
    if (note.isEmpty() && count > 0)
        note = sightingsText(count);
    const QFont nameFont = painter.font(), noteFont = smallFont(nameFont);
    const QFontMetrics nameMetrics(nameFont), noteMetrics(noteFont);
    const int text = nameMetrics.height() + (note.isEmpty() ? 0 : noteMetrics.height());
    const int width = kGutter - 12 - 8;
    int y = band.top + (band.height - 1 - text) / 2;
    painter.setPen(row.indexed ? colours().text : colours().muted);
    painter.drawText(QRect(12, y, width, nameMetrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     nameMetrics.elidedText(row.name, Qt::ElideMiddle, width));
    if (note.isEmpty())
        return;
    y += nameMetrics.height();
    painter.setFont(noteFont);
    painter.setPen(row.failed    ? colours().danger
                   : row.offline ? colours().warning
                                 : colours().muted);
    painter.drawText(QRect(12, y, width, noteMetrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     noteMetrics.elidedText(note, Qt::ElideRight, width));
    painter.setFont(nameFont);
}

} // namespace refocus::ui
