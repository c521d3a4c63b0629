#include "ui/state/bookmarks.h"

#include "ui/state/time_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace refocus::ui {

namespace {

constexpr auto kKind = "bookmark";

std::string keyOf(const Bookmark &mark)
{
    return mark.video + ':' + std::to_string(mark.time.count());
}

bool isBefore(const Bookmark &a, const Bookmark &b)
{
    return std::tie(a.video, a.time) < std::tie(b.video, b.time);
}

QString timeName(Timestamp time)
{
    return Bookmarks::tr("Bookmark at %1").arg(shortTimeText(time));
}

} // namespace

Bookmarks::Bookmarks(CaseSession &session, Playhead &playhead, QObject *parent)
    : QObject(parent), m_session(session), m_playhead(playhead), m_job(tr("Reading bookmarks"))
{
    connect(&session, &CaseSession::opened, this, &Bookmarks::read);
    connect(&session, &CaseSession::notKept, this, &Bookmarks::read);
    connect(&session, &CaseSession::closed, this, [this] {
        m_job.cancel();
        m_all.clear();
        Q_EMIT changed();
    });
    connect(&m_job, &Job::failed, &session, &CaseSession::readFailed);
}

std::optional<Bookmark> Bookmarks::here() const
{
    const auto [first, last] = std::ranges::equal_range(
        m_all, Bookmark{m_playhead.video(), m_playhead.time(), {}}, isBefore);
    return first == last ? std::nullopt : std::optional(*first);
}

void Bookmarks::toggle()
{
    if (m_playhead.video().empty() || !requireWritable())
        return;
    if (const auto mark = here()) {
        m_session.write([key = keyOf(*mark)](Engine &engine) { engine.eraseValue(kKind, key); });
        std::erase(m_all, *mark);
        Q_EMIT changed();
    } else {
        keep({m_playhead.video(), m_playhead.time(), timeName(m_playhead.time())});
    }
}

void Bookmarks::name(const std::string &video, Timestamp time, const QString &name)
{
    if (!requireWritable())
        return;
    const QString text = name.simplified();
    keep({video, time, text.isEmpty() ? timeName(time) : text});
}

bool Bookmarks::requireWritable()
{
    if (!m_session.writable())
        Q_EMIT refused(tr("This case can only be read, so no bookmark is kept."));
    return m_session.writable();
}

void Bookmarks::keep(const Bookmark &mark)
{
    const nlohmann::json json{
        {"video", mark.video}, {"time_us", mark.time.count()}, {"name", mark.name.toStdString()}};
    m_session.write([key = keyOf(mark), text = json.dump()](Engine &engine) {
        engine.putValue(kKind, key, text);
    });
    const auto [first, last] = std::ranges::equal_range(m_all, mark, isBefore);
    if (first == last)
        m_all.insert(first, mark);
    else
        *first = mark;
    Q_EMIT changed();
}

void Bookmarks::next() { go(true); }

void Bookmarks::previous() { go(false); }

void Bookmarks::go(bool forward)
{
    const TimeAxis &axis = m_session.axis();
    const auto placeOf = [&](const std::string &video, Timestamp time) {
        return std::pair(axis.toAxis(video, time), axis.laneIndex(video));
    };
    const auto here = placeOf(m_playhead.video(), m_playhead.time());
    const Bookmark *nearest = nullptr;
    for (const Bookmark &mark : m_all) {
        if (!axis.lane(mark.video)) // Of a source that was removed.
            continue;
        const auto place = placeOf(mark.video, mark.time);
        if (forward ? place <= here : place >= here)
            continue;
        const auto best = nearest ? placeOf(nearest->video, nearest->time) : place;
        if (!nearest || (forward ? place < best : place > best))
            nearest = &mark;
    }
    if (nearest)
        m_playhead.moveTo(nearest->video, nearest->time);
}

void Bookmarks::read()
{
    const EnginePtr engine = m_session.engine();
    if (!engine)
        return;
    m_job.start([this, engine](const Delivery &delivery) {
        m_session.flushWrites();
        std::vector<Bookmark> all;
        for (const auto &[key, text] : engine->values(kKind)) {
            const auto json = nlohmann::json::parse(text, nullptr, false);
            if (!json.is_object() || !json.contains("video") || !json.contains("time_us") ||
                !json["video"].is_string() || !json["time_us"].is_number_integer())
                continue;
            all.push_back({json["video"], Timestamp(json["time_us"].get<std::int64_t>()),
                           QString::fromStdString(json.value("name", std::string()))});
        }
        std::ranges::sort(all, isBefore);
        delivery.post([this, all = std::move(all)]() mutable {
            m_all = std::move(all);
            Q_EMIT changed();
        });
    });
}

} // namespace refocus::ui
