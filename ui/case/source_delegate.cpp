#include "ui/case/source_delegate.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

using State = SourceRow::State;

constexpr int kPad = 2 * kGrid, kGap = 2 * kGrid;
constexpr int kPictureWidth = 64, kPictureHeight = 40;
constexpr int kMark = 12, kBar = 4;
constexpr int kMostLines = 4; // Of a sentence; the rest is in the tool tip.

QFont nameFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QString linkText() { return SourceDelegate::tr("Locate…"); }

QString factsText(const SourceRow &row)
{
    QStringList parts;
    if (row.duration.count() > 0)
        parts << shortTimeText(row.duration);
    if (row.width > 0)
        parts << QStringLiteral("%1x%2").arg(row.width).arg(row.height);
    return parts.join(QStringLiteral(" · "));
}

struct StateLook
{
    const char *icon;
    QColor colour;
};

StateLook lookOf(State state)
{
    const Colours &c = colours();
    switch (state) {
    case State::Added:
    case State::Queued:
        return {"clock", c.muted};
    case State::Ingesting:
        return {"jobs", c.accent};
    case State::Elsewhere:
        return {"jobs", c.muted};
    case State::Paused:
    case State::Stopped:
        return {"pause", c.muted};
    case State::Done:
        return {"accept", c.ok};
    case State::Failed:
        return {"error", c.danger};
    case State::Offline:
        return {"offline", c.warning};
    }
    return {"info", c.muted};
}

void paintPicture(QPainter &painter, const QRect &box, const QImage *image, bool dimmed)
{
    QPainterPath clip;
    clip.addRoundedRect(box, 4, 4);
    painter.save();
    painter.setClipPath(clip);
    painter.fillRect(box, colours().picture);
    if (image) {
        QSize size = image->size().scaled(box.size(), Qt::KeepAspectRatio);
        QRect into(QPoint(), size);
        into.moveCenter(box.center());
        painter.setOpacity(dimmed ? 0.45 : 1);
        painter.drawImage(into, *image);
    } else {
        QRect mark(0, 0, 20, 20);
        mark.moveCenter(box.center());
        icon(QStringLiteral("film")).paint(&painter, mark, Qt::AlignCenter, QIcon::Disabled);
    }
    painter.restore();
}

void paintBar(QPainter &painter, const QRect &box, double fraction, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().raised);
    painter.drawRoundedRect(box, kBar / 2.0, kBar / 2.0);
    QRectF filled(box);
    filled.setWidth(std::max<double>(kBar, box.width() * std::clamp(fraction, 0.0, 1.0)));
    painter.setBrush(colour);
    painter.drawRoundedRect(filled, kBar / 2.0, kBar / 2.0);
}

// As many classes as fit, each with its mark; then how many more there are.
void paintClasses(QPainter &painter, const QRect &box, const std::vector<ClassTotal> &classes)
{
    const QFontMetrics metrics(painter.font());
    int x = box.left();
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const QString count = countText(classes[i].patches);
        const QString more = QStringLiteral("+%1").arg(classes.size() - i);
        const int width = kMark + kGrid + metrics.horizontalAdvance(count);
        const int reserve = i + 1 < classes.size() ? kGap + metrics.horizontalAdvance(more) : 0;
        if (x + width + reserve > box.right() + 1) {
            painter.setPen(colours().muted);
            painter.drawText(QRect(x, box.top(), box.right() - x + 1, box.height()),
                             Qt::AlignVCenter | Qt::AlignLeft, more);
            return;
        }
        const QRect mark(x, box.center().y() - kMark / 2, kMark, kMark);
        paintClassMark(painter, mark, classStyle(classes[i].name));
        painter.setPen(colours().muted);
        painter.drawText(QRect(x + kMark + kGrid, box.top(), width, box.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, count);
        x += width + kGap;
    }
}

} // namespace

SourceRowParts sourceRowParts(const SourceRow &row, const QRect &place, const QFont &font)
{
    const QFontMetrics metrics(font);
    const int line = metrics.height() + 1;
    const QRect inner = place.adjusted(kPad, kPad, -kPad, -kPad);
    const int textLeft = inner.left() + kPictureWidth + kGap;
    const int textWidth = std::max(0, inner.right() + 1 - textLeft);
    SourceRowParts parts;
    parts.picture = {inner.left(), inner.top(), kPictureWidth, kPictureHeight};
    parts.name = {textLeft, inner.top(), textWidth, line};
    parts.facts = parts.name.translated(0, line);
    int y = std::max(parts.picture.bottom() + 1, parts.facts.bottom() + 1) + kGrid;
    parts.state = {inner.left(), y, inner.width(), line};
    y += line;
    if (row.state == State::Offline) {
        const int width = metrics.horizontalAdvance(linkText());
        parts.link = {inner.right() + 1 - width, parts.state.top(), width, line};
        parts.state.setRight(parts.link.left() - kGap);
    }
    if (row.state == State::Failed) {
        const int left = kMark + kGrid + 2;
        const QRect wrapped = metrics.boundingRect(
            QRect(0, 0, std::max(40, inner.width() - left), 10'000), Qt::TextWordWrap, row.detail);
        const int lines =
            std::clamp(wrapped.height() / std::max(1, metrics.height()), 1, kMostLines);
        parts.sentence = {inner.left() + left, parts.state.top(), inner.width() - left,
                          lines * metrics.height()};
        y = parts.sentence.bottom() + 1;
    }
    if (row.state == State::Ingesting || (row.state == State::Paused && row.fraction > 0)) {
        parts.bar = {inner.left(), y + 2, inner.width(), kBar};
        y = parts.bar.bottom() + 1 + 2;
    }
    if (!row.classes.empty()) {
        parts.classes = {inner.left(), y + 2, inner.width(), line};
        y = parts.classes.bottom() + 1;
    }
    parts.height = y + kPad - place.top();
    return parts;
}

SourceDelegate::SourceDelegate(const SourceModel &model, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model)
{}

QSize SourceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const SourceRow &row = m_model.row(index.row());
    return {m_width, sourceRowParts(row, QRect(0, 0, m_width, 0), option.font).height};
}

void SourceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    constexpr std::size_t kMost = 64; // More than a screen shows.
    const SourceRow &row = m_model.row(index.row());
    const qreal ratio = painter->device()->devicePixelRatio();
    if (ratio != std::floor(ratio)) { // A kept one would lie between pixels of the screen.
        painter->save();
        paintRow(*painter, option, row);
        painter->restore();
        return;
    }
    const QImage *picture = m_model.picture(row.path);
    const Painted now{row,
                      option.rect.size(),
                      option.font,
                      option.state &
                          (QStyle::State_Selected | QStyle::State_MouseOver | QStyle::State_Active),
                      picture ? picture->cacheKey() : 0,
                      ratio,
                      isDark(),
                      m_writable};
    if (m_kept.size() > kMost)
        m_kept.clear();
    Kept &kept = m_kept[index.row()];
    if (kept.pixmap.isNull() || kept.from != now) {
        kept = {now, QPixmap(now.size * now.ratio)};
        kept.pixmap.setDevicePixelRatio(now.ratio);
        kept.pixmap.fill(Qt::transparent);
        QPainter onto(&kept.pixmap);
        QStyleOptionViewItem at = option;
        at.rect.moveTopLeft({0, 0});
        onto.setFont(option.font);
        onto.setLayoutDirection(option.direction);
        paintRow(onto, at, row);
    }
    painter->drawPixmap(option.rect.topLeft(), kept.pixmap);
}

void SourceDelegate::paintRow(QPainter &painter, const QStyleOptionViewItem &option,
                              const SourceRow &row) const
{
    const Colours &c = colours();
    const SourceRowParts parts = sourceRowParts(row, option.rect, option.font);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        QColor ground = c.raised;
        if (!selected)
            ground.setAlphaF(0.5F);
        painter.fillRect(option.rect, ground);
    }
    if (selected)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                         option.state & QStyle::State_Active ? c.accent : c.muted);
    painter.fillRect(
        QRect(option.rect.left() + kPad, option.rect.bottom(), option.rect.width() - 2 * kPad, 1),
        c.hairline);

    paintPicture(painter, parts.picture, m_model.picture(row.path), row.state == State::Offline);
    const QFont bold = nameFont(option.font);
    painter.setFont(bold);
    painter.setPen(c.text);
    painter.drawText(parts.name, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(bold).elidedText(row.name, Qt::ElideMiddle, parts.name.width()));
    painter.setFont(option.font);
    const QFontMetrics metrics(option.font);
    painter.setPen(c.muted);
    painter.drawText(parts.facts, Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(factsText(row), Qt::ElideRight, parts.facts.width()));

    const StateLook look = lookOf(row.state);
    const QRect mark(parts.state.left(), parts.state.center().y() - 7, 14, 14);
    icon(QString::fromLatin1(look.icon), look.colour).paint(&painter, mark);
    if (!parts.sentence.isEmpty()) {
        painter.setPen(look.colour);
        painter.setClipRect(parts.sentence);
        painter.drawText(parts.sentence, Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop,
                         row.detail);
        painter.setClipping(false);
    } else {
        const QRect text = parts.state.adjusted(kMark + kGrid + 2, 0, 0, 0);
        painter.setPen(row.state == State::Offline ? look.colour : c.muted);
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(row.detail, Qt::ElideRight, text.width()));
    }
    if (!parts.link.isEmpty() && m_writable) {
        painter.setPen(c.accent);
        painter.drawText(parts.link, Qt::AlignVCenter | Qt::AlignRight, linkText());
    }
    if (!parts.bar.isEmpty())
        paintBar(painter, parts.bar, row.fraction,
                 row.state == State::Ingesting ? c.accent : c.muted);
    if (!parts.classes.isEmpty())
        paintClasses(painter, parts.classes, row.classes);
}

bool SourceDelegate::editorEvent(QEvent *event, QAbstractItemModel *,
                                 const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease || !m_writable)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const SourceRow &row = m_model.row(index.row());
    const SourceRowParts parts = sourceRowParts(row, option.rect, option.font);
    if (mouse->button() != Qt::LeftButton || !parts.link.contains(mouse->pos()))
        return false;
    Q_EMIT locateClicked(index);
    return true;
}

} // namespace refocus::ui
