#include "ui/state/query_session.h"

#include "base/error.h"
#include "ui/state/asked_span.h"
#include "ui/state/depths.h"
#include "ui/state/time_text.h"

#include <QElapsedTimer>
#include <QStringList>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

namespace refocus::ui {

using nlohmann::json;

namespace {

// The pieces in which the window takes an answer: each well within a picture of its screen.
constexpr std::size_t kPiece = 32;

// Hands on what a search finds as long as the window keeps up. What it does not take in time comes
// with the whole answer. Used on the worker thread, which is never held up.
class Findings
{
public:
    using Take = std::function<void(std::span<const query::Sighting>)>; // On the GUI thread.

    Findings(const Delivery &delivery, Take take) : m_delivery(delivery), m_take(std::move(take)) {}

    void add(std::span<const query::Sighting> found)
    {
        m_waiting.insert(m_waiting.end(), found.begin(), found.end());
        constexpr int kUnderWay = 8;
        while (!m_waiting.empty() && *m_underWay < kUnderWay) {
            const auto end =
                m_waiting.begin() + static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), kPiece));
            ++*m_underWay;
            m_delivery.post([take = m_take, underWay = m_underWay,
                             piece = std::vector<query::Sighting>(m_waiting.begin(), end)] {
                --*underWay;
                take(piece);
            });
            m_waiting.erase(m_waiting.begin(), end);
        }
    }

private:
    const Delivery &m_delivery;
    const Take m_take;
    std::deque<query::Sighting> m_waiting;
    std::shared_ptr<std::atomic<int>> m_underWay = std::make_shared<std::atomic<int>>(0);
};

// What Auto came to.
query::Reuse usedDepth(const query::Reuse &asked, const query::QueryStats &stats)
{
    if (asked.kind != query::Reuse::Kind::Auto)
        return asked;
    try {
        return query::Reuse::parse(stats.reuse);
    } catch (const Error &) { // Of an engine that does not say.
        return asked;
    }
}

} // namespace

QuerySession::QuerySession(CaseSession &session, Sightings &sightings, QObject *parent)
    : QObject(parent), m_session(session), m_sightings(sightings), m_job(tr("Query")),
      m_reviewsJob(tr("Reading decisions"))
{
    connect(&m_job, &Job::progressed, this, &QuerySession::progressed);
    connect(&m_job, &Job::finished, this, [this] {
        m_session.refreshDepths(); // Times a patch are known better now.
        Q_EMIT finished();
    });
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        dropRerun();
        Q_EMIT failed(sentence);
    });
    connect(&m_job, &Job::cancelled, this, [this] {
        dropRerun();
        Q_EMIT cancelled();
    });
    connect(&session, &CaseSession::closed, this, &QuerySession::reset);
    connect(&session, &CaseSession::opened, this, &QuerySession::readReviews);
    connect(&session, &CaseSession::notKept, this, &QuerySession::readReviews);
    connect(&m_reviewsJob, &Job::failed, &m_session, &CaseSession::readFailed);
}

void QuerySession::readReviews()
{
    const EnginePtr engine = m_session.engine();
    if (!engine)
        return;
    m_reviewsJob.start([this, engine](const Delivery &delivery) {
        m_session.flushWrites();
        delivery.post([this, reviews = engine->reviews()] { m_sightings.setReviews(reviews); });
    });
}

void QuerySession::setDraft(query::QueryOptions draft)
{
    m_draft = std::move(draft);
    Q_EMIT draftChanged();
}

void QuerySession::setWhen(const When &when)
{
    m_when = when;
    Q_EMIT draftChanged();
}

void QuerySession::run()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_draft.classes.empty())
        return;
    query::QueryOptions options = m_draft;
    options.decisions = options.rejected = true;
    options.spans.clear(); // They follow from `when`, for the sources that there are now.
    if (!m_when.isWhole())
        options.spans = spansOf(m_when, m_session.sources());
    m_asked = options;
    m_askedWhen = m_when;
    m_askedSources = m_session.sources();
    m_hasRun = true;
    m_answered = m_shifted = m_rerunning = false;
    m_stats = {};
    m_msFirst = 0;
    m_sightings.clear();
    ask(engine);
    Q_EMIT started();
    Q_EMIT shiftChanged();
}

void QuerySession::rerun(const query::Reuse &reuse)
{
    const EnginePtr engine = m_session.engine();
    if (!engine || !m_answered || sameReuse(reuse, m_rerunning ? m_asked.reuse : m_shown))
        return;
    m_sightings.beginAgain(); // From the answer that is whole.
    if (!m_rerunning) {
        m_askedBefore = m_asked.reuse;
        m_draftBefore = m_draft.reuse;
    }
    m_shifted = m_rerunning = true;
    m_asked.reuse = reuse;
    ask(engine);
    if (!sameReuse(m_draft.reuse, reuse)) {
        m_draft.reuse = reuse;
        Q_EMIT draftChanged();
    }
    Q_EMIT rerunStarted();
    Q_EMIT shiftChanged();
}

void QuerySession::ask(const EnginePtr &engine)
{
    QElapsedTimer clock;
    clock.start();
    const TimeAxis &axis = m_session.axis();
    const std::string zone = axis.lanes().empty() ? std::string() : axis.lanes().front().timeZone;
    const QString title = tr("Searching for %1").arg(questionText(m_asked, m_askedWhen, zone));
    query::QueryOptions options = m_asked;
    leaveOutDamaged(options.videos);
    if (m_rerunning)
        keepToAskedFootage(options);
    m_job.start(title, [this, engine, options, clock](const Delivery &delivery) {
        const auto first = std::make_shared<double>(0); // Of the GUI thread.
        Findings findings(delivery, [this, clock, first](std::span<const query::Sighting> found) {
            m_sightings.merge(found);
            if (*first == 0)
                *first = static_cast<double>(clock.nsecsElapsed()) / 1e6;
            if (m_rerunning)
                Q_EMIT shiftChanged();
        });
        const auto sink = [&](std::span<const query::Sighting> found) { findings.add(found); };
        const auto result = std::make_shared<const query::QueryResult>(
            engine->query(options, sink, delivery.progress()));
        delivery.inPieces(
            result->sightings.size(), kPiece, [this, result](std::size_t begin, std::size_t end) {
                m_sightings.settlePiece(std::span(result->sightings).subspan(begin, end - begin));
            });
        delivery.post([this, first, stats = result->stats] { take(stats, *first); });
    });
}

const SourceInfo *QuerySession::askedSource(std::string_view video) const
{
    const auto found = std::ranges::find(m_askedSources, video, &SourceInfo::id);
    return found == m_askedSources.end() ? nullptr : &*found;
}

// Where all sources are asked, one whose index cannot be read does not take the answer of the
// others with it; the answer says that it was not searched.
void QuerySession::leaveOutDamaged(std::vector<std::string> &videos) const
{
    const std::vector<SourceInfo> &sources = m_session.sources();
    const bool damaged = std::ranges::any_of(sources, [](const SourceInfo &source) {
        return !source.indexed && source.record.state == store::SourceState::Failed;
    });
    if (!damaged || !videos.empty())
        return;
    for (const SourceInfo &source : sources)
        if (source.indexed)
            videos.push_back(source.id());
}

// An answer of more footage would differ by that, and not by its depth.
void QuerySession::keepToAskedFootage(query::QueryOptions &options) const
{
    std::vector<std::string> videos;
    for (const SourceInfo &source : m_session.sources()) {
        const SourceInfo *then = askedSource(source.id());
        if (!then || !then->indexed || !isAsked(source, options))
            continue;
        videos.push_back(source.id());
        if (then->duration == source.duration)
            continue;
        std::vector<TimeRange> &spans = options.spans[source.id()] = askedOf(*then, m_asked);
        if (!spans.empty() && spans.back().end == then->duration)
            ++spans.back().end; // The last picture too.
    }
    if (!videos.empty() && videos.size() < m_session.sources().size())
        options.videos = videos;
}

void QuerySession::take(const query::QueryStats &stats, double msFirst)
{
    m_stats = stats;
    m_msFirst = msFirst;
    if (!stats.notKept.empty()) // The answer is there; asked again it costs as much.
        Q_EMIT m_session.writeFailed(QString::fromStdString(stats.notKept));
    m_shown = usedDepth(m_asked.reuse, m_stats);
    m_sightings.endSettling();
    if (!std::exchange(m_rerunning, false))
        m_baseline = m_shown;
    m_answered = true;
    Q_EMIT shiftChanged();
}

void QuerySession::dropRerun()
{
    if (!m_rerunning)
        return;
    m_rerunning = false;
    m_sightings.dropAgain();
    const query::Reuse dropped = std::exchange(m_asked.reuse, m_askedBefore);
    if (sameReuse(m_draft.reuse, dropped)) {
        m_draft.reuse = m_draftBefore;
        Q_EMIT draftChanged();
    }
    Q_EMIT shiftChanged();
}

DepthShift QuerySession::shift() const
{
    return {m_baseline, m_rerunning ? m_asked.reuse : m_shown, m_sightings.appeared(),
            m_sightings.gone()};
}

void QuerySession::cancel() { m_job.cancel(); }

void QuerySession::reset()
{
    m_job.cancel();
    m_reviewsJob.cancel();
    m_hasRun = m_answered = m_shifted = m_rerunning = false;
    m_askedSources.clear();
    m_stats = {};
    m_sightings.clear();
    m_sightings.setReviews({});
    m_when = {};
    setDraft({});
    Q_EMIT shiftChanged();
}

void QuerySession::forget(const std::string &video)
{
    std::erase_if(m_askedSources, [&](const SourceInfo &source) { return source.id() == video; });
    m_stats.searched.erase(video);
    m_sightings.forget(video);
}

QString questionText(const query::QueryOptions &options, const When &when,
                     const std::string &timeZone)
{
    QStringList classes;
    for (const std::string &name : options.classes)
        classes << QString::fromStdString(name);
    QString text = classes.join(QStringLiteral(", "));
    if (options.time != TimeRange{})
        text += options.time.end == Timestamp::max()
                    ? QObject::tr(", from %1").arg(shortTimeText(options.time.begin))
                    : QObject::tr(", %1 to %2")
                          .arg(shortTimeText(options.time.begin), shortTimeText(options.time.end));
    if (!when.isWhole())
        text += QStringLiteral(", ") + whenText(when, timeZone);
    if (!options.region.empty())
        text += QObject::tr(", in a region");
    if (!options.videos.empty())
        text += QObject::tr(", in %n source(s)", nullptr, static_cast<int>(options.videos.size()));
    return text;
}

std::string questionJson(const query::QueryOptions &options, const When &when)
{
    json region = json::array();
    for (const cv::Point &corner : options.region)
        region.push_back({corner.x, corner.y});
    json question{{"classes", options.classes},
                  {"videos", options.videos},
                  {"region", region},
                  {"k", options.k},
                  {"min_score", options.minScore}};
    question["reuse"] = options.reuse.kind == query::Reuse::Kind::Auto ? "auto"
                        : options.reuse.kind == query::Reuse::Kind::Splice
                            ? options.reuse.splice.name()
                            : "none";
    if (options.time.begin != Timestamp{0})
        question["from_s"] = toSeconds(options.time.begin);
    if (options.time.end != Timestamp::max())
        question["to_s"] = toSeconds(options.time.end);
    if (options.minSide > 0)
        question["min_side"] = options.minSide;
    if (when.from)
        question["clock_from_us"] = *when.from;
    if (when.to)
        question["clock_to_us"] = *when.to;
    if (when.daily)
        question["daily_s"] = {when.dayFrom, when.dayTo};
    return question.dump();
}

query::QueryOptions questionFromJson(const std::string &text)
{
    const json question = json::parse(text, nullptr, false);
    try {
        query::QueryOptions options;
        question.at("classes").get_to(options.classes);
        options.videos = question.value("videos", options.videos);
        for (const json &corner : question.value("region", json::array()))
            options.region.emplace_back(corner.at(0).get<int>(), corner.at(1).get<int>());
        options.k = question.value("k", options.k);
        options.minScore = question.value("min_score", options.minScore);
        options.minSide = question.value("min_side", options.minSide);
        options.reuse = query::Reuse::parse(question.value("reuse", "auto"));
        if (question.contains("from_s"))
            options.time.begin = fromSeconds(question["from_s"].get<double>());
        if (question.contains("to_s"))
            options.time.end = fromSeconds(question["to_s"].get<double>());
        return options;
    } catch (const json::exception &) {
        throw Error("a saved query of the case cannot be read; it was left out");
    }
}

When whenFromJson(const std::string &text)
{
    const json question = json::parse(text, nullptr, false);
    try {
        When when;
        if (question.contains("clock_from_us"))
            when.from = question["clock_from_us"].get<std::int64_t>();
        if (question.contains("clock_to_us"))
            when.to = question["clock_to_us"].get<std::int64_t>();
        if (question.contains("daily_s")) {
            when.daily = true;
            when.dayFrom = question["daily_s"].at(0).get<int>();
            when.dayTo = question["daily_s"].at(1).get<int>();
        }
        return when;
    } catch (const json::exception &) {
        throw Error("a saved query of the case cannot be read; it was left out");
    }
}

} // namespace refocus::ui
