#include "ui/settings/storage_page.h"

#include "ui/settings/picture_memory.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>

#include <algorithm>

namespace refocus::ui {

namespace {

enum Column { Name, Index, Maps };

bool hasMaps(const SourceInfo &source) { return source.mapsBytes > 0; }
bool isDone(const SourceInfo &source) { return source.record.state == store::SourceState::Done; }

} // namespace

StoragePage::StoragePage(Workbench &workbench, QWidget *parent)
    : SettingsPage(
          tr("Storage"),
          tr("The index of a source holds what can be searched. Its feature maps only save "
             "time when a question enters behind a block; without them it works from "
             "pixels."),
          parent),
      m_workbench(workbench), m_job(tr("Deleting maps"))
{
    m_table = new QTreeWidget(this);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setStyleSheet(QStringLiteral("QTreeView::item { height: 26px; padding: 0 5px; }"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAccessibleName(tr("Sources and what they take on disk"));
    m_table->setHeaderLabels({tr("Source"), tr("Index"), tr("Maps")});
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    for (const int column : {Index, Maps}) {
        m_table->header()->setSectionResizeMode(column, QHeaderView::Fixed);
        m_table->header()->resizeSection(column, 96);
        m_table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    rows()->addWidget(m_table, 1);
    m_sum = mutedLabel({}, this);
    rows()->addWidget(m_sum);
    auto *row = new QHBoxLayout;
    m_remove = new QPushButton(tr("Delete maps…"), this);
    m_remove->setAutoDefault(false);
    row->addWidget(m_remove);
    m_make = new QPushButton(tr("Make maps anew"), this);
    m_make->setToolTip(tr("Those that are missing, from the pixels that the index keeps"));
    m_make->setAutoDefault(false);
    row->addWidget(m_make);
    row->addStretch(1);
    rows()->addLayout(row);
    m_said = mutedLabel({}, this);
    m_said->setAccessibleName(tr("What came of it"));
    rows()->addWidget(m_said);

    addLimits();
    connect(m_table, &QTreeWidget::itemSelectionChanged, this, &StoragePage::showPossible);
    connect(m_remove, &QPushButton::clicked, this, &StoragePage::remove);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, &StoragePage::showSources);
    connect(&m_job, &Job::failed, this,
            [this](const QString &sentence) { m_said->setText(sentence); });
    connect(&m_job, &Job::ended, this, [this] { m_workbench.session.refresh(); });
    MapsMaker &maker = workbench.mapsMaker;
    connect(m_make, &QPushButton::clicked, this,
            [this] { m_workbench.mapsMaker.make(selected(isDone)); });
    connect(&maker.job(), &Job::started, this, &StoragePage::showMaking);
    connect(&maker.job(), &Job::progressed, this, &StoragePage::showMaking);
    connect(&maker.job(), &Job::cancelled, m_said, &QLabel::clear);
    connect(&maker.job(), &Job::ended, this, &StoragePage::showPossible);
    connect(&maker, &MapsMaker::failed, m_said, &QLabel::setText);
    connect(&maker, &MapsMaker::made, this, [this](qulonglong maps) {
        m_said->setText(maps > 0 ? tr("%n map(s) made", nullptr, static_cast<int>(maps))
                                 : tr("All maps are there"));
    });
    workbench.jobs.watch(&m_job);
    showSources();
}

void StoragePage::addLimits()
{
    addSection(tr("Limits"));
    m_budget = new QComboBox(this);
    m_budget->addItem(tr("No limit"), QVariant::fromValue<quint64>(0));
    for (const int gigabytes : {1, 2, 5, 10, 20, 50, 100, 500})
        m_budget->addItem(tr("%1 GB").arg(gigabytes),
                          QVariant::fromValue<quint64>(gigabytes * 1'000'000'000ULL));
    m_budget->setAccessibleName(tr("Most that maps of this case may take"));
    addRow(tr("Maps of this case"), m_budget,
           tr("Where they take more, those of the sources that were added first are deleted once "
              "nothing is being indexed."));
    m_pictures = new QComboBox(this);
    for (const int megabytes : {32, 96, 256, 512, 1024})
        m_pictures->addItem(tr("%1 MB").arg(megabytes), megabytes);
    m_pictures->setAccessibleName(tr("Memory for pictures of patches"));
    m_pictures->setCurrentIndex(m_pictures->findData(keptPictureMegabytes()));
    addRow(tr("Pictures in memory"), m_pictures,
           tr("Of patches, in each grid. More of it shows a long list again without reading."));
    connect(m_budget, &QComboBox::activated, this,
            [this] { m_workbench.mapsBudget.setBytes(m_budget->currentData().toULongLong()); });
    connect(m_pictures, &QComboBox::activated, this, [this] {
        keepPictureMegabytes(m_pictures->currentData().toInt());
        applyPictureMemory();
    });
    connect(&m_workbench.mapsBudget, &MapsBudget::changed, this, &StoragePage::showBudget);
    connect(&m_workbench.session, &CaseSession::opened, this, &StoragePage::showBudget);
    showBudget();
}

void StoragePage::showBudget()
{
    const int place =
        m_budget->findData(QVariant::fromValue<quint64>(m_workbench.mapsBudget.bytes()));
    m_budget->setCurrentIndex(std::max(place, 0));
    m_budget->setEnabled(m_workbench.session.writable());
}

void StoragePage::showSources()
{
    m_table->clear();
    double index = 0, maps = 0;
    for (const SourceInfo &source : m_workbench.session.sources()) {
        if (!source.indexed && source.mapsBytes == 0) // Damaged maps can be deleted.
            continue;
        const auto ofMaps = static_cast<double>(source.mapsBytes);
        const double ofIndex = std::max(0.0, static_cast<double>(source.bytes) - ofMaps);
        index += ofIndex;
        maps += ofMaps;
        auto *item = new QTreeWidgetItem(m_table);
        item->setText(Name, QString::fromStdString(source.name()));
        item->setData(Name, Qt::UserRole, QString::fromStdString(source.id()));
        item->setText(Index, source.bytes > 0 ? bytesText(ofIndex) : tr("–"));
        item->setText(Maps, source.mapsBytes > 0 ? bytesText(ofMaps) : tr("none"));
        for (const int column : {Index, Maps})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    m_sum->setText(
        m_table->topLevelItemCount() == 0
            ? tr("No source of an open case is indexed yet.")
            : tr("%1 of indexes and %2 of maps in all.").arg(bytesText(index), bytesText(maps)));
    showPossible();
}

void StoragePage::showPossible()
{
    m_remove->setEnabled(!selected(hasMaps).empty() && !m_job.isRunning());
    m_make->setEnabled(!selected(isDone).empty() && !m_workbench.mapsMaker.job().isRunning());
}

void StoragePage::showMaking()
{
    m_make->setEnabled(false);
    m_said->setText(
        tr("Making maps, %1").arg(percentText(m_workbench.mapsMaker.job().report().fraction)));
}

std::vector<std::string> StoragePage::selected(bool (*which)(const SourceInfo &)) const
{
    std::vector<std::string> ids;
    if (m_workbench.session.writable())
        for (const QTreeWidgetItem *item : m_table->selectedItems()) {
            const std::string id = item->data(Name, Qt::UserRole).toString().toStdString();
            const SourceInfo *source = m_workbench.session.source(id);
            if (source && which(*source))
                ids.push_back(id);
        }
    return ids;
}

void StoragePage::remove()
{
    const std::vector<std::string> ids = selected(hasMaps);
    const EnginePtr engine = m_workbench.session.engine();
    if (ids.empty() || !engine)
        return;
    double bytes = 0;
    for (const SourceInfo &source : m_workbench.session.sources())
        if (std::ranges::find(ids, source.id()) != ids.end())
            bytes += static_cast<double>(source.mapsBytes);
    QMessageBox ask(
        QMessageBox::Question, tr("Delete maps"),
        tr("Delete the maps of %n source(s), %1?", nullptr, static_cast<int>(ids.size()))
            .arg(bytesText(bytes)),
        QMessageBox::Cancel, this);
    ask.setInformativeText(tr("Questions that reuse them work from pixels instead, which takes "
                              "longer. The index, verdicts and decisions stay. They can be made "
                              "anew."));
    QPushButton *yes = ask.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    ask.exec();
    if (ask.clickedButton() != yes)
        return;
    m_remove->setEnabled(false);
    m_job.start([this, engine, ids, bytes](const Delivery &delivery) {
        for (const std::string &id : ids) {
            if (delivery.cancelled())
                return;
            engine->removeMaps(id);
        }
        delivery.post(
            [this, bytes] { m_said->setText(tr("%1 are free again").arg(bytesText(bytes))); });
    });
}

} // namespace refocus::ui
