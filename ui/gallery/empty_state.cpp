#include "ui/gallery/empty_state.h"

#include "ui/state/searched.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return EmptyState::tr(text); }

QString classesText(const query::QueryOptions &options)
{
    QStringList names;
    for (const std::string &name : options.classes)
        names << QString::fromStdString(name);
    if (names.size() < 2)
        return names.join(QString());
    const QString last = names.takeLast();
    return tr("%1 or %2").arg(names.join(QStringLiteral(", ")), last);
}

// What was searched, and what was not: the same figures as beside the question, which has the rest
// of the notes.
QStringList searchedLines(const QuerySession &query)
{
    constexpr qsizetype kNotes = 3;
    const auto sentence = [](QString text) {
        text[0] = text[0].toUpper();
        return text + QLatin1Char('.');
    };
    const Searched all = searchedOf(query.askedSources(), query.asked());
    QStringList lines{sentence(nothingText(all, query.stats()))};
    QStringList missed = all.notes.first(std::min(kNotes, all.notes.size()));
    if (const QString text = missedText(all); !text.isEmpty())
        missed.prepend(sentence(text));
    if (all.notes.size() > kNotes)
        missed << tr("%1 more under Details.").arg(all.notes.size() - kNotes);
    if (!missed.isEmpty())
        lines << missed.join(QLatin1Char(' '));
    return lines;
}

EmptyView hiddenView(const Workbench &workbench, const SightingModel &model)
{
    using Show = SightingModel::Show;
    const SightingModel::Filter &filter = model.filter();
    const QString all = countText(static_cast<std::uint64_t>(workbench.sightings.answered()));
    if (filter == SightingModel::Filter{Show::Unreviewed, {}, {}})
        return {QStringLiteral("accept"),
                workbench.sightings.answered() == 1 ? tr("The one sighting is reviewed.")
                                                    : tr("All %1 sightings are reviewed.").arg(all),
                {tr("Export them, or ask for another class.")},
                {NextStep::ShowAll}};
    QString sentence = tr("None of the %1 sightings passes the filter.").arg(all);
    if (filter.show == Show::Accepted)
        sentence = tr("None of the %1 sightings is accepted.").arg(all);
    else if (filter.show == Show::Rejected)
        sentence = tr("None of the %1 sightings is rejected.").arg(all);
    else if (filter.show == Show::Starred)
        sentence = tr("None of the %1 sightings has a star.").arg(all);
    QStringList details;
    if (filter.time || !filter.video.empty())
        details << tr("Only a part of the footage is shown.");
    return {QStringLiteral("filter"), sentence, details, {NextStep::ShowAll}};
}

QString textOf(NextStep step)
{
    switch (step) {
    case NextStep::AddFootage:
        return EmptyState::tr("Add footage");
    case NextStep::Ask:
        return EmptyState::tr("Choose a class");
    case NextStep::Cancel:
        return EmptyState::tr("Cancel");
    case NextStep::AskEverywhere:
        return EmptyState::tr("Search everything");
    case NextStep::LookDeeper:
        return EmptyState::tr("Look deeper");
    case NextStep::ShowAll:
        return EmptyState::tr("Show all");
    case NextStep::AskAgain:
        return EmptyState::tr("Search again");
    }
    return {};
}

} // namespace

EmptyView emptyView(Workbench &workbench, const SightingModel &model, const QString &error)
{
    QuerySession &query = workbench.query;
    if (!query.hasRun()) {
        if (workbench.session.sources().empty())
            return {QStringLiteral("film"),
                    tr("Sightings appear here once there is footage to search."),
                    {tr("Drop videos on the window, or add them.")},
                    {NextStep::AddFootage}};
        return {QStringLiteral("search"),
                tr("Ask for a class, and every sighting of it appears here."),
                {tr("A sighting is one object's stay in view.")},
                {NextStep::Ask}};
    }
    const QString classes = classesText(query.asked());
    if (workbench.sightings.answered() + workbench.sightings.gone() > 0) {
        EmptyView view = hiddenView(workbench, model);
        if (query.isRunning())
            view.details << tr("The search goes on.");
        return view;
    }
    if (query.isRunning()) {
        EmptyView view{QStringLiteral("search"), tr("Searching for %1").arg(classes), {}, {}};
        view.steps = {NextStep::Cancel};
        const ProgressReport &report = query.job().report();
        view.fraction = report.fraction;
        if (report.secondsLeft >= 1)
            view.details << tr("About %1 left").arg(spanText(report.secondsLeft));
        return view;
    }
    if (!error.isEmpty())
        return {QStringLiteral("error"),
                tr("The search for %1 ended with an error.").arg(classes),
                {error, tr("Nothing of the case is lost.")},
                {NextStep::AskAgain}};
    EmptyView view{QStringLiteral("search"), tr("No %1 found.").arg(classes), {}, {}};
    if (query.stats().reuse.empty()) { // Ended before it had searched all.
        view.sentence = tr("The search for %1 was cancelled before it found one.").arg(classes);
        view.steps = {NextStep::AskAgain};
        return view;
    }
    view.details = searchedLines(query);
    if (questionJson(askedEverywhere(query.asked())) != questionJson(query.asked()) ||
        !query.askedWhen().isWhole())
        view.steps.push_back(NextStep::AskEverywhere);
    if (query.asked().k < kDeepest) {
        view.steps.push_back(NextStep::LookDeeper);
        view.details
            << tr("Look deeper: also where it is only the %1th likeliest class.").arg(kDeepest);
    }
    view.steps.push_back(NextStep::Ask);
    return view;
}

query::QueryOptions askedEverywhere(query::QueryOptions options)
{
    options.videos.clear();
    options.region.clear();
    options.time = {};
    options.spans.clear();
    options.minScore = 0;
    options.minSide = 0;
    return options;
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel), m_sentence(new QLabel), m_details(new QLabel),
      m_bar(new QProgressBar), m_steps(new QHBoxLayout)
{
    QFont font = m_sentence->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    m_sentence->setFont(font);
    for (QLabel *label : {m_sentence, m_details}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_icon->setAlignment(Qt::AlignCenter);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(240);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the search"));
    m_steps->setSpacing(2 * kGrid);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(6 * kGrid, 3 * kGrid, 6 * kGrid, 3 * kGrid);
    column->setSpacing(2 * kGrid);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_sentence);
    column->addWidget(m_details);
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addSpacing(kGrid);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(m_steps);
    row->addStretch();
    column->addLayout(row);
    column->addStretch(3);
}

void EmptyState::setView(const EmptyView &view)
{
    if (view == m_view)
        return;
    const bool sameSteps = view.steps == m_view.steps;
    m_view = view;
    paintIcon();
    m_sentence->setText(view.sentence);
    m_details->setText(view.details.join(QLatin1Char('\n')));
    m_details->setVisible(!view.details.isEmpty());
    m_bar->setVisible(view.fraction >= 0);
    m_bar->setValue(static_cast<int>(view.fraction * 1000));
    if (sameSteps)
        return; // A button that has the focus keeps it.
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < view.steps.size(); ++i) {
        auto *button = new QPushButton(textOf(view.steps[i]));
        button->setProperty("primary", i == 0 && view.steps[i] != NextStep::Cancel);
        connect(button, &QPushButton::clicked, this,
                [this, step = view.steps[i]] { Q_EMIT chosen(step); });
        m_steps->addWidget(button);
    }
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
    QWidget::changeEvent(event);
}

void EmptyState::paintIcon()
{
    m_icon->setPixmap(
        icon(m_view.icon).pixmap(QSize(32, 32), devicePixelRatioF(), QIcon::Disabled));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, colours().muted);
    if (m_details->palette().color(QPalette::WindowText) != colours().muted)
        m_details->setPalette(muted);
}

} // namespace refocus::ui
