// When the pictures of a source are, for drawing them at the closest zoom; read in the background
// once it is asked for. GUI thread only.
#pragma once

#include "ui/state/case_session.h"

#include <map>
#include <set>

namespace refocus::ui {

class FrameTimes : public QObject
{
    Q_OBJECT

public:
    explicit FrameTimes(CaseSession &session, QObject *parent = nullptr);

    // Rising, microseconds; empty until changed(). Only of sources that are ingested to the end.
    const std::vector<std::int64_t> &of(const std::string &video);

Q_SIGNALS:
    void changed();

private:
    void next();

    CaseSession &m_session;
    std::map<std::string, std::vector<std::int64_t>> m_times; // Empty: asked for, or failed.
    std::set<std::string> m_wanted;
    Job m_job;
};

} // namespace refocus::ui
