// Paints one source: picture, name, length and size, how it stands, patches by class.
#pragma once

#include "ui/models/source_model.h"

#include <QPixmap>
#include <QStyledItemDelegate>

#include <map>

namespace refocus::ui {

// Where the parts of a row lie; those that are not shown are empty. Pure functions.
struct SourceRowParts
{
    QRect picture, name, facts, state, bar, sentence, link, classes;
    int height = 0;
};
SourceRowParts sourceRowParts(const SourceRow &row, const QRect &place, const QFont &font);

class SourceDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SourceDelegate(const SourceModel &model, QObject *parent = nullptr);

    void setWidth(int width) { m_width = width; } // Of the rows; some texts wrap.
    void setWritable(bool writable) { m_writable = writable; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

Q_SIGNALS:
    void locateClicked(const QModelIndex &index);

private:
    // A row as it was painted last, and all that its look comes from. A row is a dozen texts, and
    // the list is painted whole whenever the window is.
    struct Painted
    {
        SourceRow row;
        QSize size;
        QFont font;
        QStyle::State state;
        qint64 picture = 0; // Its cache key; 0 where there is none.
        qreal ratio = 1;    // Pixels of the screen.
        bool dark = false, writable = false;
        bool operator==(const Painted &) const = default;
    };
    struct Kept
    {
        Painted from;
        QPixmap pixmap;
    };
    void paintRow(QPainter &painter, const QStyleOptionViewItem &option,
                  const SourceRow &row) const;

    mutable std::map<int, Kept> m_kept; // By row.
    const SourceModel &m_model;
    int m_width = 220;
    bool m_writable = true;
};

} // namespace refocus::ui
