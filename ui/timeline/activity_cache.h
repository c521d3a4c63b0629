// The activity of every source of the open case, read in the background and kept. GUI thread only.
#pragma once

#include "ui/state/case_session.h"
#include "ui/timeline/activity_profile.h"

#include <QObject>

#include <map>

namespace refocus::ui {

class ActivityCache : public QObject
{
    Q_OBJECT

public:
    explicit ActivityCache(CaseSession &session, QObject *parent = nullptr);

    const ActivityProfile &profile(const std::string &video) const; // Empty until it is known.

Q_SIGNALS:
    void changed();

private:
    struct Entry
    {
        std::uint64_t patches = 0; // Of the index when it was read.
        ActivityProfile profile;
    };
    void refresh();

    CaseSession &m_session;
    std::map<std::string, Entry> m_entries;
    Job m_job;
};

} // namespace refocus::ui
