// The export dialog on the fake engine: what it asks for, what it says, what comes of it.
#include "support/fake_engine.h"
#include "ui/export/export_dialog.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <numeric>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Of the given type, shown, whose text or accessible name begins so.
template <typename Widget> Widget *named(QWidget &in, const QString &begin)
{
    for (Widget *widget : in.findChildren<Widget *>()) {
        if (!widget->isVisibleTo(&in))
            continue;
        if (widget->accessibleName().startsWith(begin))
            return widget;
        if constexpr (requires { widget->text(); })
            if (widget->text().startsWith(begin))
                return widget;
    }
    return nullptr;
}

bool says(QWidget &in, const QString &part)
{
    for (const QLabel *label : in.findChildren<QLabel *>())
        if (label->isVisibleTo(&in) && label->text().contains(part))
            return true;
    return false;
}

} // namespace

class TestExportDialog : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ExportDialog> m_dialog;

    void openDialog(std::vector<int> chosen)
    {
        std::vector<int> all(static_cast<std::size_t>(m_workbench->sightings.count()));
        std::iota(all.begin(), all.end(), 0);
        m_dialog = std::make_unique<ExportDialog>(*m_workbench, std::move(chosen), std::move(all));
        m_dialog->form().setFolder((m_dir.path() + QStringLiteral("/out")).toStdString());
        m_dialog->show();
        QTRY_VERIFY(exportButton()->isEnabled());
    }
    QPushButton *exportButton() { return named<QPushButton>(*m_dialog, QStringLiteral("Export")); }
    void press(const char *button)
    {
        QTest::mouseClick(named<QPushButton>(*m_dialog, QString::fromLatin1(button)),
                          Qt::LeftButton);
    }
    void choose(const char *button)
    {
        named<QAbstractButton>(*m_dialog, QString::fromLatin1(button))->click();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("refocus-test"));
        QCoreApplication::setApplicationName(QStringLiteral("export"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
        qRegisterMetaType<ExportOutcome>();
    }

    void init()
    {
        QSettings().clear();
        m_engine = std::make_shared<test::FakeEngine>();
        const fs::path file = (m_dir.path() + QStringLiteral("/gate.mp4")).toStdString();
        std::ofstream(file) << std::string(400'000, 'x'); // 10,000 bytes a second.
        m_engine->sourceList = {test::fakeSource("gate", 40s)};
        m_engine->sourceList[0].record.path = file.string();
        m_engine->sightings = test::fakeSightings("gate", 8, {"car", "truck"}, 40s);
        std::vector<media::FrameEntry> entries;
        for (int i = 0; i < 1000; ++i)
            entries.push_back({i, Timestamp(40000 * i), i % 50 == 0, i * 400});
        m_engine->frameTables["gate"] = media::FrameTable(std::move(entries));
        m_workbench = std::make_unique<Workbench>(test::opens(m_engine));
        m_workbench->session.open("/fake.case");
        QTRY_VERIFY(m_workbench->session.engine());
        query::QueryOptions question;
        question.classes = {"car", "truck"};
        m_workbench->query.setDraft(question);
        m_workbench->query.run();
        QTRY_COMPARE(m_workbench->sightings.count(), 8);
        QTRY_VERIFY(!m_workbench->query.isRunning());
    }
    void cleanup()
    {
        m_dialog.reset();
        m_workbench.reset();
    }

    void ofASourceThatIsBeingRemovedNothingIsOffered()
    {
        m_engine->sightings = test::fakeSightings("yard", 2, {"car"}, 40s);
        m_engine->sourceList.push_back(test::fakeSource("yard", 40s));
        m_workbench->session.refresh();
        QTRY_VERIFY(m_workbench->session.source("yard"));
        m_workbench->sightings.merge(m_engine->sightings);
        QCOMPARE(m_workbench->sightings.count(), 10);
        m_workbench->session.removeSource("gate"); // Its sightings go a moment later.
        openDialog({1, 8, 9});
        QVERIFY(
            named<QRadioButton>(*m_dialog, QStringLiteral("Chosen sightings (2)"))->isChecked());
    }

    void whatIsChosenIsExportedAndMarked()
    {
        openDialog({1, 3});
        QVERIFY(
            named<QRadioButton>(*m_dialog, QStringLiteral("Chosen sightings (2)"))->isChecked());
        QSignalSpy told(&m_workbench->exports, &ExportQueue::exported);
        press("Export");
        QTRY_COMPARE(told.count(), 1);
        QCOMPARE(told[0][1].toString(), m_dir.path() + QStringLiteral("/out"));
        QVERIFY(told[0][2].toBool());
        QCOMPARE(m_engine->exported.at(0).size(), std::size_t{2});
        QCOMPARE(m_engine->exported[0][1].track, TrackId{3});
        const evidence::ExportOptions &asked = m_engine->exports.at(0);
        QCOMPARE(asked.classes, (std::vector<std::string>{"car", "truck"}));
        QCOMPARE(asked.plan.pad, Timestamp(2s));
        QCOMPARE(asked.plan.mergeGap, Timestamp(1s));
        QVERIFY(asked.report && !asked.makePdf && !asked.burnIn && asked.spans.empty());
        QVERIFY(asked.queryJson.find("\"car\"") != std::string::npos);
        QVERIFY(asked.queryStatsJson.find("\"reuse\"") != std::string::npos);
        QVERIFY(m_workbench->sightings.item(1).exported);
        QVERIFY(m_workbench->sightings.item(3).exported);
        QVERIFY(!m_workbench->sightings.item(2).exported);
        QVERIFY(says(*m_dialog, QStringLiteral("2 clip")));
        QVERIFY(named<QPushButton>(*m_dialog, QStringLiteral("Open folder"))->isVisible());
        QTRY_COMPARE(m_engine->audit.size(), std::size_t{1});
    }

    void whatOnlyAnotherDepthFoundStaysOut()
    {
        auto &deep = m_engine->sightingsAt["7"] = m_engine->sightings;
        deep.erase(deep.begin() + 2, deep.begin() + 5);
        m_workbench->query.rerun(query::Reuse::parse("7"));
        QTRY_COMPARE(m_workbench->sightings.gone(), 3);
        openDialog({1, 2, 3});
        QCOMPARE(m_dialog->form().sightings().size(), std::size_t{1});
        QVERIFY(named<QRadioButton>(*m_dialog, QStringLiteral("Chosen sightings (1)")));
        QVERIFY(named<QRadioButton>(*m_dialog, QStringLiteral("All")));
        choose("All");
        QCOMPARE(m_dialog->form().sightings().size(), std::size_t{5});
    }

    void marksOutliveTheCaseAndTheQuestion()
    {
        openDialog({5});
        press("Export");
        QTRY_VERIFY(m_workbench->sightings.item(5).exported);
        m_workbench->query.run(); // The same again.
        QTRY_VERIFY(m_workbench->sightings.count() == 8 && !m_workbench->query.isRunning());
        QVERIFY(m_workbench->sightings.item(5).exported);
        m_dialog.reset();
        QTRY_COMPARE(m_engine->values("exported").size(), std::size_t{1});
        m_workbench = std::make_unique<Workbench>(test::opens(m_engine));
        m_workbench->session.open("/fake.case");
        QTRY_VERIFY(m_workbench->session.engine());
        query::QueryOptions question;
        question.classes = {"car", "truck"};
        m_workbench->query.setDraft(question);
        m_workbench->query.run();
        QTRY_COMPARE(m_workbench->sightings.count(), 8);
        QTRY_VERIFY(m_workbench->sightings.item(5).exported);
        QVERIFY(!m_workbench->sightings.item(4).exported);
    }

    void theQuestionIsTheOneThatWasAskedWhenItWasOpened()
    {
        When night;
        night.daily = true;
        night.dayFrom = 2 * 3600;
        night.dayTo = 4 * 3600;
        m_workbench->query.setWhen(night);
        m_workbench->query.run();
        QTRY_VERIFY(!m_workbench->query.isRunning());
        openDialog({});
        query::QueryOptions other;
        other.classes = {"bus"};
        m_workbench->query.setDraft(other);
        m_workbench->query.setWhen({});
        m_workbench->query.run();
        QTRY_VERIFY(!m_workbench->query.isRunning());
        press("Export");
        QTRY_COMPARE(m_engine->exports.size(), std::size_t{1});
        const evidence::ExportOptions &asked = m_engine->exports[0];
        QCOMPARE(asked.classes, (std::vector<std::string>{"car", "truck"}));
        QVERIFY(asked.queryJson.find("\"car\"") != std::string::npos);
        QVERIFY2(asked.queryJson.find("daily_s") != std::string::npos, asked.queryJson.c_str());
    }

    void itGoesWithItsCase()
    {
        openDialog({0});
        m_workbench->session.close();
        QVERIFY(!m_dialog->isVisible());
        QVERIFY(m_engine->exports.empty());
    }

    // The window has another case, or none, when the clips are ready.
    void theCaseThatWasExportedKnowsOfIt()
    {
        openDialog({5});
        QSignalSpy told(&m_workbench->exports, &ExportQueue::exported);
        const auto other = std::make_shared<test::FakeEngine>();
        press("Export");
        while (m_engine->values("exported").empty()) // Without this thread's event loop.
            QThread::msleep(1);
        m_workbench->session.close();
        QTRY_COMPARE(told.count(), 1);
        QCOMPARE(m_engine->audit.size(), std::size_t{1});
        QCOMPARE(m_engine->audit[0].first, std::string("export"));
    }

    void aNewIndexOfTheSourceWasNotExported()
    {
        openDialog({5});
        press("Export");
        QTRY_VERIFY(m_workbench->sightings.item(5).exported);
        m_workbench->sightings.forget("gate");
        m_workbench->query.run();
        QTRY_VERIFY(m_workbench->sightings.count() == 8 && !m_workbench->query.isRunning());
        QVERIFY(!m_workbench->sightings.item(5).exported);
    }

    void rejectedOnesStayOutUnlessAskedFor()
    {
        const std::vector<int> ids{0, 1};
        m_workbench->decisions.reject(ids);
        openDialog({0, 1, 2});
        QCOMPARE(m_dialog->form().sightings().size(), std::size_t{1});
        choose("Rejected ones too (2)");
        const auto all = m_dialog->form().sightings();
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].decision, store::Decision::Reject);
    }

    void aClassThatAPersonGaveIsExported()
    {
        const std::vector<int> ids{0};
        m_workbench->decisions.relabel(ids, "bus");
        openDialog({0});
        const auto taken = m_dialog->form().sightings();
        QCOMPARE(taken[0].className, std::string("bus"));
        QCOMPARE(taken[0].foundClass, std::string("car"));
        QCOMPARE(taken[0].decision, store::Decision::Label);
    }

    void inToOutIsOneStretchWithWhatIsSeenInIt()
    {
        m_workbench->playhead.moveTo("gate", 1s);
        m_workbench->playhead.setIn(6s);
        m_workbench->playhead.setOut(12s);
        openDialog({});
        const evidence::ExportOptions options = m_dialog->form().options();
        QCOMPARE(options.spans, (std::vector<evidence::ClipSpan>{{"gate", 6s, 12s}}));
        QCOMPARE(m_dialog->form().sightings().size(), std::size_t{2}); // 5 to 9 and 10 to 14 s.
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("1 clip")));
        QVERIFY(says(*m_dialog, QStringLiteral("6.0 s")));
        press("Export");
        QTRY_COMPARE(m_engine->exports.size(), std::size_t{1});
        QCOMPARE(m_engine->exports[0].spans.size(), std::size_t{1});
    }

    void extraPicturesOfCopiesAreShownBefore()
    {
        openDialog({0, 1, 2, 3}); // 0, 5, 10 and 15 s, padded to 3, 8 and 13 s; keyframes at 2 s.
        named<QComboBox>(*m_dialog, QStringLiteral("One clip"))->setCurrentIndex(0);
        QTRY_VERIFY(
            says(*m_dialog, QStringLiteral("up to 25 pictures earlier; 50 extra pictures")));
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("4 clip")));
        choose("Exactly");
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("about")));
        QVERIFY(!says(*m_dialog, QStringLiteral("pictures earlier")));
        QCOMPARE(m_dialog->form().options().mode, evidence::ClipMode::Exact);
    }

    void burnInMakesTheModeExact()
    {
        openDialog({0});
        choose("Draw box");
        QVERIFY(named<QRadioButton>(*m_dialog, QStringLiteral("Exactly"))->isChecked());
        QVERIFY(!named<QRadioButton>(*m_dialog, QStringLiteral("Copied"))->isEnabled());
        QVERIFY(m_dialog->form().options().burnIn);
    }

    void aFolderWithFilesIsNotTaken()
    {
        openDialog({0});
        m_dialog->form().setFolder(m_dir.path().toStdString());
        QVERIFY(!exportButton()->isEnabled()); // At once, before the disk has answered.
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("has files in it")));
        QVERIFY(!exportButton()->isEnabled());
        m_dialog->form().setFolder((m_dir.path() + QStringLiteral("/new")).toStdString());
        QTRY_VERIFY(exportButton()->isEnabled());
        QVERIFY(says(*m_dialog, QStringLiteral("A new folder")));
    }

    void theFoldersParentAndTheChoicesAreRemembered()
    {
        openDialog({0});
        choose("PDF");
        choose("Exactly");
        m_dialog->form().setFolder((m_dir.path() + QStringLiteral("/sub/out")).toStdString());
        QTRY_VERIFY(exportButton()->isEnabled());
        press("Export");
        QTRY_COMPARE(m_engine->exports.size(), std::size_t{1});
        QVERIFY(m_engine->exports[0].makePdf);
        m_dialog = std::make_unique<ExportDialog>(*m_workbench, std::vector{0}, std::vector{0});
        QCOMPARE(m_dialog->form().folder().parent_path(),
                 fs::path((m_dir.path() + QStringLiteral("/sub")).toStdString()));
        QVERIFY(m_dialog->form().wantsPdf());
        QCOMPARE(m_dialog->form().options().mode, evidence::ClipMode::Exact);
    }

    void whatWentWrongIsSaidAndThereIsAWayBack()
    {
        m_engine->exportError = "/full/out: no space left on device";
        openDialog({0});
        QSignalSpy failed(&m_workbench->exports, &ExportQueue::failed);
        press("Export");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(says(*m_dialog, QStringLiteral("no space left on device")));
        QVERIFY(says(*m_dialog, QStringLiteral("is removed")));
        QVERIFY(!m_workbench->sightings.item(0).exported);
        m_engine->exportError.clear();
        press("Back");
        QTRY_VERIFY(exportButton()->isEnabled());
        press("Export");
        QTRY_VERIFY(m_workbench->sightings.item(0).exported);
    }

    void whatIsMissingCanBeExportedAfterwards()
    {
        m_engine->exportFailures = {{"gate", "/gate.mp4", "/gate.mp4: the source is missing"}};
        openDialog({2, 4});
        QSignalSpy told(&m_workbench->exports, &ExportQueue::exported);
        press("Export");
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("the source is missing")));
        QVERIFY(says(*m_dialog, QStringLiteral("The others are whole")));
        QCOMPARE(told.count(), 1);
        QVERIFY(!told[0][2].toBool());
        QVERIFY(m_workbench->sightings.item(2).exported);
        QVERIFY(!m_workbench->sightings.item(4).exported);
        press("Export what is missing");
        const auto missing = m_dialog->form().sightings();
        QCOMPARE(missing.size(), std::size_t{1});
        QCOMPARE(missing[0].track, TrackId{4});
    }

    void anExportWithoutAnyClipSaysSo()
    {
        m_engine->exportFailures = {{"gate", "a.mp4", "a.mp4: was not begun: the disk is full"}};
        openDialog({2});
        press("Export");
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("No clip could be made")));
        QVERIFY(!m_workbench->sightings.item(2).exported);
    }

    void cancellingTakesEffectAtOnceAndIsSaid()
    {
        m_engine->batchDelay = 50ms;
        openDialog({0, 1, 2, 3, 4, 5, 6, 7});
        press("Export");
        QTRY_VERIFY(named<QProgressBar>(*m_dialog, QStringLiteral("Progress"))->value() > 0);
        QElapsedTimer clock;
        clock.start();
        press("Cancel export");
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("Cancelled")));
        QVERIFY(clock.elapsed() < 1000);
        QVERIFY(m_engine->exports.empty());
        QVERIFY(!m_workbench->exports.isRunning());
    }

    void itGoesOnWhenTheDialogIsClosed()
    {
        m_engine->batchDelay = 20ms;
        openDialog({0, 1, 2});
        press("Export");
        QTRY_VERIFY(m_workbench->jobs.running() > 0);
        m_dialog.reset();
        QTRY_VERIFY(m_workbench->sightings.item(2).exported);
    }

    void twoExportsFollowOneAnother()
    {
        m_engine->batchDelay = 30ms;
        openDialog({0, 1});
        press("Export");
        QSignalSpy ended(&m_workbench->exports, &ExportQueue::ended);
        ExportRequest second;
        second.sightings = {m_workbench->sightings.item(7).sighting};
        const int id = m_workbench->exports.start(second);
        ExportRequest third = second;
        m_workbench->exports.cancel(m_workbench->exports.start(third));
        QTRY_COMPARE(ended.count(), 3);
        QCOMPARE(ended[2][0].toInt(), id);
        QCOMPARE(m_engine->exported.size(), std::size_t{2});
    }

    void nothingToExportCannotBeBegun()
    {
        std::vector<int> none;
        m_workbench->sightings.clear();
        m_dialog = std::make_unique<ExportDialog>(*m_workbench, none, none);
        m_dialog->show();
        QTRY_VERIFY(says(*m_dialog, QStringLiteral("A new folder")));
        QVERIFY(!exportButton()->isEnabled());
        QVERIFY(says(*m_dialog, QStringLiteral("Nothing to export")));
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QVERIFY(!m_dialog->isVisible());
    }

    // With REFOCUS_GRABS set to a folder: pictures to look at.
    void grabs()
    {
        const QString folder = qEnvironmentVariable("REFOCUS_GRABS");
        if (folder.isEmpty())
            QSKIP("REFOCUS_GRABS is not set");
        m_workbench->playhead.moveTo("gate", 1s);
        m_workbench->playhead.setIn(6s);
        m_workbench->playhead.setOut(12s);
        for (const Theme theme : {Theme::Dark, Theme::Light}) {
            applyTheme(*qApp, theme);
            const QString name = folder + (theme == Theme::Dark ? QStringLiteral("/dark")
                                                                : QStringLiteral("/light"));
            const auto grab = [&](const char *state) {
                QTest::qWait(400);
                m_dialog->grab().save(name + QLatin1String(state));
            };
            openDialog({0, 1, 2});
            grab("-form.png");
            m_dialog->form().setFolder(m_dir.path().toStdString());
            grab("-used.png");
            m_dialog->form().setFolder((m_dir.path() + QStringLiteral("/n")).toStdString());
            QTRY_VERIFY(exportButton()->isEnabled());
            m_engine->batchDelay = 300ms;
            press("Export");
            grab("-running.png");
            m_engine->batchDelay = 0ms;
            QTRY_VERIFY(!m_workbench->exports.isRunning());
            grab("-done.png");
            m_engine->exportError = "/full/out: no space left on device";
            openDialog({0});
            press("Export");
            grab("-failed.png");
            m_engine->exportError.clear();
        }
    }
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
