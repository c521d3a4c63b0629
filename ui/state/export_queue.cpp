#include "ui/state/export_queue.h"

#include "ui/state/time_text.h"

#include <QDateTime>
#include <nlohmann/json.hpp>

namespace refocus::ui {

using nlohmann::json;

namespace {

constexpr auto kKind = "exported";

QString sentenceOf(const evidence::ExportResult &result, const evidence::ExportOptions &options)
{
    const QString folder = QString::fromStdString(options.outDir.filename().string());
    const auto clips = static_cast<int>(result.clips.size());
    if (result.failures.empty())
        return ExportQueue::tr("%n clip(s) exported to %1", nullptr, clips).arg(folder);
    const auto missing = static_cast<int>(result.failures.size());
    return ExportQueue::tr("%n clip(s) exported to %1", nullptr, clips).arg(folder) +
           ExportQueue::tr("; %n could not be made", nullptr, missing);
}

// In the case: which sightings have a clip now, and in the log what was exported.
void keep(Engine &engine, const ExportRequest &request, const evidence::ExportResult &result)
{
    json taken = json::array(), files = json::array(), missing = json::array();
    for (const evidence::ExportedClip &clip : result.clips) {
        files.push_back({{"file", clip.file}, {"sha256", clip.sha256}});
        for (const std::size_t i : clip.sightings)
            taken.push_back({request.sightings[i].video, request.sightings[i].track, clip.file});
    }
    for (const evidence::ExportFailure &failure : result.failures)
        missing.push_back({{"file", failure.file}, {"error", failure.error}});
    const std::string folder = request.options.outDir.string();
    const json value{{"folder", folder}, {"sightings", taken}};
    const json detail{{"out", folder},
                      {"sightings", request.sightings.size()},
                      {"clips", files},
                      {"reports", result.reports},
                      {"failures", missing}};
    const auto text = [](const json &document) {
        return document.dump(-1, ' ', false, json::error_handler_t::replace);
    };
    const QString now =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ"));
    engine.putValue(kKind, now.toStdString(), text(value));
    engine.log("export", text(detail));
}

} // namespace

query::Sighting exportable(const SightingItem &item)
{
    query::Sighting sighting = item.sighting;
    sighting.decision = item.decision();
    if (sighting.decision == store::Decision::Label && sighting.className != item.className()) {
        if (sighting.foundClass.empty())
            sighting.foundClass = sighting.className;
        sighting.className = item.className();
    }
    return sighting;
}

ExportQueue::ExportQueue(CaseSession &session, Sightings &sightings, QObject *parent)
    : QObject(parent), m_session(session), m_sightings(sightings), m_job(tr("Export")),
      m_marksJob(tr("Reading what was exported"))
{
    connect(&session, &CaseSession::opened, this, &ExportQueue::readMarks);
    connect(&session, &CaseSession::closed, this, [this] {
        m_marksJob.cancel();
        m_exported.clear();
        std::vector<int> dropped;
        for (; m_waiting.size() > (m_running >= 0 ? 1U : 0U); m_waiting.pop_back())
            dropped.push_back(m_waiting.back().id);
        for (const int id : dropped)
            Q_EMIT ended(id, {ExportOutcome::End::Cancelled, {}, tr("The case was closed")});
        m_job.cancel();
    });
    connect(&sightings, &Sightings::added, this, &ExportQueue::mark);
    connect(&sightings, &Sightings::forgotten, this, [this](const std::string &video) {
        std::erase_if(m_exported, [&](const auto &taken) { return taken.first == video; });
    });
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        m_failed = true;
        m_sentence = sentence;
    });
    connect(&m_job, &Job::ended, this, [this] { end(m_sentence); });
}

ExportQueue::~ExportQueue() { m_job.cancel(); }

int ExportQueue::start(ExportRequest request)
{
    m_waiting.push_back({m_nextId++, std::move(request), m_session.engine()});
    const int id = m_waiting.back().id;
    next();
    return id;
}

void ExportQueue::cancel(int id)
{
    if (id == m_running) {
        m_job.cancel();
        return;
    }
    const auto waiting = std::ranges::find(m_waiting, id, &Waiting::id);
    if (waiting == m_waiting.end())
        return;
    m_waiting.erase(waiting);
    Q_EMIT ended(id, {ExportOutcome::End::Cancelled, {}, tr("Cancelled before it began")});
}

void ExportQueue::next()
{
    if (m_running >= 0 || m_waiting.empty())
        return;
    m_running = m_waiting.front().id;
    m_failed = false;
    m_sentence.clear();
    m_result = std::make_shared<std::optional<evidence::ExportResult>>();
    const QString folder =
        QString::fromStdString(m_waiting.front().request.options.outDir.filename().string());
    m_job.start(tr("Exporting to %1").arg(folder), [waiting = m_waiting.front(),
                                                    result = m_result](const Delivery &delivery) {
        const auto &[id, request, engine] = waiting;
        evidence::ExportResult made =
            engine->exportClips(request.sightings, request.options, delivery.progress());
        try { // Here, so that the case knows of it where it is being closed.
            if (engine->writable())
                keep(*engine, request, made);
        } catch (const std::exception &error) {
            made.warnings.push_back(tr("The case does not know of this export: %1")
                                        .arg(QString::fromUtf8(error.what()))
                                        .toStdString());
        }
        *result = std::move(made);
    });
    Q_EMIT started(m_running);
}

void ExportQueue::end(const QString &failure)
{
    const Waiting ended = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_running = -1;
    ExportOutcome outcome;
    if (m_result->has_value()) { // Also where it was cancelled when all was written.
        outcome.result = **m_result;
        outcome.sentence = sentenceOf(outcome.result, ended.request.options);
        if (m_session.engine() == ended.engine)
            markTaken(ended.request, outcome.result);
    } else if (m_failed) {
        outcome.end = ExportOutcome::End::Failed;
        outcome.sentence = failure;
    } else {
        outcome.end = ExportOutcome::End::Cancelled;
        outcome.sentence = tr("Cancelled; what it had written is removed");
    }
    Q_EMIT this->ended(ended.id, outcome);
    if (outcome.end == ExportOutcome::End::Done)
        Q_EMIT exported(outcome.sentence,
                        QString::fromStdString(ended.request.options.outDir.string()),
                        outcome.result.failures.empty());
    else if (outcome.end == ExportOutcome::End::Failed)
        Q_EMIT failed(outcome.sentence);
    next();
}

void ExportQueue::markTaken(const ExportRequest &request, const evidence::ExportResult &result)
{
    for (const evidence::ExportedClip &clip : result.clips)
        for (const std::size_t i : clip.sightings)
            m_exported.insert({request.sightings[i].video, request.sightings[i].track});
    mark(0, m_sightings.count() - 1);
}

void ExportQueue::readMarks()
{
    const EnginePtr engine = m_session.engine();
    m_marksJob.start([this, engine](const Delivery &delivery) {
        std::set<std::pair<std::string, TrackId>> exported;
        for (const auto &[name, text] : engine->values(kKind)) {
            const json value = json::parse(text, nullptr, false);
            if (!value.is_object() || !value.contains("sightings"))
                continue;
            for (const json &item : value["sightings"])
                if (item.is_array() && item.size() >= 2 && item[0].is_string() &&
                    item[1].is_number_integer())
                    exported.insert({item[0].get<std::string>(), item[1].get<TrackId>()});
        }
        delivery.post([this, exported = std::move(exported)] {
            m_exported.insert(exported.begin(), exported.end());
            mark(0, m_sightings.count() - 1);
        });
    });
}

void ExportQueue::mark(int first, int last)
{
    std::vector<int> ids;
    for (int id = first; id <= last; ++id) {
        const SightingItem &item = m_sightings.item(id);
        if (!item.exported && m_exported.contains({item.sighting.video, item.sighting.track}))
            ids.push_back(id);
    }
    m_sightings.setExported(ids);
}

} // namespace refocus::ui
