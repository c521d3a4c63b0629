#include "ui/state/selection.h"

namespace refocus::ui {

void Selection::clear() { set({}, -1); }

void Selection::select(int id)
{
    m_ids = {id};
    m_current = id;
    Q_EMIT changed();
    Q_EMIT currentChanged();
}

void Selection::toggle(int id)
{
    if (!m_ids.erase(id))
        m_ids.insert(id);
    const bool moved = m_current != id;
    m_current = id;
    Q_EMIT changed();
    if (moved)
        Q_EMIT currentChanged();
}

void Selection::set(std::span<const int> ids, int current)
{
    std::set<int> wanted(ids.begin(), ids.end());
    const bool moved = current != m_current;
    if (!moved && wanted == m_ids)
        return;
    m_ids = std::move(wanted);
    m_current = current;
    Q_EMIT changed();
    if (moved)
        Q_EMIT currentChanged();
}

} // namespace refocus::ui
