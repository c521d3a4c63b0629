// What can be done to the sources of a case, without any question asked: that is the panel's part.
// Whatever takes long runs as a job. GUI thread only.
#pragma once

#include "ui/models/source_model.h"
#include "ui/state/workbench.h"

#include <QObject>

#include <deque>

namespace refocus::ui {

class SourceActions : public QObject
{
    Q_OBJECT

public:
    explicit SourceActions(Workbench &bench, QObject *parent = nullptr);

    // Videos, and the videos in folders, to the end of the queue; `again`: also those that are
    // indexed already.
    void add(const std::vector<std::filesystem::path> &filesAndFolders, bool again = true);
    // Points the source to where its file is now, if it is the same file by its SHA-256.
    void locate(const std::string &video, const std::filesystem::path &file);
    // Out of queue and case: index, maps and decisions about it. The video file stays.
    void remove(const SourceRow &row);
    // As remove(), but name and clock are kept and the file is queued again.
    void reindex(const SourceRow &row);
    // Decisions about the source, counted in the case; -1 where they cannot be read.
    void countDecisions(const std::string &video, std::function<void(int)> then);

Q_SIGNALS:
    void said(const QString &sentence, bool isError);

private:
    struct Task
    {
        QString title;
        Job::Work work;
    };
    void enqueue(Task task); // One after another.
    void nextTask();
    void whenIdle(const SourceRow &row, std::function<void()> then);
    void checkWaiting();
    bool isDone(const std::filesystem::path &file) const;
    bool isIngesting(const std::filesystem::path &path) const;
    void forgetSightings(const std::string &video);
    bool writable();

    Workbench &m_bench;
    std::vector<std::filesystem::path> m_toScan;
    std::vector<std::pair<std::filesystem::path, std::function<void()>>> m_waiting;
    std::deque<Task> m_tasks;
    Job m_scanJob, m_taskJob, m_countJob;
};

} // namespace refocus::ui
