// The pictures of a case that a person marked, kept in it. GUI thread only.
#pragma once

#include "ui/state/case_session.h"
#include "ui/state/playhead.h"

#include <QObject>

namespace refocus::ui {

struct Bookmark
{
    std::string video;
    Timestamp time{0};
    QString name; // As a person sees it.
    friend bool operator==(const Bookmark &, const Bookmark &) = default;
};

class Bookmarks : public QObject
{
    Q_OBJECT

public:
    Bookmarks(CaseSession &session, Playhead &playhead, QObject *parent = nullptr);

    const std::vector<Bookmark> &all() const { return m_all; } // By video, then time.
    std::optional<Bookmark> here() const;                      // At the playhead.
    void toggle();                                             // At the playhead.
    // Of the bookmark of that moment, which is made where there is none. A name of spaces alone
    // gives it its time as a name again.
    void name(const std::string &video, Timestamp time, const QString &name);
    void next();     // Moves the playhead along the time of the case.
    void previous(); //

Q_SIGNALS:
    void changed();
    void refused(const QString &sentence);

private:
    bool requireWritable();
    void keep(const Bookmark &mark);
    void read();
    void go(bool forward);

    CaseSession &m_session;
    Playhead &m_playhead;
    std::vector<Bookmark> m_all;
    Job m_job;
};

} // namespace refocus::ui
