// The open case: its engine and what is known of its sources. GUI thread only.
#pragma once

#include "ui/engine/engine.h"
#include "ui/jobs/job.h"
#include "ui/jobs/writer.h"
#include "ui/state/time_axis.h"

#include <QObject>
#include <QTimer>

namespace refocus::ui {

class CaseSession : public QObject
{
    Q_OBJECT

public:
    // Opens the case in `folder` or makes it; runs on a worker thread.
    using Opener = std::function<EnginePtr(const std::filesystem::path &folder)>;
    explicit CaseSession(Opener opener, QObject *parent = nullptr);
    ~CaseSession() override;

    void open(const std::filesystem::path &folder); // Closes the one that is open.
    void close();                                   // Waits for nothing but small writes.

    const EnginePtr &engine() const { return m_engine; } // Null while no case is open.
    const EngineInfo &info() const { return m_info; }    // Empty until infoChanged().
    const std::vector<SourceInfo> &sources() const { return m_sources; }
    const SourceInfo *source(std::string_view video) const; // Null where there is none.
    const TimeAxis &axis() const { return m_axis; }
    const std::vector<DepthInfo> &depths() const { return m_depths; }
    std::vector<ClassTotal> classTotals() const; // Over all sources, most patches first.
    bool writable() const { return m_engine && m_engine->writable(); }

    // Reads sources and depths again, on a worker thread, behind the writes asked for before.
    void refresh();
    // A file that is unplugged or there again, and what another program indexes, is noticed within
    // so many milliseconds.
    void setLookInterval(int ms) { m_lookTimer.setInterval(ms); }
    void refreshDepths(); // They alone: a query has shown what a patch costs.
    bool isRefreshing() const { return m_refreshJob.isRunning(); }
    // Small writes in order; failures arrive as writeFailed().
    void write(std::function<void(Engine &)> work);
    void flushWrites() { m_writer.flush(); }           // Waits for them; on a worker thread.
    void putSource(const store::SourceRecord &record); // And refreshes.
    void removeSource(const std::string &video);       // And refreshes.

    Job &openJob() { return m_openJob; }

Q_SIGNALS:
    void opening(const std::filesystem::path &folder);
    void opened();
    void openFailed(const QString &sentence);
    void aboutToClose(); // What is written until this returns is kept.
    void closed();       // Engine and sources are gone.
    void infoChanged();
    void sourcesChanged();
    void depthsChanged();
    void readFailed(const QString &sentence); // Of something beside the case, which stays open.
    void writeFailed(const QString &sentence);
    void notKept(); // Behind it: what is shown may be more than what is in the case.

private:
    void take(std::vector<SourceInfo> sources);
    void readDepths(const Delivery &delivery, Engine &engine); // On a worker thread.
    void lookAround();

    Opener m_opener;
    EnginePtr m_engine;
    EngineInfo m_info;
    std::vector<SourceInfo> m_sources;
    TimeAxis m_axis;
    std::vector<DepthInfo> m_depths;
    Writer m_writer;
    Job m_openJob, m_infoJob, m_refreshJob, m_depthsJob, m_lookJob;
    QTimer m_lookTimer;
    std::uint64_t m_stamp = 0; // Of the indices as they were looked at last.
};

} // namespace refocus::ui
