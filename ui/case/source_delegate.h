// Paints one source: picture, name, length and size, how it stands, patches by class.
#pragma once

#include "ui/models/source_model.h"

#include <QStyledItemDelegate>

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
    const SourceModel &m_model;
    int m_width = 220;
    bool m_writable = true;
};

} // namespace refocus::ui
