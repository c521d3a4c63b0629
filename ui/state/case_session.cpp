#include "ui/state/case_session.h"

#include "store/watch.h"

#include <algorithm>
#include <map>

namespace refocus::ui {

CaseSession::CaseSession(Opener opener, QObject *parent)
    : QObject(parent), m_opener(std::move(opener)), m_openJob(tr("Opening the case")),
      m_infoJob(tr("Choosing a device")), m_refreshJob(tr("Reading the case")),
      m_depthsJob(tr("Reading the case")), m_lookJob(tr("Looking for changes"))
{
    connect(&m_openJob, &Job::failed, this, &CaseSession::openFailed);
    for (const Job *job : {&m_infoJob, &m_refreshJob, &m_depthsJob})
        connect(job, &Job::failed, this, &CaseSession::readFailed);
    connect(&m_writer, &Writer::failed, this, &CaseSession::writeFailed);
    connect(&m_writer, &Writer::failed, this, &CaseSession::notKept);
    m_lookTimer.setInterval(3000);
    connect(&m_lookTimer, &QTimer::timeout, this, &CaseSession::lookAround);
}

CaseSession::~CaseSession() = default;

void CaseSession::open(const std::filesystem::path &folder)
{
    close();
    Q_EMIT opening(folder);
    m_openJob.start([this, folder](const Delivery &delivery) {
        EnginePtr engine = m_opener(folder);
        const std::uint64_t stamp = store::indexStamp(engine->folder()); // Before it is read.
        auto sources = engine->sources();
        delivery.post([this, engine, stamp, sources = std::move(sources)]() mutable {
            m_engine = engine;
            m_sources = std::move(sources);
            m_axis = TimeAxis(m_sources);
            m_stamp = stamp;
            m_lookTimer.start();
            Q_EMIT opened();
            Q_EMIT sourcesChanged();
            // The device is measured and the network loaded after the case can be seen.
            m_infoJob.start([this, engine](const Delivery &later) {
                later.post([this, info = engine->info()] {
                    m_info = info;
                    Q_EMIT infoChanged();
                });
                readDepths(later, *engine);
            });
        });
    });
}

void CaseSession::close()
{
    m_openJob.cancel();
    m_infoJob.cancel();
    m_refreshJob.cancel();
    m_depthsJob.cancel();
    m_lookJob.cancel();
    m_lookTimer.stop();
    if (!m_engine)
        return;
    Q_EMIT aboutToClose();
    m_writer.flush();
    m_engine.reset();
    m_info = {};
    m_sources.clear();
    m_axis = {};
    m_depths.clear();
    Q_EMIT closed();
    Q_EMIT sourcesChanged();
}

const SourceInfo *CaseSession::source(std::string_view video) const
{
    const auto found = std::ranges::find(m_sources, video, &SourceInfo::id);
    return found == m_sources.end() ? nullptr : &*found;
}

std::vector<ClassTotal> CaseSession::classTotals() const
{
    std::map<std::string, ClassTotal> byName;
    for (const SourceInfo &source : m_sources)
        for (const ClassTotal &total : source.classes) {
            ClassTotal &sum = byName[total.name];
            sum.name = total.name;
            sum.patches += total.patches;
            sum.clusters += total.clusters;
        }
    std::vector<ClassTotal> totals;
    for (auto &[name, total] : byName)
        totals.push_back(std::move(total));
    std::ranges::stable_sort(totals, std::ranges::greater{}, &ClassTotal::patches);
    return totals;
}

void CaseSession::refresh()
{
    if (!m_engine)
        return;
    m_refreshJob.start([this, engine = m_engine](const Delivery &delivery) {
        m_writer.flush();
        delivery.post([this, sources = engine->sources()]() mutable { take(std::move(sources)); });
        readDepths(delivery, *engine);
    });
}

void CaseSession::refreshDepths()
{
    if (m_engine)
        m_depthsJob.start(
            [this, engine = m_engine](const Delivery &delivery) { readDepths(delivery, *engine); });
}

void CaseSession::readDepths(const Delivery &delivery, Engine &engine)
{
    delivery.post([this, depths = engine.depths()] {
        m_depths = depths;
        Q_EMIT depthsChanged();
    });
}

void CaseSession::lookAround()
{
    if (m_lookJob.isRunning())
        return;
    std::vector<std::pair<std::filesystem::path, bool>> files;
    for (const SourceInfo &source : m_sources)
        files.emplace_back(source.record.path, source.offline);
    m_lookJob.start([this, files = std::move(files), folder = m_engine->folder(),
                     before = m_stamp](const Delivery &delivery) {
        const std::uint64_t stamp = store::indexStamp(folder);
        const auto moved = [&](const auto &file) {
            std::error_code ignored;
            return !delivery.cancelled() &&
                   std::filesystem::exists(file.first, ignored) == file.second;
        };
        if (stamp == before && std::ranges::none_of(files, moved))
            return;
        delivery.post([this, stamp] {
            if (isRefreshing())
                return; // Perhaps it has read before the change: it is seen again by the next look.
            m_stamp = stamp;
            refresh();
        });
    });
}

void CaseSession::write(std::function<void(Engine &)> work)
{
    if (m_engine)
        m_writer.write([engine = m_engine, work = std::move(work)] { work(*engine); });
}

void CaseSession::putSource(const store::SourceRecord &record)
{
    write([record](Engine &engine) { engine.putSource(record); });
    // Shown at once; the case says the same a moment later.
    std::vector<SourceInfo> sources = m_sources;
    const auto found = std::ranges::find(sources, record.id, &SourceInfo::id);
    if (found == sources.end())
        return;
    // A file that was told to be at another path was found there.
    found->offline = found->offline && record.path == found->record.path;
    found->record = record;
    take(std::move(sources));
    refresh();
}

void CaseSession::removeSource(const std::string &video)
{
    write([video](Engine &engine) { engine.removeSource(video); });
    std::vector<SourceInfo> sources = m_sources;
    std::erase_if(sources, [&](const SourceInfo &source) { return source.id() == video; });
    take(std::move(sources));
    refresh();
}

void CaseSession::take(std::vector<SourceInfo> sources)
{
    if (sources == m_sources)
        return;
    m_sources = std::move(sources);
    m_axis = TimeAxis(m_sources);
    Q_EMIT sourcesChanged();
}

} // namespace refocus::ui
