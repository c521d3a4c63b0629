#include "ui/state/ingest_queue.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <set>

namespace refocus::ui {

namespace fs = std::filesystem;
using State = IngestItem::State;

namespace {

constexpr auto kSetting = "ingest queue";

bool hasEnded(const IngestItem &item)
{
    return item.state == State::Done || item.state == State::Failed || item.state == State::Stopped;
}

} // namespace

IngestQueue::IngestQueue(CaseSession &session, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Ingest")), m_restoreJob(tr("Ingest"))
{
    connect(&session, &CaseSession::opened, this, &IngestQueue::restore);
    connect(&session, &CaseSession::closed, this, [this] {
        m_restoreJob.cancel();
        m_job.cancel();
        m_items.clear();
        m_paused = m_restored = false;
        Q_EMIT changed();
    });
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        m_fault = sentence;
        Q_EMIT failed(sentence);
    });
    connect(&m_job, &Job::ended, this, &IngestQueue::settle);
    connect(&m_restoreJob, &Job::failed, this, &IngestQueue::failed);
    m_look.setInterval(2000);
    connect(&m_look, &QTimer::timeout, this, [this] {
        if (!m_session.isRefreshing())
            m_session.refresh();
    });
}

IngestQueue::~IngestQueue() { m_job.cancel(); }

void IngestQueue::add(const std::vector<fs::path> &files)
{
    if (!m_session.writable()) {
        Q_EMIT failed(m_session.engine() ? tr("This case can only be read, so nothing is added.")
                                         : tr("No case is open to which files could be added."));
        return;
    }
    for (const fs::path &given : files) {
        const fs::path file = fs::absolute(given).lexically_normal();
        const int row = rowOf(file);
        if (row < 0)
            m_items.push_back({file, State::Queued, {}, {}, {}});
        else if (hasEnded(item(row)))
            item(row) = {file, State::Queued, {}, {}, {}};
    }
    keep();
    Q_EMIT changed();
    next();
}

void IngestQueue::pause()
{
    if (m_paused)
        return;
    m_paused = m_pausing = true;
    m_job.cancel();
    keep();
    Q_EMIT changed();
}

void IngestQueue::resume()
{
    m_paused = false;
    for (IngestItem &item : m_items)
        if (item.state == State::Paused)
            item.state = State::Queued;
    keep();
    Q_EMIT changed();
    next();
}

void IngestQueue::cancel(const fs::path &file)
{
    const int row = rowOf(file);
    if (row < 0)
        return;
    if (row == running()) {
        m_pausing = false;
        m_job.cancel();
        return;
    }
    m_items.erase(m_items.begin() + row);
    keep();
    Q_EMIT changed();
}

void IngestQueue::retry(const fs::path &file) { add({file}); }

void IngestQueue::clearEnded()
{
    if (std::erase_if(m_items, hasEnded) > 0)
        Q_EMIT changed();
}

void IngestQueue::next()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_paused || m_job.isRunning())
        return;
    const auto waiting = std::ranges::find(m_items, State::Queued, &IngestItem::state);
    if (waiting == m_items.end()) {
        m_look.stop();
        return;
    }
    waiting->state = State::Running;
    waiting->sentence.clear();
    waiting->status = {};
    m_pausing = false;
    m_fault.clear();
    m_result = std::make_shared<std::optional<ingest::VideoReport>>();
    const fs::path file = waiting->path;
    const QString name = QString::fromStdString(file.filename().string());
    m_job.start(tr("Indexing %1").arg(name),
                [this, engine, file, result = m_result](const Delivery &delivery) {
                    const Progress report = delivery.progress();
                    auto last = std::chrono::steady_clock::time_point();
                    *result = engine->ingest(file, [&](const ingest::IngestStatus &status) {
                        const auto now = std::chrono::steady_clock::now();
                        if (now - last > std::chrono::milliseconds(50)) {
                            last = now;
                            delivery.post([this, file, status] {
                                const int row = rowOf(file);
                                if (row < 0)
                                    return;
                                item(row).status = status;
                                Q_EMIT progressed(row);
                            });
                        }
                        return report(status.report);
                    });
                });
    m_look.start();
    Q_EMIT changed();
}

// The outcome is that of the work, also where a cancel or a pause came too late for it.
void IngestQueue::settle()
{
    const int row = running(); // None where the case was closed.
    if (row >= 0) {
        IngestItem &of = item(row);
        const auto &result = *m_result;
        if (result)
            of.video = result->id;
        if (!m_fault.isEmpty()) {
            of.state = State::Failed;
            of.sentence = m_fault;
        } else if (result && result->outcome == ingest::VideoOutcome::Failed) {
            of.state = State::Failed;
            of.sentence = QString::fromStdString(result->error);
        } else if (result && result->outcome != ingest::VideoOutcome::Cancelled) {
            of.state = State::Done;
            of.status.report.fraction = 1;
        } else if (m_pausing) { // It may be over by now.
            of.state = m_paused ? State::Paused : State::Queued;
        } else { // Also by the list of jobs.
            of.state = State::Stopped;
            of.sentence = tr("stopped, what is indexed can be searched");
        }
        keep();
        Q_EMIT changed();
        if (hasEnded(item(row)))
            Q_EMIT ended(row);
    }
    m_result.reset();
    m_session.refresh();
    next();
    if (!m_job.isRunning())
        m_look.stop();
}

void IngestQueue::keep()
{
    if (!m_restored || !m_session.writable())
        return;
    nlohmann::json files = nlohmann::json::array();
    for (const IngestItem &item : m_items)
        if (!hasEnded(item))
            files.push_back(item.path.string());
    const nlohmann::json document{{"files", files}, {"paused", m_paused}};
    m_session.write(
        [text = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)](
            Engine &engine) { engine.putValue("setting", kSetting, text); });
}

void IngestQueue::restore()
{
    const EnginePtr engine = m_session.engine();
    m_restoreJob.start([this, engine](const Delivery &delivery) {
        std::string kept;
        for (const auto &[name, text] : engine->values("setting"))
            if (name == kSetting)
                kept = text;
        delivery.post([this, kept] { take(kept); });
    });
}

// What waited when the case was closed, and what was not finished; behind it what was added since.
void IngestQueue::take(const std::string &text)
{
    m_restored = true;
    if (!m_session.writable())
        return;
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return keep();
    std::vector<IngestItem> waiting;
    for (const auto &path : document.value("files", nlohmann::json::array()))
        if (path.is_string() && rowOf(path.get<std::string>()) < 0)
            waiting.push_back({path.get<std::string>(), State::Queued, {}, {}, {}});
    if (!m_job.isRunning() && !waiting.empty() &&
        document.value("paused", nlohmann::json()) == true)
        m_paused = true;
    m_items.insert(m_items.begin(), waiting.begin(), waiting.end());
    keep();
    Q_EMIT changed();
    next();
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

std::vector<fs::path> IngestQueue::videosIn(const fs::path &folder,
                                            const std::function<bool()> &goOn)
{
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                        error);
    for (; !error && it != fs::recursive_directory_iterator() && (!goOn || goOn());
         it.increment(error))
        if (it->is_regular_file(error) && isVideoName(it->path()))
            files.push_back(it->path());
    std::ranges::sort(files);
    return files;
}

} // namespace refocus::ui
