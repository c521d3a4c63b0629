#include "ui/case/source_actions.h"

#include "base/error.h"
#include "store/files.h"

#include <QStringList>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace refocus::ui {

namespace fs = std::filesystem;

namespace {

QString nameOf(const fs::path &file) { return QString::fromStdString(file.filename().string()); }

// Throws Error, with what to do, where the file is not the one that was indexed.
void requireSameFile(const store::SourceRecord &record, const fs::path &file,
                     const Progress &progress)
{
    const auto refuse = [&](const QString &why) {
        throw Error(SourceActions::tr("%1 is not the file that was indexed: %2. Nothing was "
                                      "changed; choose another file.")
                        .arg(nameOf(file), why)
                        .toStdString());
    };
    std::error_code error;
    const std::uint64_t size = fs::file_size(file, error);
    if (error)
        throw Error(file, "cannot be read: " + error.message());
    if (record.sizeBytes > 0 && size != record.sizeBytes)
        refuse(SourceActions::tr("it has %1 bytes instead of %2").arg(size).arg(record.sizeBytes));
    const std::string sha256 = store::sha256OfFile(file, progress);
    if (sha256 != record.sha256)
        refuse(SourceActions::tr("its SHA-256 begins with %1 instead of %2")
                   .arg(QString::fromStdString(sha256.substr(0, 8)),
                        QString::fromStdString(record.sha256.substr(0, 8))));
}

} // namespace

SourceActions::SourceActions(Workbench &bench, QObject *parent)
    : QObject(parent), m_bench(bench), m_scanJob(tr("Looking for videos")),
      m_taskJob(tr("Sources")), m_countJob(tr("Counting decisions"))
{
    bench.jobs.watch(&m_scanJob);
    bench.jobs.watch(&m_taskJob);
    connect(&m_scanJob, &Job::failed, this,
            [this](const QString &text) { Q_EMIT said(text, true); });
    connect(&m_taskJob, &Job::failed, this,
            [this](const QString &text) { Q_EMIT said(text, true); });
    connect(&m_scanJob, &Job::cancelled, this, [this] { m_toScan.clear(); });
    connect(&m_taskJob, &Job::ended, this, &SourceActions::nextTask);
    connect(&bench.ingest, &IngestQueue::changed, this, &SourceActions::checkWaiting);
    connect(&bench.session, &CaseSession::closed, this, [this] {
        m_tasks.clear();
        m_waiting.clear();
        m_toScan.clear();
        for (Job *job : {&m_scanJob, &m_taskJob, &m_countJob})
            job->cancel();
    });
}

bool SourceActions::writable()
{
    if (m_bench.session.writable())
        return true;
    Q_EMIT said(tr("This case can only be read, so its sources stay as they are."), true);
    return false;
}

void SourceActions::add(const std::vector<fs::path> &filesAndFolders, bool again)
{
    if (filesAndFolders.empty() || !writable())
        return;
    m_toScan.insert(m_toScan.end(), filesAndFolders.begin(), filesAndFolders.end());
    m_scanJob.start([this, given = m_toScan, again](const Delivery &delivery) {
        std::vector<fs::path> videos;
        std::vector<fs::path> others;
        std::error_code ignored;
        for (const fs::path &path : given) {
            if (delivery.cancelled())
                return;
            if (fs::is_directory(path, ignored)) {
                const auto inside =
                    IngestQueue::videosIn(path, [&] { return !delivery.cancelled(); });
                videos.insert(videos.end(), inside.begin(), inside.end());
                if (inside.empty())
                    others.push_back(path);
            } else if (IngestQueue::isVideoName(path)) {
                videos.push_back(path);
            } else {
                others.push_back(path);
            }
        }
        delivery.post([this, videos, others, again]() mutable {
            m_toScan.clear();
            if (!again)
                std::erase_if(videos, [this](const fs::path &file) { return isDone(file); });
            if (!videos.empty())
                m_bench.ingest.add(videos);
            if (others.empty())
                return;
            const QString first = nameOf(others.front());
            Q_EMIT said(others.size() == 1
                            ? tr("%1 holds no video that is known by its name.").arg(first)
                            : tr("%1 and %n other(s) hold no video that is known by its name.",
                                 nullptr, static_cast<int>(others.size()) - 1)
                                  .arg(first),
                        true);
        });
    });
}

bool SourceActions::isDone(const fs::path &file) const
{
    return std::ranges::any_of(m_bench.session.sources(), [&](const SourceInfo &source) {
        return source.record.path == file && source.record.state == store::SourceState::Done;
    });
}

void SourceActions::locate(const std::string &video, const fs::path &file)
{
    const SourceInfo *source = m_bench.session.source(video);
    if (!source || !writable())
        return;
    const QString title = tr("Checking %1").arg(nameOf(file));
    enqueue({title, [this, record = source->record, file](const Delivery &delivery) {
                 requireSameFile(record, file, delivery.progress());
                 delivery.post([this, record, file] {
                     const SourceInfo *now = m_bench.session.source(record.id);
                     if (!now)
                         return;
                     store::SourceRecord moved = now->record;
                     moved.path = fs::absolute(file).lexically_normal().string();
                     m_bench.session.putSource(moved);
                     m_bench.session.write([from = record.path, moved](Engine &engine) {
                         engine.log("locate", nlohmann::json{{"video", moved.id},
                                                             {"from", from},
                                                             {"to", moved.path},
                                                             {"sha256", moved.sha256}}
                                                  .dump());
                     });
                     Q_EMIT said(
                         tr("%1 is the file that was indexed (SHA-256 %2); it is used now.")
                             .arg(nameOf(file), QString::fromStdString(record.sha256.substr(0, 8))),
                         false);
                 });
             }});
}

void SourceActions::remove(const SourceRow &row)
{
    if (!writable())
        return;
    whenIdle(row, [this, row] {
        m_bench.ingest.cancel(row.path); // Out of the list.
        if (row.video.empty())
            return;
        forgetSightings(row.video);
        m_bench.session.removeSource(row.video);
    });
}

void SourceActions::reindex(const SourceRow &row)
{
    if (!writable())
        return;
    whenIdle(row, [this, row] {
        m_bench.ingest.cancel(row.path);
        const EnginePtr engine = m_bench.session.engine();
        const SourceInfo *source = m_bench.session.source(row.video);
        if (!engine || !source)
            return m_bench.ingest.add({row.path});
        forgetSightings(row.video);
        store::SourceRecord kept = source->record;
        kept.state = store::SourceState::Added;
        kept.error.clear();
        enqueue({tr("Removing the index of %1").arg(row.name),
                 [this, engine, kept](const Delivery &delivery) {
                     engine->removeSource(kept.id);
                     engine->putSource(kept);
                     delivery.post([this, kept] {
                         m_bench.session.refresh();
                         m_bench.ingest.add({kept.path});
                     });
                 }});
    });
}

void SourceActions::countDecisions(const std::string &video, std::function<void(int)> then)
{
    const EnginePtr engine = m_bench.session.engine();
    if (!engine || video.empty())
        return then(0);
    m_countJob.start([engine, video, then = std::move(then)](const Delivery &delivery) {
        int count = -1;
        try {
            count = static_cast<int>(
                std::ranges::count_if(engine->reviews(), [&](const store::ReviewedPatch &reviewed) {
                    return reviewed.patch.video == video;
                }));
        } catch (const std::exception &) { // The question can be asked without the number.
        }
        delivery.post([then, count] { then(count); });
    });
}

void SourceActions::enqueue(Task task)
{
    m_tasks.push_back(std::move(task));
    if (!m_taskJob.isRunning())
        nextTask();
}

void SourceActions::nextTask()
{
    if (m_tasks.empty())
        return;
    Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    m_taskJob.start(task.title, std::move(task.work));
}

// At once, or when the ingest of it has stopped.
void SourceActions::whenIdle(const SourceRow &row, std::function<void()> then)
{
    if (!isIngesting(row.path))
        return then();
    m_waiting.emplace_back(row.path, std::move(then));
    m_bench.ingest.cancel(row.path);
}

void SourceActions::checkWaiting()
{
    for (std::size_t i = 0; i < m_waiting.size();) {
        if (isIngesting(m_waiting[i].first)) {
            ++i;
            continue;
        }
        const auto then = std::move(m_waiting[i].second);
        m_waiting.erase(m_waiting.begin() + static_cast<std::ptrdiff_t>(i));
        // Not within changed(), which others hear too.
        QMetaObject::invokeMethod(this, then, Qt::QueuedConnection);
    }
}

bool SourceActions::isIngesting(const fs::path &path) const
{
    return std::ranges::any_of(m_bench.ingest.items(), [&](const IngestItem &item) {
        return item.path == path && item.state == IngestItem::State::Running;
    });
}

// What is shown of the source goes with it.
void SourceActions::forgetSightings(const std::string &video)
{
    if (m_bench.playhead.video() == video)
        m_bench.playhead.clear();
    m_bench.query.forget(video);
}

} // namespace refocus::ui
