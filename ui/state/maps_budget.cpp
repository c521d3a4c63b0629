#include "ui/state/maps_budget.h"

#include <nlohmann/json.hpp>

namespace refocus::ui {

namespace {

constexpr auto kSetting = "maps_budget";

} // namespace

std::vector<std::string> beyondBudget(const std::vector<SourceInfo> &sources,
                                      std::uint64_t budgetBytes)
{
    std::uint64_t all = 0;
    for (const SourceInfo &source : sources)
        all += source.mapsBytes;
    std::vector<std::string> beyond;
    for (const SourceInfo &source : sources) {
        if (all <= budgetBytes)
            break;
        if (source.mapsBytes == 0 || source.record.state != store::SourceState::Done)
            continue;
        all -= source.mapsBytes;
        beyond.push_back(source.id());
    }
    return beyond;
}

MapsBudget::MapsBudget(CaseSession &session, IngestQueue &ingest, QObject *parent)
    : QObject(parent), m_session(session), m_ingest(ingest), m_job(tr("Deleting maps")),
      m_restoreJob(tr("Reading settings"))
{
    connect(&session, &CaseSession::opened, this, &MapsBudget::restore);
    connect(&session, &CaseSession::closed, this, [this] {
        m_job.cancel();
        m_restoreJob.cancel();
        m_bytes = 0;
        Q_EMIT changed();
    });
    connect(&session, &CaseSession::sourcesChanged, this, &MapsBudget::enforce);
    connect(&m_job, &Job::failed, this, &MapsBudget::failed);
}

void MapsBudget::setBytes(std::uint64_t bytes)
{
    if (bytes == m_bytes || !m_session.writable())
        return;
    m_restoreJob.cancel(); // What it read is older than this.
    m_bytes = bytes;
    const nlohmann::json document{{"bytes", bytes}};
    m_session.write(
        [text = document.dump()](Engine &engine) { engine.putValue("setting", kSetting, text); });
    Q_EMIT changed();
    enforce();
}

void MapsBudget::restore()
{
    m_restoreJob.start([this, engine = m_session.engine()](const Delivery &delivery) {
        std::uint64_t bytes = 0;
        for (const auto &[name, text] : engine->values("setting")) {
            const auto document = nlohmann::json::parse(text, nullptr, false);
            if (name == kSetting && document.is_object())
                bytes = document.value("bytes", std::uint64_t{0});
        }
        delivery.post([this, bytes] {
            m_bytes = bytes;
            Q_EMIT changed();
            enforce();
        });
    });
}

// Not beside an ingest, which writes maps.
void MapsBudget::enforce()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_bytes == 0 || !m_session.writable() || m_ingest.isRunning() ||
        m_job.isRunning())
        return;
    const auto beyond = beyondBudget(m_session.sources(), m_bytes);
    if (beyond.empty())
        return;
    m_job.start([this, engine, beyond](const Delivery &delivery) {
        for (const std::string &video : beyond) {
            if (delivery.cancelled())
                return;
            engine->removeMaps(video);
        }
        delivery.post([this, count = static_cast<int>(beyond.size())] {
            m_session.refresh();
            Q_EMIT removed(count);
        });
    });
}

} // namespace refocus::ui
