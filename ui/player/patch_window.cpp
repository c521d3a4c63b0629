#include "ui/player/patch_window.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

using Weight = PictureBox::Weight;
using std::chrono::seconds;

constexpr Timestamp kBehind = seconds(6), kAhead = seconds(14); // Fetched, at real time.
constexpr Timestamp kLeast = seconds(4); // Of it that must be left before more is fetched.
constexpr double kFastest = 8;           // Times as much is fetched when playing fast.

} // namespace

PatchWindow::PatchWindow(Workbench &workbench, QObject *parent)
    : QObject(parent), m_workbench(workbench), m_job(tr("Patches of the picture"))
{
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        m_fetching = m_range = {Timestamp{0}, Timestamp{0}};
        Q_EMIT failed(sentence);
    });
    connect(&workbench.sightings, &Sightings::reset, this, [this] {
        m_byTrack.clear();
        m_tracksKnown = 0;
        Q_EMIT changed();
    });
    connect(&workbench.sightings, &Sightings::added, this, &PatchWindow::changed);
    connect(&workbench.sightings, &Sightings::changed, this, &PatchWindow::changed);
    connect(&workbench.selection, &Selection::changed, this, &PatchWindow::changed);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, [this] {
        // What is being indexed has new patches.
        const SourceInfo *source = m_workbench.session.source(m_video);
        if (source && source->record.state != store::SourceState::Done)
            m_range = {Timestamp{0}, Timestamp{0}};
    });
    connect(&workbench.session, &CaseSession::infoChanged, this, &PatchWindow::changed);
    connect(&workbench.session, &CaseSession::closed, this, &PatchWindow::clear);
}

void PatchWindow::clear()
{
    m_job.cancel();
    m_video.clear();
    m_range = m_fetching = {Timestamp{0}, Timestamp{0}};
    m_patches.clear();
    m_byTrack.clear();
    m_tracksKnown = 0;
    Q_EMIT changed();
}

void PatchWindow::lookAt(const std::string &video, Timestamp time, double rate)
{
    if (video != m_video) {
        clear();
        m_video = video;
    }
    const double speed = std::clamp(std::abs(rate), 1.0, kFastest);
    const auto times = [&](Timestamp span) {
        return Timestamp(std::llround(static_cast<double>(span.count()) * speed));
    };
    const Timestamp before = rate < 0 ? kAhead : kBehind, behind = rate < 0 ? kBehind : kAhead;
    const auto covers = [&](const TimeRange &range) {
        return (range.begin == Timestamp{0} || range.begin <= time - kLeast / 2) &&
               time + kLeast <= range.end;
    };
    if (covers(m_range) || (m_job.isRunning() && covers(m_fetching)))
        return;
    fetch(video, {std::max(Timestamp{0}, time - times(before)), time + times(behind)});
}

void PatchWindow::fetch(const std::string &video, TimeRange range)
{
    const EnginePtr engine = m_workbench.session.engine();
    if (!engine)
        return;
    m_fetching = range;
    m_job.start([this, engine, video, range](const Delivery &delivery) {
        auto patches = engine->patchesIn(video, range);
        std::ranges::stable_sort(patches, {}, &store::PatchRecord::frame);
        std::map<PatchId, std::vector<ClassScore>> stoodFor;
        for (const store::PatchRecord &patch : patches)
            if (!patch.topK.empty())
                stoodFor.emplace(patch.id, patch.topK);
        for (const store::PatchRecord &patch : patches) {
            if (delivery.cancelled())
                return;
            if (!patch.topK.empty() || stoodFor.contains(patch.inferredFrom))
                continue;
            const auto other = engine->patch({video, patch.inferredFrom});
            stoodFor.emplace(patch.inferredFrom, other ? other->topK : std::vector<ClassScore>());
        }
        delivery.post(
            [this, range, patches = std::move(patches), stoodFor = std::move(stoodFor)]() mutable {
                m_range = range;
                m_patches = std::move(patches);
                m_stoodFor = std::move(stoodFor);
                Q_EMIT changed();
            });
    });
}

std::vector<PictureBox> PatchWindow::boxesAt(FrameIndex frame) const
{
    const Sightings &sightings = m_workbench.sightings;
    for (; m_tracksKnown < sightings.count(); ++m_tracksKnown)
        if (const auto &sighting = sightings.item(m_tracksKnown).sighting;
            sighting.video == m_video)
            m_byTrack.emplace(sighting.track, m_tracksKnown);
    std::vector<PictureBox> boxes;
    for (const store::PatchRecord &patch :
         std::ranges::equal_range(m_patches, frame, {}, &store::PatchRecord::frame))
        boxes.push_back(boxOf(patch));
    std::ranges::stable_sort(boxes, {}, &PictureBox::weight);
    return boxes;
}

PictureBox PatchWindow::boxOf(const store::PatchRecord &patch) const
{
    const auto &classes = m_workbench.session.info().classes;
    PictureBox box;
    box.box = QRectF(patch.box.x, patch.box.y, patch.box.width, patch.box.height);
    const auto stood = m_stoodFor.find(patch.inferredFrom);
    const std::vector<ClassScore> *scores = !patch.topK.empty()         ? &patch.topK
                                            : stood != m_stoodFor.end() ? &stood->second
                                                                        : nullptr;
    if (scores && !scores->empty() && scores->front().classId < classes.size()) {
        box.className = classes[scores->front().classId];
        box.score = scores->front().p;
    }
    const auto [first, last] = m_byTrack.equal_range(patch.track);
    for (auto it = first; it != last; ++it) {
        const SightingItem &item = m_workbench.sightings.item(it->second);
        if (patch.time < item.sighting.start || patch.time > item.sighting.end)
            continue;
        const Selection &selection = m_workbench.selection;
        const Weight weight = selection.current() == it->second ? Weight::Current
                              : selection.contains(it->second)  ? Weight::Selected
                                                                : Weight::Sighting;
        if (!item.isAnswer() && (weight == Weight::Sighting || item.change == Change::Absent))
            continue;
        if (weight < box.weight)
            continue;
        box.weight = weight;
        box.className = item.className();
        box.score = item.sighting.score;
        box.rejected = item.decision() == store::Decision::Reject;
    }
    return box;
}

} // namespace refocus::ui
