#include "ui/settings/packs_page.h"

#include "base/error.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>

namespace refocus::ui {

namespace fs = std::filesystem;

namespace {

QString textOf(const std::string &text) { return QString::fromStdString(text); }

QString infoOf(const PackInfo &pack)
{
    if (!pack.error.empty())
        return PacksPage::tr("Cannot be used: %1").arg(textOf(pack.error));
    QStringList classes;
    for (const std::string &name : pack.classes)
        if (classes.size() < 40)
            classes << textOf(name);
    QStringList splices;
    for (const PackSplice &splice : pack.splices) {
        QString text = textOf(splice.label);
        if (splice.accuracy >= 0)
            text += QLatin1Char(' ') + percentText(splice.accuracy);
        if (!splice.retrained)
            text += QLatin1Char(' ') + PacksPage::tr("(not retrained)");
        splices << text;
    }
    const QString more = pack.classes.size() > 40 ? PacksPage::tr(" and more") : QString();
    QString text = PacksPage::tr("%1\nClasses (%2): %3%4")
                       .arg(textOf(pack.networks), countText(pack.classes.size()),
                            classes.join(QStringLiteral(", ")), more);
    if (pack.accuracy >= 0)
        text += QLatin1Char('\n') + PacksPage::tr("Accuracy on its test pictures: %1 without reuse")
                                        .arg(percentText(pack.accuracy));
    if (!splices.isEmpty())
        text +=
            QLatin1Char('\n') + PacksPage::tr("Reuse: %1").arg(splices.join(QStringLiteral(" · ")));
    return text + QLatin1Char('\n') +
           PacksPage::tr("SHA-256 %1").arg(textOf(pack.hash.substr(0, 16))) + QChar(0x2026) +
           QStringLiteral("\n") + textOf(pack.folder.string());
}

} // namespace

PacksPage::PacksPage(Workbench &workbench, SettingsTools tools, QWidget *parent)
    : SettingsPage(
          tr("Model packs"),
          tr("A pack is the pair of networks that looks at footage and answers questions."),
          parent),
      m_workbench(workbench), m_tools(std::move(tools)), m_job(tr("Model packs")),
      m_closedJob(tr("Model packs"))
{
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Model packs"));
    m_list->setUniformItemSizes(true);
    m_list->setMinimumHeight(120);
    m_list->setMaximumHeight(220);
    m_list->setTextElideMode(Qt::ElideRight);
    rows()->addWidget(m_list, 1);
    m_info = new QLabel(this);
    m_info->setWordWrap(true);
    m_info->setTextFormat(Qt::PlainText);
    m_info->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_info->setMinimumHeight(110);
    m_info->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_info->setAccessibleName(tr("About the pack"));
    rows()->addWidget(m_info);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * kGrid);
    m_import = new QPushButton(tr("Import a folder…"), this);
    m_verify = new QPushButton(tr("Verify"), this);
    m_verify->setToolTip(tr("Reads all files of the pack and compares their hashes"));
    m_use = new QPushButton(tr("Use for this case"), this);
    for (QPushButton *button : {m_use, m_verify, m_import}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->insertStretch(2, 1);
    rows()->addLayout(buttons);
    m_said = mutedLabel({}, this);
    m_said->setAccessibleName(tr("What came of it"));
    rows()->addWidget(m_said);
    rows()->addStretch(1);
    m_reopen = new ReopenNote(this);
    m_reopen->hide();
    rows()->addWidget(m_reopen);

    connect(m_list, &QListWidget::currentRowChanged, this, &PacksPage::showCurrent);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (m_job.isRunning()) {
            m_job.cancel();
            return;
        }
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Folder of a model pack (with pack.json)"));
        if (!folder.isEmpty())
            importFrom(folder.toStdString());
    });
    connect(m_verify, &QPushButton::clicked, this, &PacksPage::verify);
    connect(m_use, &QPushButton::clicked, this, &PacksPage::use);
    connect(m_reopen, &ReopenNote::reopen, this, [this] {
        const EnginePtr engine = m_workbench.session.engine();
        if (engine)
            m_workbench.session.open(engine->folder());
        m_reopen->hide();
    });
    connect(&m_workbench.session, &CaseSession::infoChanged, this, [this] {
        const PackInfo *pack = current();
        showPacks(m_packs, pack ? pack->hash : std::string());
    });
    connect(&m_job, &Job::failed, this, &PacksPage::say);
    connect(&m_closedJob, &Job::failed, this, &PacksPage::say);
    connect(&m_job, &Job::cancelled, this, [this] { say(tr("Cancelled; nothing of it is left")); });
    connect(&m_job, &Job::ended, this, [this] {
        m_import->setText(tr("Import a folder…"));
        showCurrent();
    });
    workbench.jobs.watch(&m_job);
    find();
}

void PacksPage::find()
{
    m_info->setText(tr("Reading the packs…"));
    m_job.start(tr("Reading model packs"), [this, tools = m_tools](const Delivery &delivery) {
        delivery.post([this, packs = tools.findPacks()]() mutable {
            showPacks(std::move(packs), m_workbench.session.info().packHash);
        });
    });
}

void PacksPage::showPacks(std::vector<PackInfo> packs, const std::string &hash)
{
    const EngineInfo &info = m_workbench.session.info();
    m_packs = std::move(packs);
    m_list->clear();
    int row = 0;
    for (const PackInfo &pack : m_packs) {
        QString text = textOf(pack.name);
        if (pack.error.empty())
            text += QStringLiteral("  ·  ") + bytesText(static_cast<double>(pack.bytes));
        const bool used = !pack.hash.empty() && pack.hash == info.packHash;
        if (used)
            text += QStringLiteral("  ·  ") + tr("in use");
        auto *item = new QListWidgetItem(text, m_list);
        item->setIcon(icon(!pack.error.empty() ? QStringLiteral("warning")
                           : used              ? QStringLiteral("accept")
                                               : QStringLiteral("cluster")));
        item->setSizeHint(QSize(0, 32));
        if (!hash.empty() && pack.hash == hash)
            row = m_list->count() - 1;
    }
    m_list->setCurrentRow(m_packs.empty() ? -1 : row);
    showCurrent();
}

const PackInfo *PacksPage::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < static_cast<int>(m_packs.size())
               ? &m_packs[static_cast<std::size_t>(row)]
               : nullptr;
}

void PacksPage::showCurrent()
{
    const PackInfo *pack = current();
    const bool busy = m_job.isRunning();
    m_verify->setEnabled(pack && !busy);
    m_use->setEnabled(pack && pack->error.empty() && m_workbench.session.writable() && !busy);
    m_use->setToolTip(
        m_workbench.session.writable() ? QString() : tr("Needs an open case that can be written"));
    if (pack)
        m_info->setText(infoOf(*pack));
    else if (!busy)
        m_info->setText(tr("No model pack was found. Import one, or train one with "
                           "refocus-cli train."));
}

void PacksPage::say(const QString &sentence) { m_said->setText(sentence); }

void PacksPage::importFrom(const fs::path &folder)
{
    say(tr("Importing %1…").arg(textOf(folder.filename().string())));
    m_import->setText(tr("Cancel"));
    m_job.start(tr("Importing a model pack"),
                [this, folder, tools = m_tools](const Delivery &delivery) {
                    const PackInfo pack = tools.importPack(folder, delivery.progress());
                    delivery.post([this, pack, packs = tools.findPacks()]() mutable {
                        showPacks(std::move(packs), pack.hash);
                        say(tr("%1 is imported; every hash is right").arg(textOf(pack.name)));
                    });
                });
    showCurrent();
}

void PacksPage::verify()
{
    const PackInfo *pack = current();
    if (!pack || m_job.isRunning())
        return;
    say(tr("Verifying…"));
    m_job.start(tr("Verifying a model pack"), [this, folder = pack->folder, hash = pack->hash,
                                               tools = m_tools](const Delivery &delivery) {
        const PackInfo now = tools.verifyPack(folder);
        delivery.post([this, now, hash] {
            if (!now.error.empty())
                say(tr("It is not whole: %1").arg(textOf(now.error)));
            else if (!hash.empty() && now.hash != hash)
                say(tr("It is whole, but another pack than before"));
            else
                say(tr("It is whole: every file has the hash that the pack says"));
        });
    });
    showCurrent();
}

// Says first what it would mean, for sources of another pack have to be indexed again.
void PacksPage::use()
{
    const PackInfo *pack = current();
    const EnginePtr engine = m_workbench.session.engine();
    if (!pack || !engine)
        return;
    m_closedJob.start([this, engine, pack = *pack](const Delivery &delivery) {
        const std::vector<std::string> closed = engine->sourcesClosedTo(pack.folder);
        engine->setDefaultPack(pack.folder);
        delivery.post([this, closed, pack] {
            QString sentence = tr("The case uses %1").arg(textOf(pack.name));
            if (!closed.empty()) {
                QStringList names;
                for (const std::string &name : closed)
                    names << textOf(name);
                sentence += tr(". %n source(s) were indexed with another pack and have to be "
                               "indexed again before they can be searched with it: %1",
                               nullptr, static_cast<int>(closed.size()))
                                .arg(names.join(QStringLiteral(", ")));
            }
            say(sentence);
            m_reopen->setVisible(pack.hash != m_workbench.session.info().packHash);
        });
    });
}

} // namespace refocus::ui
