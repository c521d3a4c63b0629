#include "ui/export/export_dialog.h"

#include "evidence/sighting_json.h"
#include "ui/export/report_pdf.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include <set>

namespace refocus::ui {

namespace fs = std::filesystem;

namespace {

ExportMaterial materialOf(const Workbench &workbench, const std::vector<int> &selectedIds,
                          const std::vector<int> &allIds)
{
    ExportMaterial material;
    std::set<std::string_view> sources;
    for (const SourceInfo &source : workbench.session.sources())
        sources.insert(source.record.id);
    // Without what another depth of reuse found alone, and what is just being removed.
    const auto take = [&](const std::vector<int> &ids, std::vector<query::Sighting> &into) {
        for (const int id : ids)
            if (const SightingItem &item = workbench.sightings.item(id);
                item.isAnswer() && sources.contains(item.sighting.video))
                into.push_back(exportable(item));
    };
    take(selectedIds, material.chosen);
    take(allIds, material.all);
    if (const auto marked = workbench.playhead.marked()) {
        material.span = evidence::ClipSpan{workbench.playhead.video(), marked->begin,
                                           *workbench.playhead.out()};
        const SourceInfo *source = workbench.session.source(workbench.playhead.video());
        material.spanSource =
            QString::fromStdString(source ? source->name() : workbench.playhead.video());
    }
    for (const SourceInfo &source : workbench.session.sources())
        if (source.offline)
            material.offline.push_back(source.id());
    return material;
}

QLabel *titleLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

// The question that was asked, and what came of it.
evidence::ExportOptions askedBy(const QuerySession &query)
{
    evidence::ExportOptions options;
    options.classes = query.asked().classes;
    if (query.hasRun()) {
        options.queryJson = questionJson(query.asked(), query.askedWhen());
        options.queryStatsJson = evidence::toJson(query.stats()).dump();
    }
    return options;
}

fs::path usualParent()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QSettings().value(QStringLiteral("export/folder"), documents).toString().toStdString();
}

} // namespace

ExportDialog::ExportDialog(Workbench &workbench, std::vector<int> selectedIds,
                           std::vector<int> allIds, QWidget *parent)
    : QDialog(parent), m_workbench(workbench), m_look(tr("Looking at what is to be exported")),
      m_facts(std::make_shared<std::map<std::string, SourceFacts>>()),
      m_asked(askedBy(workbench.query))
{
    setWindowTitle(tr("Export"));
    setMinimumWidth(560);
    m_form = new ExportForm(materialOf(workbench, selectedIds, allIds), this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_form);
    m_pages->addWidget(buildRunning());
    m_pages->addWidget(buildEnded());
    m_secondary = new QPushButton(this);
    m_close = new QPushButton(this);
    m_primary = new QPushButton(this);
    m_primary->setProperty("primary", true);
    m_primary->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * kGrid);
    buttons->addWidget(m_secondary);
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_primary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(5 * kGrid, 4 * kGrid, 5 * kGrid, 4 * kGrid);
    layout->setSpacing(4 * kGrid);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);

    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_primary, &QPushButton::clicked, this, [this] {
        switch (m_pages->currentIndex()) {
        case Choices:
            begin();
            break;
        case Running:
            reject(); // It goes on.
            break;
        default:
            if (m_outcome.end == ExportOutcome::End::Done) {
                openFolder(QString::fromStdString(m_request.options.outDir.string()));
                accept();
            } else {
                m_pages->setCurrentIndex(Choices);
                look();
            }
        }
        updateButtons();
    });
    connect(m_secondary, &QPushButton::clicked, this, [this] {
        if (m_pages->currentIndex() == Running)
            m_workbench.exports.cancel(m_id);
        else
            exportMissing();
        updateButtons();
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(120);
    connect(&m_soon, &QTimer::timeout, this, &ExportDialog::look);
    connect(m_form, &ExportForm::changed, this, [this] {
        m_form->setEstimate({});
        m_soon.start();
        updateButtons();
    });
    connect(m_form, &ExportForm::folderChanged, this, [this] {
        m_placeKnown = false;
        m_soon.start();
        updateButtons();
    });
    connect(&workbench.exports.job(), &Job::progressed, this, &ExportDialog::showProgress);
    connect(&workbench.exports, &ExportQueue::started, this, &ExportDialog::showProgress);
    connect(&workbench.exports, &ExportQueue::ended, this,
            [this](int id, const ExportOutcome &outcome) {
                if (id == m_id)
                    showOutcome(outcome);
            });
    connect(&m_look, &Job::failed, m_form, &ExportForm::setFault);
    // What runs ends as cancelled, and that is shown.
    connect(&workbench.session, &CaseSession::closed, this, [this] {
        if (m_pages->currentIndex() == Choices)
            reject();
    });
    const EnginePtr engine = workbench.session.engine();
    m_form->setFolder(freeFolder(usualParent(), engine ? engine->folder() : fs::path("case")));
    look();
    updateButtons();
}

QWidget *ExportDialog::buildRunning()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * kGrid);
    m_runningTitle = titleLabel(page);
    m_bar = new QProgressBar(page);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the export"));
    m_runningDetail = new QLabel(page);
    m_runningDetail->setForegroundRole(QPalette::PlaceholderText);
    auto *note = new QLabel(tr("It goes on when this window is closed, and is in the list of jobs. "
                               "Cancelling removes what it has written."),
                            page);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_runningTitle);
    layout->addWidget(m_bar);
    layout->addWidget(m_runningDetail);
    layout->addStretch(1);
    layout->addWidget(note);
    return page;
}

QWidget *ExportDialog::buildEnded()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3 * kGrid);
    m_endedIcon = new QLabel(page);
    m_endedTitle = titleLabel(page);
    auto *head = new QHBoxLayout;
    head->setSpacing(2 * kGrid);
    head->addWidget(m_endedIcon, 0, Qt::AlignTop);
    head->addWidget(m_endedTitle, 1);
    m_endedDetail = new QLabel(page);
    m_endedDetail->setWordWrap(true);
    m_endedDetail->setTextFormat(Qt::PlainText);
    m_endedDetail->setTextInteractionFlags(Qt::TextSelectableByMouse |
                                           Qt::TextSelectableByKeyboard);
    m_endedDetail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_endedDetail->setAccessibleName(tr("What came of the export"));
    auto *area = new QScrollArea(page);
    area->setWidget(m_endedDetail);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    layout->addLayout(head);
    layout->addWidget(area, 1);
    return page;
}

void ExportDialog::look()
{
    const EnginePtr engine = m_workbench.session.engine();
    if (!engine)
        return;
    std::vector<std::string> indexed; // Whose frame tables need no decoding.
    for (const SourceInfo &source : m_workbench.session.sources())
        if (source.indexed && source.counts.frames > 0 && !source.offline)
            indexed.push_back(source.id());
    m_look.start([this, engine, indexed, facts = m_facts, folder = m_form->folder(),
                  sightings = m_form->sightings(),
                  options = m_form->options()](const Delivery &delivery) {
        delivery.post([this, place = lookAt(folder)] {
            m_place = place;
            m_placeKnown = true;
            m_form->setPlace(place);
            updateButtons();
        });
        std::set<std::string> videos;
        for (const query::Sighting &sighting : sightings)
            videos.insert(sighting.video);
        for (const evidence::ClipSpan &span : options.spans)
            videos.insert(span.video);
        for (const std::string &video : videos) {
            if (delivery.cancelled())
                return;
            if (facts->contains(video) || std::ranges::find(indexed, video) == indexed.end())
                continue;
            SourceFacts known;
            try {
                known.frames = engine->frameTable(video);
                known.bytes = fs::file_size(engine->sourcePath(video));
            } catch (const std::exception &) { // The export will say what is wrong with it.
                known.frames = {};
            }
            facts->emplace(video, std::move(known));
        }
        delivery.post([this, estimate = estimateExport(sightings, options, *facts)] {
            m_form->setEstimate(estimate);
        });
    });
}

void ExportDialog::updateButtons()
{
    const int page = m_pages->currentIndex();
    const bool done = m_outcome.end == ExportOutcome::End::Done;
    m_secondary->setVisible(page == Running ||
                            (page == Ended && done && !m_outcome.result.failures.empty()));
    m_secondary->setText(page == Running ? tr("Cancel export") : tr("Export what is missing…"));
    m_close->setVisible(page != Running);
    m_close->setText(page == Choices ? tr("Cancel") : tr("Close"));
    m_primary->setText(page == Choices   ? tr("Export")
                       : page == Running ? tr("Go on in the background")
                       : done            ? tr("Open folder")
                                         : tr("Back"));
    m_primary->setEnabled(page != Choices ||
                          (m_placeKnown && m_place.good() && m_form->hasAnything()));
}

void ExportDialog::begin()
{
    m_soon.stop();
    m_look.cancel();
    m_form->keep();
    m_request.sightings = m_form->sightings();
    evidence::ExportOptions &options = m_request.options = m_form->options();
    options.classes = m_asked.classes;
    options.queryJson = m_asked.queryJson;
    options.queryStatsJson = m_asked.queryStatsJson;
    options.program = (QCoreApplication::applicationName() + QLatin1Char(' ') +
                       QCoreApplication::applicationVersion())
                          .trimmed()
                          .toStdString();
    if (m_form->wantsPdf())
        options.makePdf = writeReportPdf;
    m_pages->setCurrentIndex(Running);
    m_runningTitle->setText(
        tr("Exporting to %1").arg(QString::fromStdString(options.outDir.filename().string())));
    m_id = m_workbench.exports.start(m_request);
    showProgress();
    updateButtons();
}

void ExportDialog::showProgress()
{
    if (m_pages->currentIndex() != Running)
        return;
    if (m_workbench.exports.runningId() != m_id) {
        m_bar->setValue(0);
        m_runningDetail->setText(tr("Waits for the export before it"));
        return;
    }
    const ProgressReport &report = m_workbench.exports.job().report();
    m_bar->setValue(static_cast<int>(report.fraction * 1000));
    m_runningDetail->setText(percentText(report.fraction) + QStringLiteral(" · ") +
                             QString::fromStdString(report.what));
}

void ExportDialog::showOutcome(const ExportOutcome &outcome)
{
    m_outcome = outcome;
    const QString folder = QString::fromStdString(m_request.options.outDir.string());
    const bool done = outcome.end == ExportOutcome::End::Done;
    QString mark = QStringLiteral("accept"), title = outcome.sentence;
    QStringList detail;
    if (done) {
        detail << folder;
        if (!outcome.result.failures.empty()) {
            mark = QStringLiteral("warning");
            detail << (outcome.result.clips.empty() ? tr("No clip could be made:")
                       : outcome.result.lacks("manifest.json")
                           ? tr("These are missing. The clips are whole, but without "
                                "manifest.json nobody can check them: make room and export "
                                "again.")
                           : tr("These are missing. The others are whole, and manifest.json says "
                                "what is missing:"));
            for (const evidence::ExportFailure &failure : outcome.result.failures)
                detail << QString::fromStdString(failure.error);
        }
        if (!outcome.result.warnings.empty()) {
            mark = QStringLiteral("warning");
            detail << tr("Noticed:");
            for (const std::string &warning : outcome.result.warnings)
                detail << QString::fromStdString(warning);
        }
    } else if (outcome.end == ExportOutcome::End::Failed) {
        mark = QStringLiteral("error");
        title = tr("The export did not come about");
        detail << outcome.sentence
               << tr("What it had written is removed; files that were there before are as they "
                     "were. The case is safe.")
               << tr("Go back to choose another folder or less to export.");
    } else {
        mark = QStringLiteral("cancel");
        title = tr("Cancelled");
        detail << tr("What it had written is removed.");
    }
    m_endedIcon->setPixmap(icon(mark).pixmap(24, 24));
    m_endedTitle->setText(title);
    m_endedDetail->setText(detail.join(QStringLiteral("\n\n")));
    m_pages->setCurrentIndex(Ended);
    updateButtons();
}

// The sightings without a clip, to a folder beside the first.
void ExportDialog::exportMissing()
{
    std::set<std::size_t> made;
    for (const evidence::ExportedClip &clip : m_outcome.result.clips)
        made.insert(clip.sightings.begin(), clip.sightings.end());
    std::vector<query::Sighting> missing;
    for (std::size_t i = 0; i < m_request.sightings.size(); ++i)
        if (!made.contains(i))
            missing.push_back(m_request.sightings[i]);
    m_pages->setCurrentIndex(Choices);
    if (!missing.empty())
        m_form->setChosen(std::move(missing));
    const EnginePtr engine = m_workbench.session.engine();
    m_form->setFolder(freeFolder(m_request.options.outDir.parent_path(),
                                 engine ? engine->folder() : fs::path("case")));
}

void ExportDialog::openFolder(const QString &folder)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

} // namespace refocus::ui
