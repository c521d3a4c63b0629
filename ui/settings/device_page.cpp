#include "ui/settings/device_page.h"

#include "base/error.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>

namespace refocus::ui {

DevicePage::DevicePage(Workbench &workbench, SettingsTools tools, QWidget *parent)
    : SettingsPage(tr("Device"), tr("What runs the networks, and in which precision."), parent),
      m_workbench(workbench), m_tools(std::move(tools)), m_opened(keptInference()),
      m_job(tr("Self-test"))
{
    const nn::InferenceOptions kept = keptInference();
    const auto fill = [](QComboBox *box, std::initializer_list<std::pair<QString, const char *>> of,
                         const std::string &current) {
        for (const auto &[name, value] : of)
            box->addItem(name, QString::fromLatin1(value));
        if (box->findData(QString::fromStdString(current)) < 0)
            box->addItem(QString::fromStdString(current), QString::fromStdString(current));
        box->setCurrentIndex(box->findData(QString::fromStdString(current)));
    };
    m_device = new QComboBox(this);
    fill(m_device,
         {{tr("The best there is"), "auto"},
          {tr("Processor"), "cpu"},
          {tr("Graphics card (CUDA)"), "cuda"},
          {tr("Second graphics card"), "cuda:1"}},
         kept.device);
    addRow(tr("Device"), m_device);
    m_precision = new QComboBox(this);
    fill(m_precision,
         {{tr("The fastest that is safe"), "auto"},
          {tr("fp32"), "fp32"},
          {tr("bf16"), "bf16"},
          {tr("fp16"), "fp16"}},
         kept.precision);
    addRow(
        tr("Precision"), m_precision,
        tr("Verdicts are kept for each precision by itself: another one asks the network again."));
    m_threads = new QSpinBox(this);
    m_threads->setRange(0, 256);
    m_threads->setSpecialValueText(tr("As many as there are"));
    m_threads->setMinimumWidth(170);
    m_threads->setValue(kept.threads);
    addRow(tr("Threads"), m_threads,
           tr("Of the processor, which has %1. Fewer leave room for other programs.")
               .arg(QThread::idealThreadCount()));
    m_reopen = new ReopenNote(this);
    m_reopen->hide();
    rows()->addWidget(m_reopen);

    addSection(tr("In use now"));
    m_now = mutedLabel({}, this);
    m_now->setForegroundRole(QPalette::WindowText);
    rows()->addWidget(m_now);

    addSection(tr("Self-test"));
    auto *row = new QHBoxLayout;
    row->setSpacing(3 * kGrid);
    m_test = new QPushButton(tr("Run self-test"), this);
    m_test->setAutoDefault(false);
    row->addWidget(m_test, 0, Qt::AlignTop);
    row->addWidget(
        mutedLabel(tr("Runs 32 patches through both networks with the settings above."), this), 1);
    rows()->addLayout(row);
    m_result = new QLabel(this);
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_result->setAccessibleName(tr("Result of the self-test"));
    rows()->addWidget(m_result);
    rows()->addStretch(1);

    const auto changed = [this] {
        keepInference(chosen());
        updateReopen();
    };
    connect(m_device, &QComboBox::currentIndexChanged, this, changed);
    connect(m_precision, &QComboBox::currentIndexChanged, this, changed);
    connect(m_threads, &QSpinBox::valueChanged, this, changed);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (m_job.isRunning())
            m_job.cancel();
        else
            test();
    });
    connect(m_reopen, &ReopenNote::reopen, this, [this] {
        const EnginePtr engine = m_workbench.session.engine();
        if (engine)
            m_workbench.session.open(engine->folder());
        m_opened = chosen();
        updateReopen();
    });
    connect(&workbench.session, &CaseSession::infoChanged, this, &DevicePage::showInfo);
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        m_result->setText(tr("It does not work: %1").arg(sentence));
    });
    connect(&m_job, &Job::cancelled, this, [this] { m_result->setText(tr("Cancelled")); });
    connect(&m_job, &Job::ended, this, [this] { m_test->setText(tr("Run self-test")); });
    workbench.jobs.watch(&m_job);
    showInfo();
}

nn::InferenceOptions DevicePage::chosen() const
{
    return {m_device->currentData().toString().toStdString(),
            m_precision->currentData().toString().toStdString(), m_threads->value()};
}

void DevicePage::updateReopen()
{
    const nn::InferenceOptions now = chosen();
    m_reopen->setVisible(m_workbench.session.engine() &&
                         (now.device != m_opened.device || now.precision != m_opened.precision ||
                          now.threads != m_opened.threads));
}

void DevicePage::showInfo()
{
    const EngineInfo &info = m_workbench.session.info();
    if (info.device.empty()) {
        m_now->setText(m_workbench.session.engine()
                           ? tr("Being measured…")
                           : tr("No case is open; the self-test below says what would be used."));
        return;
    }
    m_now->setText(tr("%1, %2, %n thread(s). %3", nullptr, info.threads)
                       .arg(QString::fromStdString(info.device),
                            QString::fromStdString(info.precision),
                            QString::fromStdString(info.reason)));
}

void DevicePage::test()
{
    m_test->setText(tr("Cancel"));
    m_result->setText(tr("Running…"));
    const std::filesystem::path open = m_workbench.session.info().packFolder;
    m_job.start([this, open, options = chosen(), tools = m_tools](const Delivery &delivery) {
        std::filesystem::path pack = open;
        if (pack.empty()) {
            const std::vector<PackInfo> packs = tools.findPacks();
            const auto whole = std::ranges::find_if(
                packs, [](const PackInfo &info) { return info.error.empty(); });
            if (whole == packs.end())
                throw Error("no model pack was found; import one under Model packs");
            pack = whole->folder;
        }
        const SelfTest result = tools.selfTest(pack, options, delivery.progress());
        delivery.post([this, result] {
            const nn::Backend &used = result.backend;
            m_result->setText(
                tr("It works. Used: %1, %2, %n thread(s), LibTorch %3.\n"
                   "%4\n"
                   "Pack %5: %6 patches a second by the ingest network, %7 by the query network "
                   "from pixels.",
                   nullptr, used.threads)
                    .arg(QString::fromStdString(used.device),
                         QString::fromStdString(used.precision),
                         QString::fromStdString(result.library),
                         QString::fromStdString(used.reason), QString::fromStdString(result.pack),
                         countText(static_cast<std::uint64_t>(result.ingestPerSecond)),
                         countText(static_cast<std::uint64_t>(result.queryPerSecond))));
        });
    });
}

} // namespace refocus::ui
