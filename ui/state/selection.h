// Which sightings are selected, by their ids in Sightings, and which one is current. Shared by
// gallery, timeline and player. GUI thread only.
#pragma once

#include <QObject>

#include <set>
#include <span>
#include <vector>

namespace refocus::ui {

class Selection : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const std::set<int> &ids() const { return m_ids; }
    bool contains(int id) const { return m_ids.contains(id); }
    int current() const { return m_current; } // -1: none.

    void clear();
    void select(int id); // It alone; current too.
    void toggle(int id); // Current too.
    void set(std::span<const int> ids, int current);

Q_SIGNALS:
    void changed();        // Ids or current.
    void currentChanged(); // Also when the same is asked for again by select().

private:
    std::set<int> m_ids;
    int m_current = -1;
};

} // namespace refocus::ui
