#include "ui/case/recent_view.h"

#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QDir>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>

namespace refocus::ui {

namespace {

constexpr int kHeight = 80, kPad = 3 * kGrid;
constexpr QSize kPicture{90, 56};
constexpr int kButton = 24;

// "today 14:02", "yesterday", "3 days ago", else the date.
QString usedText(const QDateTime &used)
{
    const qint64 days = used.date().daysTo(QDate::currentDate());
    if (days <= 0)
        return RecentView::tr("today %1").arg(used.time().toString(QStringLiteral("HH:mm")));
    if (days == 1)
        return RecentView::tr("yesterday");
    if (days < 30)
        return RecentView::tr("%n day(s) ago", nullptr, static_cast<int>(days));
    return QLocale().toString(used.date(), QLocale::ShortFormat);
}

QString shortPath(const QString &folder)
{
    const QString home = QDir::homePath();
    return folder.startsWith(home + u'/') ? u'~' + folder.mid(home.size()) : folder;
}

QString factsText(const RecentRow &row)
{
    if (row.missing)
        return RecentView::tr("not found; its disk may be unplugged");
    QStringList parts{usedText(row.item.used)};
    if (row.item.sources >= 0)
        parts << RecentView::tr("%n source(s)", nullptr, row.item.sources);
    return parts.join(QStringLiteral(" · "));
}

QRect removeButtonIn(const QRect &row)
{
    return {row.right() + 1 - kPad - kButton, row.center().y() - kButton / 2, kButton, kButton};
}

class RecentDelegate : public QStyledItemDelegate
{
public:
    RecentDelegate(const RecentView &view, QObject *parent)
        : QStyledItemDelegate(parent), m_view(view)
    {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, kHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Colours &c = colours();
        const RecentRow &row = m_view.rows()[static_cast<std::size_t>(index.row())];
        const bool hovered = option.state & QStyle::State_MouseOver;
        const bool current = (option.state & QStyle::State_Selected) && m_view.hasFocus();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        const QRectF card = QRectF(option.rect).adjusted(1, 2, -1, -2);
        if (hovered || current) {
            painter->setPen(current ? QPen(c.accent, 1.5) : QPen(Qt::NoPen));
            painter->setBrush(c.raised);
            painter->drawRoundedRect(card, kRadius, kRadius);
        }
        painter->setOpacity(row.missing ? 0.6 : 1);
        const QRect picture(
            QPoint(option.rect.left() + kPad, option.rect.center().y() - kPicture.height() / 2),
            kPicture);
        paintPicture(*painter, picture, row);

        const int left = picture.right() + 1 + kPad;
        const int right = removeButtonIn(option.rect).left() - kPad;
        const QFontMetrics metrics(option.font);
        const int line = metrics.height() + 2;
        QRect text(left, option.rect.center().y() - 3 * line / 2, right - left, line);
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        painter->setPen(c.text);
        painter->drawText(
            text, Qt::AlignVCenter,
            QFontMetrics(bold).elidedText(row.item.name(), Qt::ElideMiddle, text.width()));
        painter->setFont(option.font);
        painter->setPen(c.muted);
        text.translate(0, line);
        painter->drawText(
            text, Qt::AlignVCenter,
            metrics.elidedText(shortPath(row.item.folder), Qt::ElideMiddle, text.width()));
        text.translate(0, line);
        painter->drawText(text, Qt::AlignVCenter,
                          metrics.elidedText(factsText(row), Qt::ElideRight, text.width()));
        painter->setOpacity(1);
        if (hovered || current || row.missing) {
            const QRect button = removeButtonIn(option.rect);
            icon(QStringLiteral("remove"), row.missing ? c.text : c.muted)
                .paint(painter, button.adjusted(3, 3, -3, -3));
        }
        painter->restore();
    }

private:
    static void paintPicture(QPainter &painter, const QRect &box, const RecentRow &row)
    {
        QPainterPath clip;
        clip.addRoundedRect(box, 4, 4);
        painter.save();
        painter.setClipPath(clip, Qt::IntersectClip);
        painter.fillRect(box, colours().picture);
        if (row.picture.isNull()) {
            QRect mark(0, 0, 24, 24);
            mark.moveCenter(box.center());
            icon(row.missing ? QStringLiteral("offline") : QStringLiteral("case"),
                 QColor("#9aa3ad"))
                .paint(&painter, mark);
        } else {
            const QSize size =
                row.picture.size().scaled(box.size(), Qt::KeepAspectRatioByExpanding);
            QRect into(QPoint(), size);
            into.moveCenter(box.center());
            painter.drawImage(into, row.picture);
        }
        painter.restore();
    }

    const RecentView &m_view;
};

} // namespace

class RecentModel : public QAbstractListModel
{
public:
    explicit RecentModel(RecentView &view) : QAbstractListModel(&view), m_view(view) {}

    void setRows(std::vector<RecentRow> rows)
    {
        beginResetModel();
        m_view.m_rows = std::move(rows);
        endResetModel();
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_view.m_rows.size());
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const RecentRow &row = m_view.m_rows[static_cast<std::size_t>(index.row())];
        switch (role) {
        case Qt::DisplayRole:
            return row.item.name();
        case Qt::ToolTipRole:
            return row.item.folder;
        case Qt::AccessibleTextRole:
            return row.item.name() + QStringLiteral(", ") + factsText(row);
        default:
            return {};
        }
    }

private:
    RecentView &m_view;
};

RecentView::RecentView(QWidget *parent) : QListView(parent)
{
    setModel(new RecentModel(*this));
    setItemDelegate(new RecentDelegate(*this, this));
    setAccessibleName(tr("Recent cases"));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setEditTriggers(NoEditTriggers);
    setStyleSheet(QStringLiteral("QListView { background: transparent; }"));
}

void RecentView::setRows(std::vector<RecentRow> rows)
{
    static_cast<RecentModel *>(model())->setRows(std::move(rows));
    if (!m_rows.empty())
        setCurrentIndex(model()->index(0, 0));
}

QRect RecentView::removeButton(int row) const
{
    return removeButtonIn(visualRect(model()->index(row, 0)));
}

void RecentView::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const bool open = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (row < 0 || (!open && event->key() != Qt::Key_Delete))
        return QListView::keyPressEvent(event);
    const QString folder = m_rows[static_cast<std::size_t>(row)].item.folder;
    if (open)
        Q_EMIT opened(folder);
    else
        Q_EMIT removed(folder);
}

void RecentView::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (event->button() != Qt::LeftButton || !index.isValid())
        return;
    const RecentRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const QString folder = row.item.folder;
    if (removeButton(index.row()).contains(event->pos()))
        Q_EMIT removed(folder);
    else
        Q_EMIT opened(folder);
}

} // namespace refocus::ui
