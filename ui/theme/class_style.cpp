#include "ui/theme/kept_pixmap.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <map>
#include <string>

namespace refocus::ui {

namespace {

using Shape = ClassStyle::Shape;

double luminance(const QColor &colour)
{
    const auto linear = [](double v) {
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

QPolygonF polygon(const QRectF &box, int corners)
{
    QPolygonF shape;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * M_PI * i / corners - M_PI / 2;
        shape << QPointF(box.center().x() + box.width() / 2 * std::cos(angle),
                         box.center().y() + box.height() / 2 * std::sin(angle));
    }
    return shape;
}

void drawMark(QPainter &painter, const QRectF &box, const ClassStyle &style, bool withLetter)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.colour);
    switch (style.shape) {
    case Shape::Square:
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2);
        break;
    case Shape::Circle:
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Shape::Triangle:
        painter.drawPolygon(QPolygonF{box.bottomLeft(), QPointF(box.center().x(), box.top() - 1),
                                      box.bottomRight()});
        break;
    case Shape::Diamond:
        painter.drawPolygon(polygon(box.adjusted(-1, -1, 1, 1), 4));
        break;
    case Shape::Pentagon:
        painter.drawPolygon(polygon(box, 5));
        break;
    case Shape::Bar:
        painter.drawRoundedRect(box.adjusted(0, box.height() * 0.18, 0, -box.height() * 0.18), 3,
                                3);
        break;
    }
    if (withLetter && box.height() >= 11) {
        QFont font = painter.font();
        font.setPixelSize(static_cast<int>(box.height() * 0.62));
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(textOn(style.colour));
        const double down = style.shape == Shape::Triangle ? box.height() * 0.14 : 0;
        painter.drawText(box.translated(0, down), Qt::AlignCenter, style.letter);
    }
}

bool isWhole(double value) { return value == std::floor(value); }

} // namespace

ClassStyle classStyle(std::string_view name)
{
    static const char *const kOkabeIto[] = {"#0072B2", "#E69F00", "#009E73", "#D55E00",
                                            "#CC79A7", "#56B4E9", "#F0E442", "#999999"};
    struct Entry
    {
        int colour;
        Shape shape;
        char letter;
    };
    static const std::map<std::string, Entry, std::less<>> kKnown{
        {"car", {0, Shape::Square, 'C'}},       {"truck", {1, Shape::Square, 'T'}},
        {"bus", {2, Shape::Bar, 'B'}},          {"person", {3, Shape::Circle, 'P'}},
        {"bicycle", {4, Shape::Triangle, 'Y'}}, {"motorcycle", {5, Shape::Triangle, 'M'}},
        {"train", {6, Shape::Bar, 'R'}},        {"boat", {5, Shape::Diamond, 'O'}},
        {"dog", {1, Shape::Pentagon, 'D'}},     {"cat", {4, Shape::Pentagon, 'A'}},
        {"horse", {2, Shape::Pentagon, 'H'}},   {"bird", {6, Shape::Diamond, 'I'}},
        {"background", {7, Shape::Square, '-'}}};
    if (const auto known = kKnown.find(name); known != kKnown.end())
        return {QColor(kOkabeIto[known->second.colour]), known->second.shape,
                QLatin1Char(known->second.letter)};
    unsigned hash = 2166136261U; // FNV-1a: the same on every machine.
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    const QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return {QColor(kOkabeIto[hash % 7]), static_cast<Shape>(hash / 7 % 6),
            text.isEmpty() ? QLatin1Char('?') : text.front().toUpper()};
}

QColor textOn(const QColor &ground)
{
    const double l = luminance(ground);
    return (l + 0.05) / 0.0595 > 1.05 / (l + 0.05) ? QColor("#14161a") : QColor("#ffffff");
}

void paintClassMark(QPainter &painter, const QRectF &box, const ClassStyle &style, bool withLetter)
{
    constexpr int kAir = 1; // Some shapes reach out of the box.
    const qreal ratio = painter.device()->devicePixelRatio();
    const QTransform &to = painter.worldTransform();
    const bool whole = isWhole(ratio) && to.type() <= QTransform::TxTranslate &&
                       isWhole(box.x() + to.dx()) && isWhole(box.y() + to.dy()) &&
                       isWhole(box.width()) && isWhole(box.height());
    if (!whole) { // A kept one would lie between pixels of the screen.
        painter.save();
        drawMark(painter, box, style, withLetter);
        painter.restore();
        return;
    }
    const QRect place = box.toRect().adjusted(-kAir, -kAir, kAir, kAir);
    const QString key = QStringLiteral("mark %1 %2 %3 %4 %5")
                            .arg(style.colour.rgb())
                            .arg(static_cast<int>(style.shape))
                            .arg(withLetter ? style.letter : QLatin1Char(' '))
                            .arg(painter.font().key())
                            .arg(ratio);
    const auto draw = [&](QPainter &onto) {
        onto.scale(ratio, ratio);
        onto.setFont(painter.font());
        drawMark(onto, QRectF(QPointF(kAir, kAir), box.size()), style, withLetter);
    };
    painter.drawPixmap(place, keptPixmap(key, place.size() * ratio, draw));
}

} // namespace refocus::ui
