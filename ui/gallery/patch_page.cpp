#include "ui/gallery/patch_page.h"

#include "ui/state/time_text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>

#include <set>

namespace refocus::ui {

PatchPage::PatchPage(Workbench &workbench, ThumbnailLoader &loader, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_back(new QToolButton), m_title(new QLabel),
      m_count(new QLabel), m_message(new QLabel), m_grid(new PatchGrid(workbench, loader)),
      m_job(tr("Similar patches"))
{
    m_back->setIcon(icon(QStringLiteral("step-back")));
    m_back->setText(tr("Back"));
    m_back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_back->setToolTip(tr("Back to the sightings (Esc)"));
    m_back->setAccessibleName(tr("Back"));
    m_title->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setContentsMargins(24, 0, 24, 0);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(2 * kGrid, kGrid, 3 * kGrid, kGrid);
    head->setSpacing(2 * kGrid);
    head->addWidget(m_back);
    head->addWidget(m_title);
    head->addWidget(m_count);
    head->addStretch();
    auto *body = new QStackedLayout;
    body->setStackingMode(QStackedLayout::StackOne);
    body->addWidget(m_grid);
    body->addWidget(m_message);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addLayout(body, 1);
    setFocusProxy(m_grid);

    connect(m_back, &QToolButton::clicked, this, &PatchPage::back);
    connect(&m_job, &Job::finished, this, [this] { showState(tr("No other patch is known.")); });
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        showState(tr("It could not be read: %1").arg(sentence));
    });
    connect(&workbench.sightings, &Sightings::reset, this, [this] {
        m_sightings.clear();
        m_grid->forgetSightings();
    });
}

void PatchPage::open(Kind kind, const PatchRef &patch)
{
    m_visits.push_back({kind, patch});
    read();
}

void PatchPage::back()
{
    if (!m_visits.empty())
        m_visits.pop_back();
    if (m_visits.empty())
        close();
    else
        read();
}

void PatchPage::close()
{
    m_job.cancel();
    m_visits.clear();
    m_grid->clear();
    Q_EMIT closed();
}

PatchRef PatchPage::currentPatch() const
{
    if (const int row = m_grid->current(); row >= 0)
        return m_grid->items()[static_cast<std::size_t>(row)].ref;
    return m_visits.empty() ? PatchRef{} : m_visits.back().patch;
}

QString PatchPage::statusText() const
{
    return m_grid->isHidden() ? m_message->text() : m_count->text();
}

void PatchPage::read()
{
    const Visit visit = m_visits.back();
    const EnginePtr engine = m_workbench.session.engine();
    if (!engine)
        return close();
    m_grid->clear();
    m_sightings.clear();
    for (int id = m_workbench.sightings.count() - 1; id >= 0; --id) {
        const SightingItem &item = m_workbench.sightings.item(id);
        if (item.change == Change::Absent)
            continue;
        int &known =
            m_sightings.try_emplace({item.sighting.video, item.sighting.track}, id).first->second;
        if (item.isAnswer()) // Before what is gone, which may be the same track of another class.
            known = id;
    }
    m_title->setText(visit.kind == Kind::Similar ? tr("Patches that look like this one")
                                                 : tr("Members of its cluster"));
    showState(tr("Reading"));
    m_job.start(m_title->text(), [this, engine, visit](const Delivery &delivery) {
        std::vector<query::SimilarPatch> patches;
        if (visit.kind == Kind::Similar) {
            patches = engine->similar(visit.patch, kLookedAt, delivery.progress()).patches;
        } else {
            for (const PatchRef &member : engine->clusterMembers(visit.patch))
                patches.push_back({member, -1});
        }
        constexpr std::size_t kBatch = 200;
        std::vector<PatchItem> batch;
        // Of each object that looks alike the likest view; its other patches say nothing new.
        std::set<std::pair<std::string, TrackId>> tracks;
        if (const auto own = engine->patch(visit.patch))
            tracks.insert({visit.patch.video, own->track});
        for (const query::SimilarPatch &found : patches) {
            if (delivery.cancelled())
                return;
            const auto record = engine->patch(found.patch);
            if (!record || (visit.kind == Kind::Similar &&
                            !tracks.insert({found.patch.video, record->track}).second))
                continue;
            batch.push_back({found.patch, record->time, record->track, found.similarity, -1});
            if (batch.size() == kBatch)
                delivery.post([this, batch = std::exchange(batch, {})] { add(batch); });
            if (visit.kind == Kind::Similar && tracks.size() > kMostSimilar) // And its own.
                break;
        }
        delivery.post([this, batch] { add(batch); });
    });
}

void PatchPage::add(std::vector<PatchItem> items)
{
    for (PatchItem &item : items)
        if (const auto known = m_sightings.find({item.ref.video, item.track});
            known != m_sightings.end())
            item.sighting = known->second;
    m_grid->add(std::move(items));
    showState({});
}

void PatchPage::showState(const QString &text)
{
    const auto count = static_cast<int>(m_grid->items().size());
    const bool empty = count == 0;
    m_count->setText(empty ? QString()
                     : count == 1
                         ? tr("1 patch")
                         : tr("%1 patches").arg(countText(static_cast<std::uint64_t>(count))));
    if (!empty || !text.isEmpty())
        static_cast<QStackedLayout *>(layout()->itemAt(1)->layout())
            ->setCurrentIndex(empty ? 1 : 0);
    if (empty && !text.isEmpty())
        m_message->setText(text);
}

void PatchPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Backspace)
        back();
    else
        QWidget::keyPressEvent(event);
}

} // namespace refocus::ui
