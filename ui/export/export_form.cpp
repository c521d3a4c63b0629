#include "ui/export/export_form.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace refocus::ui {

namespace fs = std::filesystem;

namespace {

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QLabel *noteLabel(QWidget *parent)
{
    QLabel *label = mutedLabel({}, parent);
    label->setWordWrap(true);
    return label;
}

QHBoxLayout *behindIcon(QLabel *mark, QLabel *note)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(kGrid);
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addWidget(note, 1);
    return row;
}

void showAsWarning(bool isWarning, QLabel *mark, QLabel *note)
{
    mark->setVisible(isWarning);
    mark->setPixmap(icon(QStringLiteral("warning")).pixmap(16, 16));
    note->setForegroundRole(isWarning ? QPalette::WindowText : QPalette::PlaceholderText);
}

bool isRejected(const query::Sighting &sighting)
{
    return sighting.decision == store::Decision::Reject;
}

QHBoxLayout *inRow(std::initializer_list<QWidget *> widgets)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * kGrid);
    for (QWidget *widget : widgets)
        row->addWidget(widget);
    row->addStretch(1);
    return row;
}

} // namespace

ExportForm::ExportForm(ExportMaterial material, QWidget *parent)
    : QWidget(parent), m_material(std::move(material))
{
    build();
    restore();
    updateTexts();
}

void ExportForm::build()
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(4 * kGrid);
    grid->setVerticalSpacing(kGrid);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto section = [&](const QString &title) {
        if (row > 0)
            grid->setRowMinimumHeight(row++, 2 * kGrid);
        QLabel *label = mutedLabel(title, this);
        label->setMinimumWidth(84);
        label->setFixedHeight(kControl);
        grid->addWidget(label, row, 0, Qt::AlignTop);
    };
    const auto named = [](auto *widget, const QString &name) {
        widget->setAccessibleName(name);
        return widget;
    };

    section(tr("What"));
    auto *what = new QWidget(this); // Radio buttons of one parent exclude each other.
    auto *whatRows = new QVBoxLayout(what);
    whatRows->setContentsMargins(0, kGrid, 0, 0);
    whatRows->setSpacing(kGrid);
    for (QRadioButton **button : {&m_chosen, &m_all, &m_span}) {
        *button = new QRadioButton(what);
        whatRows->addWidget(*button);
        connect(*button, &QRadioButton::toggled, this, [this](bool on) {
            if (on)
                Q_EMIT changed();
        });
    }
    grid->addWidget(what, row++, 1);
    m_rejected = new QCheckBox(this);
    grid->addWidget(m_rejected, row++, 1);
    m_whatNote = noteLabel(this);
    grid->addWidget(m_whatNote, row++, 1);

    section(tr("Clips"));
    m_join = named(new QComboBox(this), tr("One clip for each sighting, or joined"));
    m_join->addItems({tr("One for each sighting"), tr("Joined where they are close")});
    m_gap = named(new QDoubleSpinBox(this), tr("Longest gap within a joined clip, in seconds"));
    m_gap->setRange(0, 3600);
    m_gap->setDecimals(1);
    m_gap->setSuffix(tr(" s"));
    m_joinNote = mutedLabel(tr("or less apart"), this);
    grid->addLayout(inRow({m_join, m_gap, m_joinNote}), row++, 1);
    m_pad = named(new QDoubleSpinBox(this), tr("Shown before and after, in seconds"));
    m_pad->setRange(0, 3600);
    m_pad->setDecimals(1);
    m_pad->setSuffix(tr(" s"));
    grid->addLayout(inRow({m_pad, mutedLabel(tr("shown before and after"), this)}), row++, 1);

    section(tr("Pictures"));
    auto *mode = new QWidget(this);
    auto *modeRows = new QVBoxLayout(mode);
    modeRows->setContentsMargins(0, kGrid, 0, 0);
    modeRows->setSpacing(kGrid);
    m_copy = new QRadioButton(tr("Copied as they are, from the keyframe before"), mode);
    m_exact = new QRadioButton(tr("Exactly those asked for, encoded anew"), mode);
    modeRows->addWidget(m_copy);
    m_copyNote = noteLabel(mode);
    m_copyNote->setContentsMargins(22, 0, 0, 0);
    modeRows->addWidget(m_copyNote);
    modeRows->addWidget(m_exact);
    grid->addWidget(mode, row++, 1);
    m_burnIn = new QCheckBox(tr("Draw box, class, score and time into them"), this);
    m_burnIn->setToolTip(tr("Encodes the pictures anew"));
    grid->addWidget(m_burnIn, row++, 1);

    section(tr("Report"));
    m_html = new QCheckBox(tr("HTML"), this);
    m_html->setAccessibleName(tr("Report as HTML"));
    m_pdf = new QCheckBox(tr("PDF"), this);
    m_pdf->setAccessibleName(tr("Report as PDF"));
    auto *reports = inRow({m_html, m_pdf});
    reports->setContentsMargins(0, kGrid, 0, 0);
    grid->addLayout(reports, row++, 1);
    QLabel *always = noteLabel(this);
    always->setText(tr("Sightings as CSV and JSON and a manifest with all hashes are always "
                       "written."));
    grid->addWidget(always, row++, 1);

    section(tr("Folder"));
    m_folder = named(new QLineEdit(this), tr("Folder to export to"));
    m_folder->setClearButtonEnabled(true);
    auto *browse = named(new QPushButton(tr("Browse…"), this), tr("Browse for a folder"));
    browse->setAutoDefault(false);
    auto *folderRow = new QHBoxLayout;
    folderRow->setSpacing(2 * kGrid);
    folderRow->addWidget(m_folder, 1);
    folderRow->addWidget(browse);
    grid->addLayout(folderRow, row++, 1);
    m_placeIcon = new QLabel(this);
    m_placeNote = noteLabel(this);
    grid->addLayout(behindIcon(m_placeIcon, m_placeNote), row++, 1);

    grid->setRowMinimumHeight(row++, 2 * kGrid);
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFixedHeight(1);
    line->setStyleSheet(QStringLiteral("border: none; background: palette(mid);"));
    grid->addWidget(line, row++, 0, 1, 2);
    grid->setRowMinimumHeight(row++, kGrid);
    m_summary = new QLabel(this);
    QFont font = m_summary->font();
    font.setWeight(QFont::DemiBold);
    m_summary->setFont(font);
    m_summary->setAccessibleName(tr("What the export comes to"));
    m_summaryIcon = new QLabel(this);
    m_summaryNote = noteLabel(this);
    grid->addWidget(m_summary, row++, 0, 1, 2);
    grid->addLayout(behindIcon(m_summaryIcon, m_summaryNote), row++, 0, 1, 2);
    grid->setRowStretch(row, 1);

    connect(m_rejected, &QCheckBox::toggled, this, &ExportForm::changed);
    connect(m_join, &QComboBox::currentIndexChanged, this, &ExportForm::changed);
    connect(m_gap, &QDoubleSpinBox::valueChanged, this, &ExportForm::changed);
    connect(m_pad, &QDoubleSpinBox::valueChanged, this, &ExportForm::changed);
    connect(m_copy, &QRadioButton::toggled, this, &ExportForm::changed);
    connect(m_burnIn, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_exact->setChecked(true);
        m_copy->setEnabled(!on);
        Q_EMIT changed();
    });
    connect(this, &ExportForm::changed, this, &ExportForm::updateTexts);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportForm::folderChanged);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(
            this, tr("Folder to export to"),
            QString::fromStdString(folder().parent_path().string()));
        if (!chosen.isEmpty())
            setFolder(chosen.toStdString());
    });
}

void ExportForm::restore()
{
    const QSettings settings;
    const auto kept = [&](const char *name, const QVariant &otherwise) {
        return settings.value(QStringLiteral("export/") + QLatin1String(name), otherwise);
    };
    m_join->setCurrentIndex(kept("joined", true).toBool() ? 1 : 0);
    m_gap->setValue(kept("gap", 1.0).toDouble());
    m_pad->setValue(kept("pad", 2.0).toDouble());
    (kept("exact", false).toBool() ? m_exact : m_copy)->setChecked(true);
    m_burnIn->setChecked(kept("burnIn", false).toBool());
    m_html->setChecked(kept("html", true).toBool());
    m_pdf->setChecked(kept("pdf", false).toBool());
    m_chosen->setEnabled(!m_material.chosen.empty());
    m_all->setEnabled(!m_material.all.empty());
    m_span->setEnabled(m_material.span.has_value());
    QRadioButton *const usual = !m_material.chosen.empty() ? m_chosen
                                : m_material.span          ? m_span
                                                           : m_all;
    usual->setChecked(true);
}

void ExportForm::keep() const
{
    QSettings settings;
    const auto put = [&](const char *name, const QVariant &value) {
        settings.setValue(QStringLiteral("export/") + QLatin1String(name), value);
    };
    put("joined", m_join->currentIndex() == 1);
    put("gap", m_gap->value());
    put("pad", m_pad->value());
    put("exact", m_exact->isChecked());
    put("burnIn", m_burnIn->isChecked());
    put("html", m_html->isChecked());
    put("pdf", m_pdf->isChecked());
    put("folder", QString::fromStdString(folder().parent_path().string()));
}

int ExportForm::rejectedCount(const std::vector<query::Sighting> &from) const
{
    return static_cast<int>(std::ranges::count_if(from, isRejected));
}

std::vector<query::Sighting> ExportForm::material() const
{
    if (!m_span->isChecked())
        return m_chosen->isChecked() ? m_material.chosen : m_material.all;
    std::vector<query::Sighting> seen;
    for (const query::Sighting &sighting : m_material.all)
        if (sighting.video == m_material.span->video && sighting.start <= m_material.span->end &&
            m_material.span->begin <= sighting.end)
            seen.push_back(sighting);
    return seen;
}

std::vector<query::Sighting> ExportForm::sightings() const
{
    std::vector<query::Sighting> taken = material();
    if (!m_rejected->isChecked())
        std::erase_if(taken, isRejected);
    return taken;
}

evidence::ExportOptions ExportForm::options() const
{
    evidence::ExportOptions options;
    options.outDir = folder();
    options.plan.pad = fromSeconds(m_pad->value());
    options.plan.mergeGap =
        m_join->currentIndex() == 1 ? fromSeconds(m_gap->value()) : Timestamp(-1);
    if (m_span->isChecked() && m_material.span)
        options.spans = {*m_material.span};
    options.mode = m_exact->isChecked() ? evidence::ClipMode::Exact : evidence::ClipMode::Copy;
    options.burnIn = m_burnIn->isChecked();
    options.report = m_html->isChecked();
    return options;
}

bool ExportForm::wantsPdf() const { return m_pdf->isChecked(); }

bool ExportForm::hasAnything() const
{
    if (m_span->isChecked())
        return m_material.span.has_value();
    const auto &from = m_chosen->isChecked() ? m_material.chosen : m_material.all;
    return m_rejected->isChecked() ? !from.empty() : !std::ranges::all_of(from, isRejected);
}

fs::path ExportForm::folder() const
{
    const QString text = m_folder->text().trimmed();
    return text.isEmpty() ? fs::path() : fs::path(text.toStdString()).lexically_normal();
}

void ExportForm::setChosen(std::vector<query::Sighting> sightings)
{
    m_material.chosen = std::move(sightings);
    m_chosen->setEnabled(true);
    m_chosen->setChecked(true);
    m_rejected->setChecked(rejectedCount(m_material.chosen) > 0);
    updateTexts();
    Q_EMIT changed();
}

void ExportForm::setFolder(const fs::path &folder)
{
    m_folder->setText(QString::fromStdString(folder.string()));
    m_folder->setCursorPosition(0);
}

void ExportForm::setPlace(const OutPlace &place)
{
    m_place = place;
    updateTexts();
}

void ExportForm::setEstimate(const std::optional<ExportEstimate> &estimate)
{
    m_estimate = estimate;
    m_fault.clear();
    updateTexts();
}

void ExportForm::setFault(const QString &sentence)
{
    m_fault = sentence;
    updateTexts();
}

void ExportForm::updateTexts()
{
    const auto counted = [](const QString &text, std::size_t count) {
        return text.arg(countText(count));
    };
    m_chosen->setText(m_material.chosen.empty()
                          ? tr("Chosen sightings (none is chosen)")
                          : counted(tr("Chosen sightings (%1)"), m_material.chosen.size()));
    m_all->setText(m_material.all.empty() ? tr("All results (there are none)")
                                          : counted(tr("All results (%1)"), m_material.all.size()));
    m_span->setText(m_material.span
                        ? tr("In to out: %1, %2 – %3")
                              .arg(m_material.spanSource, timeText(m_material.span->begin),
                                   timeText(m_material.span->end))
                        : tr("In to out (not marked; I and O mark it)"));
    const bool span = m_span->isChecked();
    const std::vector<query::Sighting> from = material();
    const int rejected = rejectedCount(from);
    m_rejected->setVisible(rejected > 0);
    m_rejected->setText(tr("Rejected ones too (%n)", nullptr, rejected));
    const auto offline = std::ranges::count_if(from, [this](const query::Sighting &sighting) {
        return std::ranges::find(m_material.offline, sighting.video) != m_material.offline.end();
    });
    const bool spanOffline =
        span && m_material.span &&
        std::ranges::find(m_material.offline, m_material.span->video) != m_material.offline.end();
    m_whatNote->setVisible(offline > 0 || spanOffline);
    m_whatNote->setText(spanOffline
                            ? tr("Its source is offline and cannot be exported.")
                            : tr("In sources that are offline: %n. Their clips will be missing.",
                                 nullptr, static_cast<int>(offline)));

    for (QWidget *widget : {static_cast<QWidget *>(m_join), static_cast<QWidget *>(m_pad)})
        widget->setEnabled(!span);
    const bool joined = m_join->currentIndex() == 1;
    m_gap->setEnabled(!span);
    m_gap->setVisible(joined);
    m_joinNote->setVisible(joined);

    const bool exact = m_exact->isChecked();
    if (exact)
        m_copyNote->setText({});
    else if (!m_fault.isEmpty())
        m_copyNote->setText({});
    else if (!m_estimate)
        m_copyNote->setText(tr("Counting the pictures before…"));
    else if (m_estimate->extra == 0)
        m_copyNote->setText(tr("Every clip begins at a keyframe: no extra pictures."));
    else
        m_copyNote->setText(tr("Copies begin up to %1 pictures earlier; %2 extra pictures in all.")
                                .arg(countText(static_cast<std::uint64_t>(m_estimate->mostExtra)),
                                     countText(static_cast<std::uint64_t>(m_estimate->extra))));
    m_copyNote->setVisible(!exact);

    const bool good = !m_place || m_place->good();
    m_placeNote->setText(m_place ? m_place->sentence() : QString());
    showAsWarning(!good, m_placeIcon, m_placeNote);

    bool tight = false;
    if (!hasAnything()) {
        m_summary->setText(tr("Nothing to export"));
        m_summaryNote->setText(rejected > 0 ? tr("All of these were rejected.") : QString());
    } else if (!m_fault.isEmpty()) {
        m_summary->setText(tr("The size is not known"));
        m_summaryNote->setText(m_fault);
    } else if (!m_estimate) {
        m_summary->setText(tr("Working out the size…"));
        m_summaryNote->setText({});
    } else {
        QString summary = tr("%n clip(s)", nullptr, m_estimate->clips) + QStringLiteral(" · ") +
                          spanText(m_estimate->seconds) + QStringLiteral(" · ") +
                          tr("about %1").arg(bytesText(m_estimate->bytes));
        const double free = m_place ? static_cast<double>(m_place->freeBytes) : 0;
        QString note;
        tight = free > 0 && m_estimate->bytes > free;
        if (tight)
            note = tr("There is not enough room: %1 are free there.").arg(bytesText(free));
        else if (free > 0)
            note = tr("%1 are free there.").arg(bytesText(free));
        if (m_estimate->unknownSources > 0)
            note +=
                QLatin1Char(' ') + tr("%n source(s) not counted: still being indexed or offline.",
                                      nullptr, m_estimate->unknownSources);
        m_summary->setText(summary);
        m_summaryNote->setText(note.trimmed());
    }
    showAsWarning(tight || !m_fault.isEmpty(), m_summaryIcon, m_summaryNote);
}

} // namespace refocus::ui
