#include "ui/gallery/cell_painter.h"

#include "ui/state/time_text.h"

#include <QPainterPath>

#include <cmath>

namespace refocus::ui {

namespace {

using store::Decision;

constexpr int kMark = 14; // The class mark's side.
constexpr int kBadge = 18;

QFont smaller(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QFont struckOut(QFont font)
{
    font.setStrikeOut(true);
    return font;
}

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QPolygonF star(const QPointF &centre, double radius)
{
    QPolygonF shape;
    for (int i = 0; i < 10; ++i) {
        const double angle = M_PI * i / 5 - M_PI / 2;
        const double r = i % 2 ? radius * 0.45 : radius;
        shape << centre + QPointF(r * std::cos(angle), r * std::sin(angle));
    }
    return shape;
}

// A stroke drawn twice, so that it stands on any picture.
void stroke(QPainter &painter, const QPainterPath &path, const QColor &colour)
{
    const auto pen = [](const QColor &of, double width) {
        return QPen(of, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    };
    painter.strokePath(path, pen(QColor(0, 0, 0, 150), 4));
    painter.strokePath(path, pen(colour, 1.8));
}

QPainterPath lines(std::initializer_list<QPointF> points)
{
    QPainterPath path;
    path.addPolygon(QPolygonF(QList<QPointF>(points)));
    return path;
}

void badge(QPainter &painter, const QRectF &box, const QColor &ground, Decision decision)
{
    painter.setPen(QPen(QColor(0, 0, 0, 140), 1));
    painter.setBrush(ground);
    painter.drawEllipse(box);
    const QPointF c = box.center();
    painter.setPen(QPen(textOn(ground), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    if (decision == Decision::Reject) {
        painter.drawLine(c + QPointF(-3, -3), c + QPointF(3, 3));
        painter.drawLine(c + QPointF(-3, 3), c + QPointF(3, -3));
    } else if (decision == Decision::Accept) {
        painter.drawPolyline(
            QPolygonF{c + QPointF(-4, 0.5), c + QPointF(-1, 3.5), c + QPointF(4, -3)});
    } else { // A person's class: a label with its hole.
        painter.setPen(QPen(textOn(ground), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(QPolygonF{c + QPointF(-4.5, 0), c + QPointF(-1.5, -3.5),
                                      c + QPointF(4.5, -3.5), c + QPointF(4.5, 3.5),
                                      c + QPointF(-1.5, 3.5)});
        painter.drawPoint(c + QPointF(-1, 0));
    }
}

// + or − in a square; round ones are a person's.
void changeBadge(QPainter &painter, const QRectF &box, Change change)
{
    const bool gone = change == Change::Gone;
    const QColor sign = gone ? QColor("#ffffff") : QColor("#101216");
    painter.setPen(QPen(gone ? QColor(255, 255, 255, 200) : QColor(0, 0, 0, 140), 1));
    painter.setBrush(gone ? QColor(16, 18, 22, 220) : QColor("#ffffff"));
    painter.drawRoundedRect(box, 4, 4);
    const QPointF c = box.center();
    painter.setPen(QPen(sign, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(c - QPointF(4, 0), c + QPointF(4, 0));
    if (!gone)
        painter.drawLine(c - QPointF(0, 4), c + QPointF(0, 4));
}

} // namespace

int CellPainter::captionHeight(const QFont &font)
{
    return 7 + 2 * std::max(QFontMetrics(font).height() + 1, kMark + 2);
}

CellPainter::CellPainter(const QFont &font)
    : m_font(font), m_small(smaller(font)), m_struck(struckOut(font)), m_bold(bold(font)),
      m_metrics(m_font), m_smallMetrics(m_small)
{
    for (const char digit : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'})
        m_digitWidth = std::max(m_digitWidth, m_smallMetrics.horizontalAdvance(QLatin1Char(digit)));
}

const QPixmap &CellPainter::kept(const QString &key, const QSize &size,
                                 const std::function<void(QPainter &)> &draw)
{
    QPixmap &pixmap = m_kept[key];
    if (pixmap.isNull()) {
        pixmap = QPixmap(size * m_ratio);
        pixmap.setDevicePixelRatio(m_ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        draw(painter);
    }
    return pixmap;
}

void CellPainter::paint(QPainter &painter, const QRect &box, int pictureHeight, const Cell &cell)
{
    constexpr qsizetype kMostKept = 2000; // Names of classes and cameras are few, but who knows.
    const Colours &c = colours();
    const double ratio = painter.device()->devicePixelRatioF();
    if (m_keptFor != box.size() || m_ratio != ratio || m_dark != isDark() ||
        m_kept.size() > kMostKept) {
        m_kept.clear();
        m_keptFor = box.size();
        m_ratio = ratio;
        m_dark = isDark();
    }
    const QRect picture(box.topLeft(), QSize(box.width(), pictureHeight));
    painter.setRenderHint(QPainter::Antialiasing);
    if (cell.selected || cell.hovered) {
        const QRect around = box.adjusted(-3, -3, 3, 3);
        const auto ground = [&](QPainter &onto) {
            QColor colour = cell.selected ? c.accent : c.raised;
            colour.setAlpha(cell.selected ? 60 : 140);
            onto.setPen(Qt::NoPen);
            onto.setBrush(colour);
            onto.drawRoundedRect(QRect(QPoint(), around.size()), kRadius + 2, kRadius + 2);
        };
        painter.drawPixmap(
            around.topLeft(),
            kept(cell.selected ? QStringLiteral("s") : QStringLiteral("h"), around.size(), ground));
    }
    const auto ground = [&](QPainter &onto) {
        onto.setPen(Qt::NoPen);
        onto.setBrush(c.picture);
        onto.drawRoundedRect(QRect(QPoint(), picture.size()), 4, 4);
    };
    painter.drawPixmap(picture.topLeft(), kept(QStringLiteral("g"), picture.size(), ground));
    paintPicture(painter, picture, cell);
    paintMarks(painter, picture, cell);
    if (cell.score >= 0) {
        const QRect track(box.left(), picture.bottom() + 3, box.width(), 3);
        const int length =
            static_cast<int>(static_cast<float>(track.width()) * std::min(cell.score, 1.0F));
        painter.fillRect(track, c.raised);
        painter.fillRect(
            QRect(track.topLeft(), QSize(std::max(length, 3), 3)),
            cell.decision == Decision::Reject || cell.change == Change::Gone ? c.muted : c.accent);
    }
    paintCaption(
        painter,
        QRect(box.left(), picture.bottom() + 7, box.width(), box.bottom() - picture.bottom() - 6),
        cell);
    painter.setBrush(Qt::NoBrush);
    if (cell.current) {
        painter.setPen(QPen(c.accent, 2));
        painter.drawRoundedRect(QRectF(box).adjusted(-3, -3, 3, 3), kRadius + 2, kRadius + 2);
        if (cell.focused) { // The keyboard is here: a second line, in the text's colour.
            painter.setPen(QPen(c.text, 1));
            painter.drawRoundedRect(QRectF(box).adjusted(-1.5, -1.5, 1.5, 1.5), kRadius, kRadius);
        }
    }
}

void CellPainter::paintPicture(QPainter &painter, const QRect &box, const Cell &cell)
{
    if (!cell.picture)
        return;
    if (cell.picture->isNull()) { // The case has none: the class's mark stands in.
        painter.setOpacity(0.35);
        if (!cell.className.isEmpty()) {
            QRect mark(0, 0, 28, 28);
            mark.moveCenter(box.center());
            paintClassMark(painter, mark, classStyle(cell.className.toStdString()));
        }
        painter.setOpacity(1);
        return;
    }
    const double ratio = painter.device()->devicePixelRatioF();
    QSizeF size = QSizeF(cell.picture->size()) / ratio;
    // One that was made for another size is stretched until its own arrives.
    const bool fits = (std::abs(size.width() - box.width()) < 1 && size.height() <= box.height()) ||
                      (std::abs(size.height() - box.height()) < 1 && size.width() <= box.width());
    if (!fits)
        size.scale(box.size(), Qt::KeepAspectRatio);
    QRectF place(QPointF(), size);
    place.moveCenter(QRectF(box).center());
    if (cell.decision == Decision::Reject || cell.change == Change::Gone)
        painter.setOpacity(0.35);
    if (fits)
        painter.drawImage(QRectF(place.topLeft().toPoint(), size), *cell.picture);
    else
        painter.drawImage(place, *cell.picture);
    painter.setOpacity(1);
}

void CellPainter::paintMarks(QPainter &painter, const QRect &box, const Cell &cell)
{
    const Colours &c = colours();
    if (cell.decision == Decision::Reject)
        stroke(painter,
               lines({QPointF(box.left() + 6, box.bottom() - 6),
                      QPointF(box.right() - 6, box.top() + 6)}),
               QColor("#f87171"));
    if (cell.decision != Decision::None) {
        const QColor ground = cell.decision == Decision::Reject   ? QColor("#dc2626")
                              : cell.decision == Decision::Accept ? QColor("#16a34a")
                                                                  : c.accent;
        badge(painter, QRectF(box.left() + 5.5, box.top() + 5.5, kBadge, kBadge), ground,
              cell.decision);
    }
    if (cell.starred) {
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1.5));
        painter.setBrush(QColor("#facc15"));
        painter.drawPolygon(star(QPointF(box.right() - 13, box.top() + 14), 8.5));
    }
    if (cell.change == Change::Appeared || cell.change == Change::Gone) {
        const bool gone = cell.change == Change::Gone;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(255, 255, 255, gone ? 150 : 220), 1.5,
                            gone ? Qt::DashLine : Qt::SolidLine));
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
        changeBadge(painter, QRectF(box.left() + 5.5, box.bottom() - 4.5 - kBadge, kBadge, kBadge),
                    cell.change);
    }
    double x = box.right() - 14;
    const double y = box.bottom() - 13;
    if (cell.exported) { // ⇩: an arrow onto a line.
        QPainterPath arrow = lines({QPointF(x, y - 6), QPointF(x, y + 2)});
        arrow.addPath(lines({QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)}));
        arrow.addPath(lines({QPointF(x - 5, y + 6), QPointF(x + 5, y + 6)}));
        stroke(painter, arrow, Qt::white);
        x -= 20;
    }
    if (cell.noted) { // A sheet with two lines.
        QPainterPath sheet;
        sheet.addRoundedRect(QRectF(x - 6, y - 6, 12, 12), 2, 2);
        sheet.addPath(lines({QPointF(x - 3, y - 2), QPointF(x + 3, y - 2)}));
        sheet.addPath(lines({QPointF(x - 3, y + 2), QPointF(x + 1, y + 2)}));
        stroke(painter, sheet, Qt::white);
    }
}

void CellPainter::paintCaption(QPainter &painter, const QRect &box, const Cell &cell)
{
    const Colours &c = colours();
    const int line = box.height() / 2;
    if (!cell.className.isEmpty()) {
        const QSize size(box.width(), line);
        const QString key =
            (cell.decision == Decision::Reject ? QLatin1Char('r') : QLatin1Char('c')) +
            cell.className;
        painter.drawPixmap(box.topLeft(),
                           kept(key, size, [&](QPainter &onto) { paintClass(onto, size, cell); }));
    }
    const QRect text(box.left(), box.top() + line, box.width(), line);
    const int whole = static_cast<int>(cell.time.size()) * m_digitWidth;
    // All cells of a size alike: the fraction only where any camera's name has room beside it.
    const bool fraction = cell.place.isEmpty() ? whole <= text.width() : 2 * whole <= text.width();
    const QString time = fraction ? cell.time : cell.time.left(8);
    paintDigits(painter, text, time);
    const int room = text.width() - static_cast<int>(time.size()) * m_digitWidth - 4;
    if (cell.place.isEmpty() || room < 16)
        return;
    const QSize size(room, line);
    const auto place = [&](QPainter &onto) {
        onto.setFont(m_small);
        onto.setPen(c.muted);
        onto.drawText(QRect(QPoint(), size), Qt::AlignRight | Qt::AlignVCenter,
                      m_smallMetrics.elidedText(cell.place, Qt::ElideRight, room));
    };
    painter.drawPixmap(QPoint(text.right() + 1 - room, text.top()),
                       kept(QLatin1Char('p') + cell.place, size, place));
}

void CellPainter::paintClass(QPainter &painter, const QSize &size, const Cell &cell)
{
    const Colours &c = colours();
    const bool rejected = cell.decision == Decision::Reject;
    painter.setOpacity(rejected ? 0.5 : 1);
    paintClassMark(painter, QRect(0, (size.height() - kMark) / 2, kMark, kMark),
                   classStyle(cell.className.toStdString()));
    painter.setOpacity(1);
    const QRect text(kMark + 5, 0, size.width() - kMark - 5, size.height());
    painter.setFont(rejected ? m_struck : m_font);
    painter.setPen(rejected ? c.muted : c.text);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     m_metrics.elidedText(cell.className, Qt::ElideRight, text.width()));
}

// Times are many and their digits few: each digit is drawn once.
void CellPainter::paintDigits(QPainter &painter, const QRect &box, const QString &text)
{
    int x = box.left();
    for (const QChar digit : text) {
        const bool narrow = digit == QLatin1Char(':') || digit == QLatin1Char('.');
        const QSize size(narrow ? m_digitWidth / 2 + 1 : m_digitWidth, box.height());
        painter.drawPixmap(QPoint(x, box.top()),
                           kept(QLatin1Char('d') + QString(digit), size, [&](QPainter &onto) {
                               onto.setFont(m_small);
                               onto.setPen(colours().muted);
                               onto.drawText(QRect(QPoint(), size), Qt::AlignCenter, digit);
                           }));
        x += size.width();
    }
}

void CellPainter::paintHeading(QPainter &painter, const QRect &box, const QString &title, int count)
{
    const Colours &c = colours();
    painter.setFont(m_bold);
    painter.setPen(c.text);
    const QRect text = box.adjusted(0, 0, 0, -4);
    QRect drawn;
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(m_bold).elidedText(title, Qt::ElideRight, text.width() - 80),
                     &drawn);
    const QString number = countText(static_cast<std::uint64_t>(count));
    painter.setFont(m_small);
    painter.setPen(c.muted);
    painter.drawText(text.adjusted(drawn.width() + 8, 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, number, &drawn);
    painter.setPen(QPen(c.hairline, 1));
    const double y = text.center().y() + 0.5;
    painter.drawLine(QPointF(drawn.right() + 12, y), QPointF(box.right(), y));
}

} // namespace refocus::ui
