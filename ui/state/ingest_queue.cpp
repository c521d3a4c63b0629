#include "ui/state/ingest_queue.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <set>

namespace refocus::ui {

namespace fs = std::filesystem;
using State = IngestItem::State;

IngestQueue::IngestQueue(CaseSession &session, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Ingest"))
{
    connect(&session, &CaseSession::opened, this, &IngestQueue::restore);
    connect(&session, &CaseSession::closed, this, [this] {
        m_closing = true;
        m_job.cancel();
        m_items.clear();
        m_paused = false;
        Q_EMIT changed();
    });
    connect(&m_job, &Job::failed, this, &IngestQueue::failed);
    connect(&m_job, &Job::ended, this, [this] {
        const int row = running();
        if (row >= 0 && !m_closing) { // It was stopped.
            m_items[static_cast<std::size_t>(row)].state = m_paused ? State::Paused : State::Failed;
            if (!m_paused)
                m_items[static_cast<std::size_t>(row)].sentence =
                    tr("Stopped; what is indexed can be searched");
            Q_EMIT changed();
        }
        m_session.refresh();
        next();
    });
}

IngestQueue::~IngestQueue() { m_job.cancel(); }

void IngestQueue::add(const std::vector<fs::path> &files)
{
    for (const fs::path &file : files) {
        const int row = rowOf(file);
        if (row < 0)
            m_items.push_back({file, State::Queued, {}, {}, {}});
        else if (m_items[static_cast<std::size_t>(row)].state == State::Failed ||
                 m_items[static_cast<std::size_t>(row)].state == State::Done)
            m_items[static_cast<std::size_t>(row)] = {file, State::Queued, {}, {}, {}};
    }
    keep();
    Q_EMIT changed();
    next();
}

void IngestQueue::pause()
{
    m_paused = true;
    m_job.cancel();
    Q_EMIT changed();
}

void IngestQueue::resume()
{
    m_paused = false;
    for (IngestItem &item : m_items)
        if (item.state == State::Paused)
            item.state = State::Queued;
    Q_EMIT changed();
    next();
}

void IngestQueue::cancel(const fs::path &file)
{
    const int row = rowOf(file);
    if (row < 0)
        return;
    if (row == running()) {
        m_job.cancel();
    } else {
        m_items.erase(m_items.begin() + row);
        Q_EMIT changed();
    }
    keep();
}

void IngestQueue::retry(const fs::path &file) { add({file}); }

void IngestQueue::clearEnded()
{
    std::erase_if(m_items, [](const IngestItem &item) {
        return item.state == State::Done || item.state == State::Failed;
    });
    Q_EMIT changed();
}

void IngestQueue::next()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_paused || m_job.isRunning())
        return;
    const auto waiting = std::ranges::find(m_items, State::Queued, &IngestItem::state);
    if (waiting == m_items.end())
        return;
    waiting->state = State::Running;
    waiting->sentence.clear();
    const fs::path file = waiting->path;
    const QString name = QString::fromStdString(file.filename().string());
    m_job.start(tr("Indexing %1").arg(name), [this, engine, file](const Delivery &delivery) {
        const Progress report = delivery.progress();
        auto last = std::chrono::steady_clock::time_point();
        const ingest::VideoReport result =
            engine->ingest(file, [&](const ingest::IngestStatus &status) {
                const auto now = std::chrono::steady_clock::now();
                if (now - last > std::chrono::milliseconds(50)) {
                    last = now;
                    delivery.post([this, file, status] {
                        const int row = rowOf(file);
                        if (row < 0)
                            return;
                        m_items[static_cast<std::size_t>(row)].status = status;
                        Q_EMIT progressed(row);
                    });
                }
                return report(status.report);
            });
        if (result.outcome == ingest::VideoOutcome::Cancelled)
            return;
        delivery.post([this, file, result] {
            const int row = rowOf(file);
            if (row < 0)
                return;
            IngestItem &item = m_items[static_cast<std::size_t>(row)];
            item.video = result.id;
            item.state =
                result.outcome == ingest::VideoOutcome::Failed ? State::Failed : State::Done;
            item.sentence = QString::fromStdString(result.error);
            keep();
            Q_EMIT changed();
            Q_EMIT ended(row);
        });
    });
    Q_EMIT changed();
}

void IngestQueue::keep()
{
    if (!m_session.writable())
        return;
    nlohmann::json paths = nlohmann::json::array();
    for (const IngestItem &item : m_items)
        if (item.state != State::Done && item.state != State::Failed)
            paths.push_back(item.path.string());
    m_session.write([text = paths.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)](
                        Engine &engine) { engine.putValue("setting", "ingest queue", text); });
}

// What waited when the case was closed, and what was not finished.
void IngestQueue::restore()
{
    m_closing = false;
    if (!m_session.writable())
        return;
    std::vector<fs::path> files;
    for (const auto &[name, text] : m_session.engine()->values("setting")) {
        if (name != "ingest queue")
            continue;
        const auto paths = nlohmann::json::parse(text, nullptr, false);
        if (paths.is_array())
            for (const auto &path : paths)
                if (path.is_string())
                    files.emplace_back(path.get<std::string>());
    }
    for (const SourceInfo &source : m_session.sources())
        if (source.record.state == store::SourceState::Unfinished && !source.offline &&
            std::ranges::find(files, fs::path(source.record.path)) == files.end())
            files.emplace_back(source.record.path);
    if (!files.empty())
        add(files);
}

int IngestQueue::rowOf(const fs::path &file) const
{
    const auto found = std::ranges::find(m_items, file, &IngestItem::path);
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

int IngestQueue::running() const
{
    const auto found = std::ranges::find(m_items, State::Running, &IngestItem::state);
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

bool IngestQueue::isVideoName(const fs::path &file)
{
    static const std::set<std::string> kExtensions{
        ".mp4", ".m4v",  ".mov",   ".mkv",  ".webm", ".avi", ".ts",   ".m2ts", ".mts",
        ".mpg", ".mpeg", ".wmv",   ".asf",  ".flv",  ".3gp", ".h264", ".h265", ".hevc",
        ".264", ".265",  ".mjpeg", ".mjpg", ".dav",  ".vob", ".ogv",  ".mxf"};
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return kExtensions.contains(extension);
}

std::vector<fs::path> IngestQueue::videosIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                        error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error))
        if (it->is_regular_file(error) && isVideoName(it->path()))
            files.push_back(it->path());
    std::ranges::sort(files);
    return files;
}

} // namespace refocus::ui
