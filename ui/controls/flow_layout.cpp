#include "ui/controls/flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace refocus::ui {

FlowLayout::FlowLayout(int spacing, QWidget *parent) : QLayout(parent), m_spacing(spacing) {}

void FlowLayout::insertWidget(int place, QWidget *widget)
{
    addChildWidget(widget);
    m_items.insert(m_items.begin() + place, std::make_unique<QWidgetItem>(widget));
    invalidate();
}

void FlowLayout::addItem(QLayoutItem *item) { m_items.emplace_back(item); }

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)].get() : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[static_cast<std::size_t>(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int FlowLayout::heightForWidth(int width) const { return arrange({0, 0, width, 0}, false); }

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto &item : m_items)
        size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size.grownBy(margins);
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::arrange(const QRect &rect, bool apply) const
{
    const QRect inside = rect.marginsRemoved(contentsMargins());
    int x = inside.left(), y = inside.top(), lineHeight = 0;
    std::vector<std::pair<QLayoutItem *, QRect>> line;
    const auto endLine = [&] {
        for (const auto &[item, place] : line)
            if (apply)
                item->setGeometry(place.translated(0, (lineHeight - place.height()) / 2));
        line.clear();
    };
    for (const auto &item : m_items) {
        const bool takesRest = item->expandingDirections() & Qt::Horizontal;
        const QSize size = takesRest ? item->minimumSize() : item->sizeHint();
        if (x > inside.left() && x + size.width() > inside.right() + 1) {
            endLine();
            x = inside.left();
            y += lineHeight + m_spacing;
            lineHeight = 0;
        }
        const int left = inside.right() + 1 - x;
        const int width = takesRest ? std::max(left, size.width()) : std::min(size.width(), left);
        line.emplace_back(item.get(), QRect(x, y, width, size.height()));
        x += width + m_spacing;
        lineHeight = std::max(lineHeight, size.height());
    }
    endLine();
    return y + lineHeight - rect.top() + contentsMargins().bottom();
}

} // namespace refocus::ui
