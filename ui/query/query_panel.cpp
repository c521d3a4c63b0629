#include "ui/query/query_panel.h"

#include "store/records.h"
#include "ui/query/answer_view.h"
#include "ui/query/class_chooser.h"
#include "ui/query/fold.h"
#include "ui/query/note.h"
#include "ui/query/question_list.h"
#include "ui/query/region_row.h"
#include "ui/query/reuse_control.h"
#include "ui/query/when_editor.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kSourceRow = 26, kSourceRowsShown = 6;

QToolButton *tool(const QString &name, const QString &text)
{
    auto *button = new QToolButton;
    button->setIcon(icon(name));
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

QFrame *hairline()
{
    auto *line = new QFrame;
    line->setFixedHeight(1);
    line->setForegroundRole(QPalette::Mid);
    line->setBackgroundRole(QPalette::Mid);
    line->setAutoFillBackground(true);
    return line;
}

} // namespace

QueryPanel::QueryPanel(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_bench(workbench),
      m_book(new QuestionBook(workbench.session, workbench.query, this)),
      m_classes(new ClassChooser), m_when(new Fold(tr("When"))), m_sources(new Fold(tr("Sources"))),
      m_limits(new Fold(tr("Limits"))), m_whenEditor(new WhenEditor), m_sourceList(new QListWidget),
      m_region(new RegionRow), m_minSide(new QSpinBox), m_k(new QSpinBox),
      m_minScore(new QDoubleSpinBox), m_reuse(new ReuseControl), m_depth(new Note),
      m_cost(new Note), m_depthWarning(new Note(Note::Tone::Warning)), m_run(new QPushButton),
      m_save(tool(QStringLiteral("save"), tr("Save this question"))),
      m_history(tool(QStringLiteral("history"), tr("Saved questions and history"))),
      m_questions(new QuestionList(*m_book)), m_answer(new AnswerView), m_scroll(new QScrollArea)
{
    setAccessibleName(tr("Query"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);
    auto *page = new QWidget;
    page->setMinimumWidth(200); // The controls fit themselves to the panel's width.
    m_scroll->setWidget(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(3 * kGrid, 3 * kGrid, 3 * kGrid, 3 * kGrid);
    column->setSpacing(3 * kGrid);

    auto *form = new QGridLayout;
    form->setHorizontalSpacing(2 * kGrid);
    form->setVerticalSpacing(2 * kGrid);
    form->setColumnStretch(1, 1);
    addRow(form, tr("Class"), m_classes);
    m_when->setBody(m_whenEditor);
    addRow(form, tr("When"), m_when);
    addRow(form, tr("Where"), makeWhere());
    addRow(form, tr("Limits"), makeLimits());
    auto *reuse = new QWidget;
    auto *reuseColumn = new QVBoxLayout(reuse);
    reuseColumn->setContentsMargins(0, 0, 0, 0);
    reuseColumn->setSpacing(kGrid);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_reuse, m_depth, m_cost, m_depthWarning})
        reuseColumn->addWidget(widget);
    addRow(form, tr("Reuse"), reuse);
    column->addLayout(form);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(kGrid);
    m_run->setProperty("primary", true);
    buttons->addWidget(m_run, 1);
    buttons->addWidget(m_save);
    buttons->addWidget(m_history);
    m_history->setCheckable(true);
    column->addLayout(buttons);
    column->addWidget(m_questions);
    m_questions->hide();
    column->addWidget(hairline());
    column->addWidget(m_answer);
    column->addStretch(1);

    connect(m_classes, &ClassChooser::changed, this, [this] {
        change([this](query::QueryOptions &draft) { draft.classes = m_classes->chosen(); });
    });
    connect(m_whenEditor, &WhenEditor::changed, this, [this] {
        m_editingWhen = true;
        if (m_bench.query.when() != m_whenEditor->when())
            m_bench.query.setWhen(m_whenEditor->when());
        if (!(m_bench.query.draft().time == m_whenEditor->time()))
            change([this](query::QueryOptions &draft) { draft.time = m_whenEditor->time(); });
        m_editingWhen = false;
    });
    connect(m_when, &Fold::cleared, this, [this] {
        change([](query::QueryOptions &draft) { draft.time = {}; });
        m_bench.query.setWhen({});
    });
    connect(m_reuse, &ReuseControl::changed, this, [this] {
        change([this](query::QueryOptions &draft) { draft.reuse = m_reuse->reuse(); });
    });
    connect(m_run, &QPushButton::clicked, this,
            [this] { m_bench.query.isRunning() ? cancel() : run(); });
    connect(m_save, &QToolButton::clicked, this, &QueryPanel::saveQuestion);
    connect(m_history, &QToolButton::toggled, this, &QueryPanel::setHistoryShown);
    connect(m_questions, &QuestionList::chosen, this, [this](int row) {
        if (row < 0)
            return;
        const KeptQuestion question = m_book->questions()[static_cast<std::size_t>(row)];
        setHistoryShown(false);
        ask(question.options, question.when);
    });
    connect(m_answer, &AnswerView::suggested, this, [this](const Suggestion &suggestion) {
        m_run->setFocus();
        ask(suggestion.options, suggestion.when);
    });
    connect(m_answer, &AnswerView::retryRequested, this, &QueryPanel::run);
    connectState();
    setFocusProxy(m_classes);
}

void QueryPanel::addRow(QGridLayout *form, const QString &text, QWidget *control)
{
    const int row = form->rowCount();
    auto *label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setFixedHeight(kControl);
    label->setBuddy(control);
    form->addWidget(label, row, 0, Qt::AlignTop);
    form->addWidget(control, row, 1);
}

QWidget *QueryPanel::makeWhere()
{
    auto *where = new QWidget;
    auto *column = new QVBoxLayout(where);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * kGrid);
    column->addWidget(m_sources);
    m_sources->setBody(m_sourceList); // Before the region, in Tab's order too.
    column->addWidget(m_region);
    m_sourceList->setAccessibleName(tr("Sources to search"));
    m_sourceList->setUniformItemSizes(true);
    m_sourceList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sourceList->setTextElideMode(Qt::ElideRight);
    m_sourceList->setTabKeyNavigation(false);
    connect(m_sourceList, &QListWidget::itemChanged, this, &QueryPanel::takeSources);
    connect(m_sources, &Fold::cleared, this,
            [this] { change([](query::QueryOptions &draft) { draft.videos.clear(); }); });
    connect(m_region, &RegionRow::drawRequested, this, &QueryPanel::regionRequested);
    connect(m_region, &RegionRow::cleared, this,
            [this] { change([](query::QueryOptions &draft) { draft.region.clear(); }); });
    return where;
}

QWidget *QueryPanel::makeLimits()
{
    auto *body = new QWidget;
    auto *grid = new QGridLayout(body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * kGrid);
    grid->setVerticalSpacing(kGrid);
    grid->setColumnStretch(1, 1);
    const auto add = [&](const QString &text, QAbstractSpinBox *box, const QString &tip) {
        const int row = grid->rowCount();
        auto *label = new QLabel(text);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(box);
        box->setAccessibleName(text);
        box->setToolTip(tip);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        grid->addWidget(label, row, 0);
        grid->addWidget(box, row, 1);
    };
    add(tr("Size from"), m_minSide, tr("Of the box's longer side, in pixels of the picture"));
    add(tr("Score from"), m_minScore, tr("Of the verdict, 0 to 1"));
    add(tr("K"), m_k,
        tr("A group of patches is verified if the class is among its K likeliest. More finds more "
           "and takes longer."));
    m_minSide->setRange(0, 4000);
    m_minSide->setSingleStep(8);
    m_minSide->setSuffix(tr(" px"));
    m_minSide->setSpecialValueText(tr("any"));
    m_minScore->setRange(0, 1);
    m_minScore->setSingleStep(0.05);
    m_minScore->setSpecialValueText(tr("any"));
    m_k->setRange(1, store::kMaxTopK);
    const auto take = [this] {
        change([this](query::QueryOptions &draft) {
            draft.minSide = m_minSide->value();
            draft.minScore = static_cast<float>(m_minScore->value());
            draft.k = m_k->value();
        });
    };
    connect(m_minSide, &QSpinBox::valueChanged, this, take);
    connect(m_k, &QSpinBox::valueChanged, this, take);
    connect(m_minScore, &QDoubleSpinBox::valueChanged, this, take);
    connect(m_limits, &Fold::cleared, this, [this] {
        change([](query::QueryOptions &draft) {
            const query::QueryOptions usual;
            draft.minSide = usual.minSide;
            draft.minScore = usual.minScore;
            draft.k = usual.k;
        });
    });
    m_limits->setBody(body);
    return m_limits;
}

void QueryPanel::connectState()
{
    CaseSession &session = m_bench.session;
    QuerySession &query = m_bench.query;
    connect(&query, &QuerySession::draftChanged, this, &QueryPanel::showDraft);
    connect(&session, &CaseSession::infoChanged, this, &QueryPanel::showClasses);
    connect(&session, &CaseSession::sourcesChanged, this, [this] {
        showClasses();
        m_whenEditor->setAxis(m_bench.session.axis());
        showSources();
        showDraft();
        if (!m_bench.query.hasRun())
            showState();
    });
    connect(&session, &CaseSession::depthsChanged, this, [this] {
        m_reuse->setDepths(m_bench.session.depths());
        showCost();
    });
    connect(&session, &CaseSession::closed, this, [this] {
        m_reuse->setDepths({});
        showState();
    });
    connect(&session, &CaseSession::opened, this, &QueryPanel::showState);
    connect(&query, &QuerySession::started, this, &QueryPanel::showState);
    connect(&query, &QuerySession::progressed, this, [this] {
        if (m_showsRunning && m_bench.query.isRunning())
            showRunning();
    });
    connect(&query, &QuerySession::rerunStarted, this, [this] {
        QTimer::singleShot(200, this, [this] {
            if (m_bench.query.isRerunning())
                showState();
        });
    });
    connect(&query, &QuerySession::finished, this, [this] {
        showState();
        showCost();
    });
    connect(&query, &QuerySession::cancelled, this, [this] {
        showState();
        if (m_bench.session.engine() && !m_bench.query.isShifted())
            m_answer->showCancelled(m_bench.sightings.answered(), m_bench.session.writable());
    });
    connect(&query, &QuerySession::failed, this, [this](const QString &sentence) {
        showState();
        m_answer->showError(sentence, m_bench.session.writable());
    });
    // Decisions change what the answer's count is made of; new sightings do while it runs.
    connect(&m_bench.sightings, &Sightings::added, this, [this] {
        if (m_showsRunning && m_bench.query.isRunning())
            showRunning();
    });
    showClasses();
    m_whenEditor->setAxis(session.axis());
    m_reuse->setDepths(session.depths());
    showSources();
    showDraft();
    showState();
}

void QueryPanel::change(const std::function<void(query::QueryOptions &)> &what)
{
    if (m_showing)
        return;
    query::QueryOptions draft = m_bench.query.draft();
    what(draft);
    m_bench.query.setDraft(std::move(draft));
}

void QueryPanel::showClasses()
{
    const CaseSession &session = m_bench.session;
    m_classes->model().setClasses(session.info().classes, session.classTotals());
    m_classes->setCaption(tr("patches in %n source(s)", nullptr, indexedSources()));
}

void QueryPanel::showSources()
{
    m_showing = true;
    const auto &sources = m_bench.session.sources();
    const auto &videos = m_bench.query.draft().videos;
    // The rows are made anew only where others are needed, so that the focus stays.
    bool same = m_sourceList->count() == static_cast<int>(sources.size());
    for (int i = 0; same && i < m_sourceList->count(); ++i)
        same = m_sourceList->item(i)->data(Qt::UserRole).toString().toStdString() ==
               sources[static_cast<std::size_t>(i)].id();
    if (!same) {
        m_sourceList->clear();
        for (const SourceInfo &source : sources) {
            auto *item = new QListWidgetItem(m_sourceList);
            item->setData(Qt::UserRole, QString::fromStdString(source.id()));
            item->setSizeHint({60, kSourceRow});
        }
    }
    for (int i = 0; i < m_sourceList->count(); ++i) {
        const SourceInfo &source = sources[static_cast<std::size_t>(i)];
        QListWidgetItem *item = m_sourceList->item(i);
        const QString name = QString::fromStdString(source.name());
        item->setText(source.indexed ? name : tr("%1 — not ingested").arg(name));
        item->setToolTip(item->text());
        const bool on = videos.empty() || std::ranges::find(videos, source.id()) != videos.end();
        item->setFlags(source.indexed
                           ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                           : Qt::NoItemFlags);
        item->setCheckState(source.indexed && on ? Qt::Checked : Qt::Unchecked);
    }
    m_sourceList->setFixedHeight(
        std::clamp(m_sourceList->count(), 1, kSourceRowsShown) * kSourceRow + 4);
    m_showing = false;
}

void QueryPanel::takeSources()
{
    if (m_showing)
        return;
    std::vector<std::string> videos;
    int indexed = 0;
    for (int i = 0; i < m_sourceList->count(); ++i) {
        const QListWidgetItem *item = m_sourceList->item(i);
        if (!(item->flags() & Qt::ItemIsEnabled))
            continue;
        ++indexed;
        if (item->checkState() == Qt::Checked)
            videos.push_back(item->data(Qt::UserRole).toString().toStdString());
    }
    if (videos.empty()) { // No source is no question: the last one stays.
        showSources();
        return;
    }
    if (static_cast<int>(videos.size()) == indexed)
        videos.clear(); // All, also those that are added later.
    change([&](query::QueryOptions &draft) { draft.videos = videos; });
}

void QueryPanel::showDraft()
{
    const query::QueryOptions &draft = m_bench.query.draft();
    const When &when = m_bench.query.when();
    m_showing = true;
    m_classes->setChosen(draft.classes);
    if (!m_editingWhen && (m_whenEditor->when() != when || !(m_whenEditor->time() == draft.time)))
        m_whenEditor->set(when, draft.time);
    QString time = whenText(when, zone());
    if (draft.time != TimeRange{}) {
        const QString span =
            draft.time.end == Timestamp::max()
                ? tr("from %1").arg(shortTimeText(draft.time.begin))
                : tr("%1 to %2")
                      .arg(shortTimeText(draft.time.begin), shortTimeText(draft.time.end));
        time = time.isEmpty() ? span : time + QStringLiteral(", ") + span;
    }
    m_when->setSummary(time.isEmpty() ? tr("Any time") : time, !time.isEmpty());

    const int all = indexedSources();
    const int some = static_cast<int>(draft.videos.size());
    QString sources = all == 0 ? tr("No source yet") : tr("All sources");
    if (some == 1) {
        const SourceInfo *source = m_bench.session.source(draft.videos.front());
        sources = QString::fromStdString(source ? source->name() : draft.videos.front());
    } else if (some > 1) {
        sources = tr("%1 of %2 sources").arg(some).arg(all);
    }
    m_sources->setSummary(sources, some > 0);
    m_region->set(draft.region, pictureSize(), some > 0 ? some : all);

    m_minSide->setValue(draft.minSide);
    m_minScore->setValue(static_cast<double>(draft.minScore));
    m_k->setValue(draft.k);
    const query::QueryOptions usual;
    const QString size = draft.minSide > 0 ? tr("≥ %1 px").arg(draft.minSide) : tr("any size");
    const QString score =
        draft.minScore > 0
            ? tr("score ≥ %1").arg(QLocale().toString(static_cast<double>(draft.minScore), 'f', 2))
            : tr("any score");
    m_limits->setSummary(tr("%1 · %2 · K %3").arg(size, score).arg(draft.k),
                         draft.minSide != usual.minSide || draft.minScore != usual.minScore ||
                             draft.k != usual.k);
    m_reuse->setReuse(draft.reuse);
    m_showing = false;
    showSources();
    showCost();
}

void QueryPanel::showCost()
{
    const DepthInfo *depth = depthOf(m_bench.session.depths(), m_bench.query.draft().reuse);
    if (!depth) {
        for (Note *note : {m_depth, m_cost, m_depthWarning})
            note->hide();
        return;
    }
    QString name = depthName(*depth);
    if (depth->reuse.kind == query::Reuse::Kind::Auto) { // What it comes to.
        for (const DepthInfo &other : m_bench.session.depths())
            if (&other != depth && other.shape == depth->shape &&
                other.accuracy == depth->accuracy && other.bytesPerPatch == depth->bytesPerPatch &&
                other.msPerPatch == depth->msPerPatch)
                name = tr("now: %1").arg(depthName(other));
    }
    m_depth->show(name + QLatin1Char('\n') + depthShape(*depth), Note::Tone::Muted);
    m_cost->show(depthCost(*depth, expected()), Note::Tone::Muted);
    m_depthWarning->show(depthWarning(*depth),
                         depth->retrained ? Note::Tone::Muted : Note::Tone::Warning);
}

Expected QueryPanel::expected() const
{
    const QuerySession &query = m_bench.query;
    const query::QueryOptions &draft = query.draft(), &asked = query.asked();
    const bool answered = query.hasRun() && !query.isRunning() && query.stats().msTotal > 0;
    if (answered && draft.classes == asked.classes && draft.videos == asked.videos &&
        draft.time == asked.time && query.when() == query.askedWhen() &&
        draft.region == asked.region && draft.minSide == asked.minSide && draft.k == asked.k)
        return {query.stats().candidates, true,
                sameReuse(draft.reuse, asked.reuse) && m_bench.session.writable()};
    Expected expected;
    for (const SourceInfo &source : m_bench.session.sources()) {
        if (!draft.videos.empty() &&
            std::ranges::find(draft.videos, source.id()) == draft.videos.end())
            continue;
        for (const ClassTotal &total : source.classes)
            if (std::ranges::find(draft.classes, total.name) != draft.classes.end())
                expected.patches += total.clusters;
    }
    return expected;
}

void QueryPanel::showState()
{
    const bool running = m_bench.query.isRunning(), open = m_bench.session.engine() != nullptr;
    m_showsRunning = running;
    m_run->setText(running ? tr("Cancel  ·  Esc") : tr("Run  ⏎"));
    m_run->setAccessibleName(running ? tr("Cancel the query") : tr("Run the query"));
    m_run->setProperty("primary", !running);
    m_run->style()->unpolish(m_run);
    m_run->style()->polish(m_run);
    m_run->setEnabled(open);
    m_save->setEnabled(open);
    if (!open)
        m_answer->showHint(tr("Open a case to search its footage."));
    else if (running)
        showRunning();
    else if (m_bench.query.hasRun())
        showAnswer();
    else if (indexedSources() == 0)
        m_answer->showHint(tr("Nothing to search yet. Add footage in the sources panel; what is "
                              "ingested of it can be searched at once."));
    else
        m_answer->showHint(
            tr("Choose a class with / and press Enter. Sightings come into the gallery "
               "and onto the timeline as they are found."));
}

void QueryPanel::showRunning()
{
    // A rerun begins with an answer: how much of it is found again is no number for a person.
    const int found = m_bench.query.isRerunning() ? 0 : m_bench.sightings.answered();
    m_answer->showRunning(m_bench.query.job().report(), found);
}

void QueryPanel::showAnswer()
{
    QuerySession &query = m_bench.query;
    AnswerView::Answer answer;
    answer.question = questionText(query.asked(), query.askedWhen(), zone());
    answer.sightings = m_bench.sightings.answered();
    answer.stats = query.stats();
    answer.msFirst = query.msFirst();
    answer.searched = searchedOf(query.askedSources(), query.asked());
    const query::QueryStats &stats = answer.stats;
    if (!stats.model.empty())
        answer.more << tr("Reuse %1, %2 %3, pack %4.")
                           .arg(QString::fromStdString(stats.reuse),
                                QString::fromStdString(stats.device),
                                QString::fromStdString(stats.precision),
                                QString::fromStdString(stats.model));
    if (stats.derived > 0)
        answer.more << tr("%1 of them from pixels, because their maps are not kept.")
                           .arg(countText(stats.derived));
    if (answer.sightings == 0)
        answer.suggestions = suggestionsFor(query.asked(), query.askedWhen(), indexedSources(),
                                            m_bench.session.depths());
    m_answer->showAnswer(answer);
}

void QueryPanel::focusClassSearch() { m_classes->search(); }

void QueryPanel::run()
{
    if (!m_bench.session.engine() || m_bench.query.isRunning())
        return;
    if (m_bench.query.draft().classes.empty()) {
        m_answer->showHint(tr("Choose what to look for first."));
        m_classes->search();
        return;
    }
    if (!m_whenEditor->isValid()) {
        m_when->setOpen(true);
        m_answer->showHint(m_whenEditor->error());
        return;
    }
    m_bench.query.run();
}

void QueryPanel::cancel() { m_bench.query.cancel(); }

void QueryPanel::setReuse(const query::Reuse &reuse)
{
    change([&](query::QueryOptions &draft) { draft.reuse = reuse; });
}

void QueryPanel::cycleReuse(int by) { m_reuse->cycle(by); }

void QueryPanel::saveQuestion()
{
    if (m_bench.query.draft().classes.empty()) {
        m_answer->showHint(tr("Choose what to look for first."));
        m_classes->search();
        return;
    }
    const int row = m_book->save({false, {}, m_bench.query.draft(), m_bench.query.when()});
    if (!m_bench.session.writable())
        m_answer->showHint(
            tr("This case can only be read: the question is kept until it is closed."));
    setHistoryShown(true);
    m_questions->edit(row);
}

void QueryPanel::setHistoryShown(bool shown)
{
    m_history->setChecked(shown);
    m_questions->setVisible(shown);
    if (shown)
        m_questions->view()->setFocus();
}

void QueryPanel::ask(const query::QueryOptions &options, const When &when)
{
    m_bench.query.setWhen(when);
    m_bench.query.setDraft(options);
    run();
}

void QueryPanel::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (auto *button = qobject_cast<QPushButton *>(focusWidget()); button && button != m_run)
            button->click();
        else
            run();
        return;
    case Qt::Key_Escape:
        if (m_bench.query.isRunning()) {
            cancel();
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

QSize QueryPanel::pictureSize() const
{
    const auto &draft = m_bench.query.draft();
    const SourceInfo *source = m_bench.session.source(
        draft.videos.empty() ? m_bench.playhead.video() : draft.videos.front());
    for (const SourceInfo &other : m_bench.session.sources())
        if (!source && other.indexed)
            source = &other;
    return source ? QSize(source->width, source->height) : QSize();
}

std::string QueryPanel::zone() const
{
    const auto &lanes = m_bench.session.axis().lanes();
    return lanes.empty() ? std::string() : lanes.front().timeZone;
}

int QueryPanel::indexedSources() const
{
    return static_cast<int>(
        std::ranges::count(m_bench.session.sources(), true, &SourceInfo::indexed));
}

} // namespace refocus::ui
