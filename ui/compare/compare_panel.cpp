#include "ui/compare/compare_panel.h"

#include "base/error.h"
#include "compare/report.h"
#include "store/files.h"
#include "ui/compare/accuracy_chart.h"
#include "ui/compare/agreement_view.h"
#include "ui/compare/bytes_chart.h"
#include "ui/compare/curve_chart.h"
#include "ui/compare/time_bars.h"
#include "ui/controls/depth_slider.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

namespace refocus::ui {

namespace {

// Charts that always stand side by side; of the others one in a narrow window, all in a wide one.
constexpr std::size_t kFixedCharts = 2;
constexpr int kWide = 1640, kChartHeight = 216;

QLabel *paragraph(QPalette::ColorRole role)
{
    auto *label = new QLabel;
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setForegroundRole(role);
    return label;
}

} // namespace

ComparePanel::ComparePanel(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_bench(workbench), m_bar(new CompareBar(workbench)),
      m_progress(new QProgressBar), m_sentence(paragraph(QPalette::WindowText)),
      m_advice(paragraph(QPalette::PlaceholderText)), m_empty(paragraph(QPalette::PlaceholderText)),
      m_count(new QLabel), m_table(new DepthTable), m_third(new QButtonGroup(this)),
      m_disagreements(new DisagreementView(workbench)), m_body(new QStackedWidget)
{
    setAccessibleName(tr("Compare"));
    setFocusProxy(m_bar);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * kGrid, 2 * kGrid, 3 * kGrid, 2 * kGrid);
    column->setSpacing(2 * kGrid);
    auto *line = new QHBoxLayout;
    line->addWidget(m_bar, 1);
    auto *more = new QToolButton;
    more->setIcon(icon(QStringLiteral("more")));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setToolTip(tr("Paper's table, save the table"));
    more->setAccessibleName(more->toolTip());
    auto *menu = new QMenu(more);
    menu->addAction(tr("The paper's table: none, 4 and 7 blocks, un-retrained too"), this,
                    &ComparePanel::startPaperTable);
    menu->addAction(tr("Save the table…"), this, &ComparePanel::saveAs);
    more->setMenu(menu);
    line->addWidget(more, 0, Qt::AlignTop);
    column->addLayout(line);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(kGrid);
    m_progress->setRange(0, 1000);
    column->addWidget(m_progress);

    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(24 * kGrid, 0, 24 * kGrid, 0);
    m_body->addWidget(m_empty);
    auto *page = new QWidget;
    auto *content = new QVBoxLayout(page);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(2 * kGrid);
    content->addWidget(m_table);
    content->addWidget(m_sentence);
    content->addWidget(m_advice);
    content->addWidget(makeCharts());
    content->addWidget(makeDisagreements(), 1);
    m_body->addWidget(page);
    column->addWidget(m_body, 1);

    ComparisonSession &comparison = m_bench.comparison;
    connect(m_bar, &CompareBar::startRequested, this, &ComparePanel::start);
    connect(m_bar, &CompareBar::cancelRequested, this, &ComparePanel::cancel);
    connect(&comparison, &ComparisonSession::started, this, [this] {
        m_error.clear();
        m_chosen = -1;
        showProgress();
    });
    connect(&comparison, &ComparisonSession::changed, this, &ComparePanel::showCompared);
    connect(&comparison, &ComparisonSession::progressed, this, &ComparePanel::showProgress);
    connect(&comparison, &ComparisonSession::ended, this, [this] {
        showProgress();
        if (m_bench.comparison.comparison())
            showSentences();
    });
    connect(&comparison, &ComparisonSession::failed, this, [this](const QString &sentence) {
        m_error = sentence;
        showCompared();
        Q_EMIT failed(sentence);
    });
    connect(&m_bench.query, &QuerySession::draftChanged, this, &ComparePanel::showCompared);
    connect(&m_bench.query, &QuerySession::finished, this, &ComparePanel::showCompared);
    connect(&m_bench.session, &CaseSession::sourcesChanged, this, &ComparePanel::showCompared);
    connect(m_table, &DepthTable::depthChosen, this, &ComparePanel::choose);
    connect(m_disagreements, &DisagreementView::playRequested, this, &ComparePanel::playRequested);
    showCharts();
    showCompared();
    showProgress();
}

QWidget *ComparePanel::makeCharts()
{
    auto *strip = new QWidget;
    auto *line = new QHBoxLayout(strip);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(3 * kGrid);
    m_charts = {new TimeBars, new AccuracyChart, new CurveChart, new BytesChart, new AgreementView};
    for (Chart *chart : m_charts) {
        line->addWidget(chart, 1);
        connect(chart, &Chart::depthChosen, this, &ComparePanel::choose);
        connect(chart, &Chart::failed, this, &ComparePanel::failed);
    }
    strip->setFixedHeight(kChartHeight);
    auto *buttons = new QVBoxLayout;
    buttons->setSpacing(2);
    const QStringList names{tr("Curves"), tr("Bytes"), tr("Agreement")};
    for (int i = 0; i < names.size(); ++i) {
        auto *button = new QToolButton;
        button->setText(names[i]);
        button->setCheckable(true);
        button->setChecked(i == 0);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        m_third->addButton(button, i);
        m_thirdButtons.push_back(button);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    line->addLayout(buttons);
    connect(m_third, &QButtonGroup::idClicked, this, &ComparePanel::showCharts);
    return strip;
}

QWidget *ComparePanel::makeDisagreements()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid);
    auto *line = new QHBoxLayout;
    line->setSpacing(3 * kGrid);
    line->addWidget(m_count, 1);
    line->addWidget(new DepthSlider(m_bench)); // Of the live answer.
    column->addLayout(line);
    column->addWidget(m_disagreements, 1);
    m_disagreements->setMinimumHeight(112);
    return box;
}

void ComparePanel::start()
{
    if (m_bar->whyNot().isEmpty())
        m_bench.comparison.start(m_bar->options());
}

void ComparePanel::cancel() { m_bench.comparison.cancel(); }

void ComparePanel::startPaperTable()
{
    m_bar->choosePaperTable();
    start();
}

void ComparePanel::showCompared()
{
    const Compared compared{m_bench.comparison.comparison(), m_bench.comparison.figures()};
    m_table->setCompared(compared);
    for (Chart *chart : m_charts)
        chart->setCompared(compared);
    m_disagreements->setCompared(compared);
    const bool isEmpty = compared.depths() == 0;
    m_body->setCurrentIndex(isEmpty ? 0 : 1);
    if (isEmpty) {
        const QString reason = m_bar->whyNot();
        m_empty->setText(!m_error.isEmpty()               ? m_error
                         : m_bench.comparison.isRunning() ? tr("Bringing the patches together…")
                         : !reason.isEmpty()
                             ? reason
                             : tr("What does a stored map save on this footage, and what does it "
                                  "cost? Compare shows the same patches to each depth in turns, "
                                  "and what each finds, misses and takes."));
        return;
    }
    if (m_chosen >= static_cast<int>(compared.depths()))
        m_chosen = -1;
    if (m_chosen < 0) // The first retrained one behind a splice.
        for (std::size_t d = compared.depths(); d-- > 1;)
            if (compared.depth(d).retrained)
                m_chosen = static_cast<int>(d);
    choose(m_chosen);
    const auto differ = static_cast<int>(compared.figures->disagreements.size());
    const DisagreementModel &model = m_disagreements->model();
    m_count->setText(
        differ == 0
            ? tr("All depths give the same answer to %n patch(es)", nullptr,
                 static_cast<int>(compared.figures->answered))
            : tr("Depths differ on %1 of %2 patches, %3 to decide · A it is, R it is not, Enter "
                 "plays it")
                  .arg(countText(static_cast<std::uint64_t>(differ)),
                       countText(compared.figures->answered),
                       countText(static_cast<std::uint64_t>(model.open()))));
    showSentences();
}

void ComparePanel::showSentences()
{
    const auto &comparison = m_bench.comparison.comparison();
    const auto &figures = m_bench.comparison.figures();
    QString sentence;
    if (m_chosen >= 0)
        sentence = QString::fromStdString(
            sentenceOf(*comparison, *figures, static_cast<std::size_t>(m_chosen)));
    if (!m_error.isEmpty())
        sentence = m_error;
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    QStringList lines;
    if (!comparison->finished && !m_bench.comparison.isRunning())
        lines << tr("Stopped early: these are the figures of what was measured until then.");
    if (const auto &advice = m_bench.comparison.advice()) {
        QStringList sentences;
        for (const std::string &text : advice->sentences)
            sentences << QString::fromStdString(text);
        if (!advice->mapsKept)
            sentences << tr("They are made in the settings, under Storage.");
        if (advice->enough && m_bench.session.writable())
            sentences << tr("Reuse auto follows it in this case.");
        lines << tr("Advice: %1").arg(sentences.join(QLatin1Char(' ')));
    }
    for (const std::string &note : comparison->notes)
        lines << tr("Note: %1.").arg(QString::fromStdString(note));
    m_advice->setText(lines.join(QLatin1Char('\n')));
    m_advice->setVisible(!lines.isEmpty());
}

void ComparePanel::showProgress()
{
    const bool runs = m_bench.comparison.isRunning();
    const ProgressReport &report = m_bench.comparison.job().report();
    m_progress->setValue(runs ? static_cast<int>(1000 * report.fraction) : 0);
    m_progress->setToolTip(report.secondsLeft >= 0 ? tr("%1, about %2 left")
                                                         .arg(QString::fromStdString(report.what),
                                                              spanText(report.secondsLeft))
                                                   : QString::fromStdString(report.what));
    QSizePolicy policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(policy);
    m_progress->setVisible(runs);
}

void ComparePanel::choose(int depth)
{
    m_chosen = depth;
    m_table->choose(depth);
    for (Chart *chart : m_charts)
        chart->setChosen(depth);
    showSentences();
}

void ComparePanel::showCharts()
{
    const bool wide = width() >= kWide;
    for (std::size_t i = kFixedCharts; i < m_charts.size(); ++i)
        m_charts[i]->setVisible(wide || m_third->checkedId() == static_cast<int>(i - kFixedCharts));
    for (QToolButton *button : m_thirdButtons)
        button->setVisible(!wide);
}

void ComparePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showCharts();
}

void ComparePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_bench.comparison.isRunning())
        cancel();
    else
        QWidget::keyPressEvent(event);
}

void ComparePanel::saveAs()
{
    if (!m_bench.comparison.comparison())
        return;
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the table"), QStringLiteral("comparison.md"),
                                     tr("Markdown (*.md);;Spreadsheet (*.csv);;JSON (*.json)"));
    if (file.isEmpty())
        return;
    if (const QString wrong = save(file); !wrong.isEmpty())
        Q_EMIT failed(wrong);
}

QString ComparePanel::save(const QString &file) const
{
    const auto &comparison = m_bench.comparison.comparison();
    if (!comparison)
        return tr("Nothing has been compared yet.");
    const compare::Report report{*comparison, *m_bench.comparison.figures(),
                                 m_bench.comparison.advice()};
    const std::string text = file.endsWith(QStringLiteral(".csv"))    ? report.asCsv()
                             : file.endsWith(QStringLiteral(".json")) ? report.asJson().dump(2)
                                                                      : report.asMarkdown();
    try {
        store::writeFileAtomically(file.toStdString(), text);
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

} // namespace refocus::ui
