#include "ui/compare/chart_spot.h"

#include <QLineF>

#include <algorithm>

namespace refocus::ui {

int spotAt(const std::vector<ChartSpot> &spots, QPointF at, double reach)
{
    int best = -1;
    double nearest = reach;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        if (spots[i].area.contains(at))
            return static_cast<int>(i);
        const double away = QLineF(spots[i].at, at).length();
        if (spots[i].area.isNull() && away <= nearest) {
            best = static_cast<int>(i);
            nearest = away;
        }
    }
    return best;
}

int nextSpot(const std::vector<ChartSpot> &spots, int from, int key)
{
    const int count = static_cast<int>(spots.size());
    if (count == 0)
        return -1;
    if (from < 0 || from >= count)
        return key == Qt::Key_End ? count - 1 : 0;
    const auto groupOf = [&](int i) { return spots[static_cast<std::size_t>(i)].group; };
    const auto begin = [&](int i) {
        while (i > 0 && groupOf(i - 1) == groupOf(i))
            --i;
        return i;
    };
    const auto end = [&](int i) {
        while (i + 1 < count && groupOf(i + 1) == groupOf(i))
            ++i;
        return i;
    };
    const int place = from - begin(from);
    switch (key) {
    case Qt::Key_Left:
        return std::max(from - 1, begin(from));
    case Qt::Key_Right:
        return std::min(from + 1, end(from));
    case Qt::Key_Up:
        if (begin(from) == 0)
            return from;
        return std::min(begin(begin(from) - 1) + place, begin(from) - 1);
    case Qt::Key_Down:
        if (end(from) == count - 1)
            return from;
        return std::min(end(from) + 1 + place, end(end(from) + 1));
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return count - 1;
    default:
        return from;
    }
}

int spotOf(const std::vector<ChartSpot> &spots, const QString &key)
{
    const auto found = std::ranges::find(spots, key, &ChartSpot::key);
    return found == spots.end() || key.isEmpty() ? -1 : static_cast<int>(found - spots.begin());
}

QRectF cardBox(QSizeF card, QPointF at, const QRectF &bounds)
{
    constexpr double kAway = 12;
    QRectF box(at + QPointF(kAway, -kAway - card.height()), card);
    if (box.right() > bounds.right())
        box.moveRight(at.x() - kAway);
    if (box.top() < bounds.top())
        box.moveTop(at.y() + kAway);
    box.moveLeft(std::clamp(box.left(), bounds.left(),
                            std::max(bounds.left(), bounds.right() - card.width())));
    box.moveTop(std::clamp(box.top(), bounds.top(),
                           std::max(bounds.top(), bounds.bottom() - card.height())));
    return box;
}

} // namespace refocus::ui
