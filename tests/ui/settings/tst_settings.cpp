// The settings on the fake engine.
#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/settings/appearance.h"
#include "ui/settings/packs_page.h"
#include "ui/settings/picture_memory.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/shortcut_sheet.h"
#include "ui/settings/shortcuts_page.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

PackInfo pack(const char *name, char digit, const std::string &error = {})
{
    PackInfo info;
    info.folder = std::string("/models/") + name;
    info.name = name;
    info.error = error;
    if (error.empty()) {
        info.hash = std::string(64, digit);
        info.networks = "ResNet-50 and ResNet-152, width 16, patches of 64x64";
        info.classes = {"background", "bus", "car", "person", "truck"};
        info.splices = {{"7\u21927", true, 0.83}, {"13\u219224", false, -1}};
        info.accuracy = 0.834;
        info.bytes = 21'400'000;
    }
    return info;
}

bool says(QWidget &in, const char *part)
{
    for (const QLabel *label : in.findChildren<QLabel *>())
        if (label->isVisibleTo(&in) && label->text().contains(QString::fromUtf8(part)))
            return true;
    return false;
}

template <typename Button> Button *button(QWidget &in, const char *text)
{
    for (Button *found : in.findChildren<Button *>())
        if (found->text() == QString::fromUtf8(text))
            return found;
    return nullptr;
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<SettingsDialog> m_dialog;
    std::vector<PackInfo> m_packs; // Changed while no job runs.
    std::string m_verifyError, m_testError;
    nn::InferenceOptions m_tested;

    SettingsTools tools()
    {
        return {[this] { return m_packs; },
                [this](const std::filesystem::path &folder) {
                    PackInfo found = pack("x", '1', m_verifyError);
                    for (const PackInfo &known : m_packs)
                        if (known.folder == folder && m_verifyError.empty())
                            found = known;
                    return found;
                },
                [this](const std::filesystem::path &from, const Progress &progress) {
                    if (!goOn(progress, {}))
                        throw Cancelled();
                    if (from == "/bad")
                        throw Error(from, "is no pack");
                    m_packs.push_back(pack("new", '7'));
                    return m_packs.back();
                },
                [this](const std::filesystem::path &, const nn::InferenceOptions &options,
                       const Progress &) {
                    m_tested = options;
                    if (!m_testError.empty())
                        throw Error(m_testError);
                    SelfTest result;
                    result.backend = {"cpu", "bf16", 2, "bf16 is 1.8 times as fast here."};
                    result.library = "1.13.1";
                    result.pack = "street";
                    result.ingestPerSecond = 410;
                    result.queryPerSecond = 52;
                    return result;
                }};
    }

    void openDialog(SettingsDialog::Page page)
    {
        m_dialog = std::make_unique<SettingsDialog>(*m_workbench, *m_commands, nullptr, tools());
        m_dialog->showPage(page);
        m_dialog->show();
    }
    QListWidget *packList() { return m_dialog->packs().findChild<QListWidget *>(); }
    void press(const char *text) { button<QPushButton>(*m_dialog, text)->click(); }
    QTreeWidget *sourcesTable() const // Of the storage page.
    {
        for (QTreeWidget *found : m_dialog->findChildren<QTreeWidget *>())
            if (found->accessibleName().startsWith(QStringLiteral("Sources")))
                return found;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("refocus-test"));
        QCoreApplication::setApplicationName(QStringLiteral("settings"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
    }
    void init()
    {
        QSettings().clear();
        m_engine = std::make_shared<test::FakeEngine>();
        m_engine->sourceList = {test::fakeSource("gate", 40s), test::fakeSource("yard", 40s)};
        m_engine->sourceList[0].bytes = 5'000'000;
        m_engine->sourceList[0].mapsBytes = 4'000'000;
        m_engine->sourceList[1].bytes = 1'000'000;
        m_packs = {pack("street", '0'), pack("full", '5'),
                   pack("broken", '9', "query.safetensors: is not the file that the pack names")};
        m_verifyError.clear();
        m_testError.clear();
        m_workbench = std::make_unique<Workbench>(test::opens(m_engine));
        m_workbench->session.open("/fake.case");
        QTRY_VERIFY(!m_workbench->session.info().packName.empty());
        m_commands = std::make_unique<Commands>();
        const std::tuple<const char *, const char *, const char *> all[] = {
            {"Play", "Play and pause", "Space; K"},
            {"Play", "Faster", "L"},
            {"Play", "Slower", "J"},
            {"Play", "Next picture", "."},
            {"Play", "Previous picture", ","},
            {"Play", "Mark in", "I"},
            {"Play", "Mark out", "O"},
            {"Review", "Accept", "A"},
            {"Review", "Reject", "R"},
            {"Review", "Star", "S"},
            {"Review", "Note", "N"},
            {"Review", "Find similar", "F"},
            {"Query", "Search for a class", "/"},
            {"Query", "Run", "Return"},
            {"Case", "Open", "Ctrl+O"},
            {"Case", "Export", "E"},
            {"View", "Review", "Ctrl+1"},
            {"View", "Compare", "Ctrl+2"}};
        for (const auto &[category, text, shortcuts] : all)
            m_commands->add(QString::number(m_commands->all().size()),
                            QString::fromLatin1(category), QString::fromLatin1(text),
                            keys(shortcuts), {});
    }
    void aPageIsMadeWhenItIsFirstShown()
    {
        openDialog(SettingsDialog::Storage);
        const auto made = [this](const char *name) {
            const auto pages = m_dialog->findChildren<SettingsPage *>();
            return std::ranges::count_if(pages, [&](QWidget *page) {
                return QLatin1String(page->metaObject()->className()) ==
                       QLatin1String("refocus::ui::%1").arg(QLatin1String(name));
            });
        };
        QVERIFY(made("StoragePage") == 1 && made("ShortcutsPage") == 0 && made("PacksPage") == 0);
        m_dialog->showPage(SettingsDialog::Shortcuts);
        m_dialog->showPage(SettingsDialog::Storage);
        m_dialog->showPage(SettingsDialog::Shortcuts);
        QVERIFY(made("ShortcutsPage") == 1 && m_dialog->shortcuts().isVisible());
    }

    void cleanup()
    {
        m_dialog.reset();
        m_workbench.reset();
    }

    void theThemeChangesAtOnceAndIsKept()
    {
        openDialog(SettingsDialog::Appearance);
        button<QRadioButton>(*m_dialog, "Light")->click();
        QVERIFY(!isDark());
        QCOMPARE(keptTheme(), Theme::Light);
        button<QRadioButton>(*m_dialog, "Dark")->click();
        QVERIFY(isDark());
        QCOMPARE(keptTheme(), Theme::Dark);
    }

    void theSizeOfTextChangesAtOnceAndIsKept()
    {
        openDialog(SettingsDialog::Appearance);
        const QFont before = QApplication::font();
        keepFontPoints(14);
        applyFont();
        QCOMPARE(QApplication::font().pointSize(), 14);
        keepFontPoints(0);
        applyFont();
        QCOMPARE(QApplication::font().pointSize(), before.pointSize());
        keepScale(150);
        qunsetenv("QT_SCALE_FACTOR");
        applyScale();
        QCOMPARE(qgetenv("QT_SCALE_FACTOR"), QByteArray("1.5"));
        qunsetenv("QT_SCALE_FACTOR");
    }

    void packsAreListedAndTheOneInUseIsMarked()
    {
        openDialog(SettingsDialog::ModelPacks);
        QTRY_COMPARE(packList()->count(), 3);
        QVERIFY(packList()->item(0)->text().contains(QStringLiteral("in use")));
        QVERIFY(says(m_dialog->packs(), "Classes (5)"));
        QVERIFY(says(m_dialog->packs(), "background, bus, car, person, truck"));
        QVERIFY(says(m_dialog->packs(), "not retrained"));
        packList()->setCurrentRow(2);
        QVERIFY(says(m_dialog->packs(), "is not the file that the pack names"));
        QVERIFY(!button<QPushButton>(*m_dialog, "Use for this case")->isEnabled());
    }

    void usingAPackSaysWhichSourcesItCannotRead()
    {
        m_engine->closedSources = {"gate"};
        openDialog(SettingsDialog::ModelPacks);
        QTRY_COMPARE(packList()->count(), 3);
        packList()->setCurrentRow(1);
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Use for this case")->isEnabled());
        press("Use for this case");
        QTRY_VERIFY(says(m_dialog->packs(), "indexed with another pack"));
        QCOMPARE(m_engine->pack.value(), std::filesystem::path("/models/full"));
        QVERIFY(button<QPushButton>(m_dialog->packs(), "Open the case again")->isVisible());
        press("Open the case again");
        QTRY_VERIFY(m_workbench->session.engine());
    }

    void aReadOnlyCaseKeepsItsPack()
    {
        m_engine->canWrite = false;
        openDialog(SettingsDialog::ModelPacks);
        QTRY_COMPARE(packList()->count(), 3);
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Verify")->isEnabled());
        QVERIFY(!button<QPushButton>(*m_dialog, "Use for this case")->isEnabled());
    }

    void packsAreVerifiedAndImported()
    {
        openDialog(SettingsDialog::ModelPacks);
        QTRY_COMPARE(packList()->count(), 3);
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Verify")->isEnabled());
        press("Verify");
        QTRY_VERIFY(says(m_dialog->packs(), "It is whole"));
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Verify")->isEnabled());
        m_verifyError = "query.safetensors: has another hash";
        press("Verify");
        QTRY_VERIFY(says(m_dialog->packs(), "not whole: query.safetensors"));
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Verify")->isEnabled());
        m_dialog->packs().importFrom("/bad");
        QTRY_VERIFY(says(m_dialog->packs(), "is no pack"));
        QTRY_VERIFY(button<QPushButton>(*m_dialog, "Verify")->isEnabled());
        m_dialog->packs().importFrom("/new");
        QTRY_COMPARE(packList()->count(), 4);
        QCOMPARE(packList()->currentRow(), 3);
        QVERIFY(says(m_dialog->packs(), "is imported"));
    }

    void theSelfTestRunsWithWhatIsChosen()
    {
        openDialog(SettingsDialog::Device);
        QVERIFY(says(*m_dialog, "It is a fake."));
        QComboBox *precision = nullptr;
        for (QComboBox *box : m_dialog->findChildren<QComboBox *>())
            if (box->accessibleName() == QStringLiteral("Precision"))
                precision = box;
        precision->setCurrentIndex(precision->findData(QStringLiteral("fp32")));
        QCOMPARE(keptInference().precision, std::string("fp32"));
        QVERIFY(says(*m_dialog, "next time that the case is opened"));
        press("Run self-test");
        QTRY_VERIFY(says(*m_dialog, "410 patches a second"));
        QVERIFY(says(*m_dialog, "1.8 times as fast"));
        QCOMPARE(m_tested.precision, std::string("fp32"));
        m_testError = "cuda: there is no such device";
        press("Run self-test");
        QTRY_VERIFY(says(*m_dialog, "It does not work: cuda"));
    }

    void mapsAreDeletedOnlyWhenAPersonSaysSo()
    {
        openDialog(SettingsDialog::Storage);
        QTreeWidget *table = sourcesTable();
        QCOMPARE(table->topLevelItemCount(), 2);
        auto *remove = button<QPushButton>(*m_dialog, "Delete maps…");
        QVERIFY(!remove->isEnabled());
        table->topLevelItem(1)->setSelected(true); // Has none.
        QVERIFY(!remove->isEnabled());
        table->topLevelItem(0)->setSelected(true);
        QVERIFY(remove->isEnabled());
        const auto answer = [&](const char *text) {
            QTimer::singleShot(0, this, [text] {
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                QVERIFY(box);
                button<QPushButton>(*box, text)->click();
            });
            remove->click();
        };
        answer("Cancel");
        QVERIFY(m_engine->mapsRemoved.empty());
        answer("Delete");
        QTRY_COMPARE(m_engine->mapsRemoved, std::vector<std::string>{"gate"});
        QTRY_VERIFY(says(*m_dialog, "free again"));
        QTRY_COMPARE(m_workbench->session.source("gate")->mapsBytes, 0U);
    }

    void mapsAreMadeAnew()
    {
        openDialog(SettingsDialog::Storage);
        QTreeWidget *table = sourcesTable();
        auto *make = button<QPushButton>(*m_dialog, "Make maps anew");
        QVERIFY(!make->isEnabled());
        table->topLevelItem(1)->setSelected(true); // Has none.
        QVERIFY(make->isEnabled());
        make->click();
        QTRY_VERIFY(says(*m_dialog, "20 map(s) made") || says(*m_dialog, "20 maps made"));
        QTRY_COMPARE(m_workbench->session.source("yard")->mapsBytes, 1000U);
        QTRY_VERIFY(!m_workbench->mapsMaker.job().isRunning());
        table->topLevelItem(1)->setSelected(true);
        QTRY_VERIFY(make->isEnabled());
        make->click();
        QTRY_VERIFY(says(*m_dialog, "All maps are there"));
    }

    void limitsAreKept()
    {
        openDialog(SettingsDialog::Storage);
        const auto box = [this](const char *name) {
            for (auto *found : m_dialog->findChildren<QComboBox *>())
                if (found->accessibleName().startsWith(QLatin1String(name)))
                    return found;
            return static_cast<QComboBox *>(nullptr);
        };
        auto *budget = box("Most that maps");
        QVERIFY(budget && budget->isEnabled());
        QCOMPARE(budget->currentText(), QStringLiteral("No limit"));
        budget->setCurrentIndex(budget->findText(QStringLiteral("2 GB")));
        Q_EMIT budget->activated(budget->currentIndex());
        QCOMPARE(m_workbench->mapsBudget.bytes(), 2'000'000'000U);
        auto *pictures = box("Memory for pictures");
        QVERIFY(pictures);
        QCOMPARE(pictures->currentText(), QStringLiteral("96 MB"));
        pictures->setCurrentIndex(pictures->findText(QStringLiteral("256 MB")));
        Q_EMIT pictures->activated(pictures->currentIndex());
        QCOMPARE(keptPictureMegabytes(), 256);
        keepPictureMegabytes(96);
        applyPictureMemory();
    }

    // With REFOCUS_GRABS set to a folder: pictures to look at.
    void grabs()
    {
        const QString folder = qEnvironmentVariable("REFOCUS_GRABS");
        if (folder.isEmpty())
            QSKIP("REFOCUS_GRABS is not set");
        for (const Theme theme : {Theme::Dark, Theme::Light}) {
            keepTheme(theme);
            applyTheme(*qApp, theme);
            const QString name = folder + (theme == Theme::Dark ? QStringLiteral("/dark")
                                                                : QStringLiteral("/light"));
            openDialog(SettingsDialog::Appearance);
            QTest::qWait(300);
            for (int page = 0; page < 5; ++page) {
                m_dialog->showPage(static_cast<SettingsDialog::Page>(page));
                if (page == SettingsDialog::Device)
                    press("Run self-test");
                QTest::qWait(200);
                m_dialog->grab().save(name + QStringLiteral("-settings%1.png").arg(page));
            }
            QWidget window;
            window.resize(1280, 800);
            window.show();
            ShortcutSheet sheet(*m_commands, &window);
            sheet.show();
            QTest::qWait(100);
            sheet.grab().save(name + QStringLiteral("-sheet.png"));
        }
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
