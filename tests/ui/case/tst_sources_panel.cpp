#include "ui/case/sources_panel.h"

#include "store/files.h"
#include "support/fake_engine.h"
#include "ui/case/source_delegate.h"
#include "ui/case/source_dialog.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::fakeSource;
using refocus::test::FakeEngine;
using State = SourceRow::State;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

void confirm(QMessageBox *box)
{
    for (QAbstractButton *button : box->buttons())
        if (box->buttonRole(button) == QMessageBox::DestructiveRole)
            return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL("nothing to confirm");
}

} // namespace

class tst_SourcesPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void anEmptyCaseOffersTheNextStep();
    void foldersAndFilesAreQueued();
    void whatHoldsNoVideoIsSaid();
    void aDropIsQueued();
    void enterShowsTheSourceInThePlayer();
    void deleteAsksAndKeepsByDefault();
    void deleteRemovesAfterTheQuestion();
    void aRunningSourceIsStoppedBeforeItIsRemoved();
    void aWaitingFileIsRemovedWithoutAQuestion();
    void indexAgainKeepsNameAndClock();
    void pauseAndResumeByTheButton();
    void theSameFileIsLocated();
    void anotherFileIsRefused();
    void nameAndClockAreEdited();
    void anUnknownZoneCannotBeSaved();
    void aReadOnlyCaseDisablesWithTheReason();
    void partsOfARowNeverOverlap_data();
    void partsOfARowNeverOverlap();
    void theLinkOfAnOfflineRowIsHit();

private:
    void open();
    void selectRow(int row);
    static fs::path write(const QTemporaryDir &dir, const char *name, const QByteArray &bytes);
    template <typename Dialog> Dialog *dialog(); // The one that is open, null after a while.

    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_bench;
    std::unique_ptr<SourcesPanel> m_panel;
};

void tst_SourcesPanel::init()
{
    m_engine = std::make_shared<FakeEngine>();
    m_bench = std::make_unique<Workbench>(test::opens(m_engine));
    m_panel = std::make_unique<SourcesPanel>(*m_bench);
    m_panel->resize(220, 500);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void tst_SourcesPanel::cleanup()
{
    m_panel.reset();
    m_bench.reset();
}

void tst_SourcesPanel::open()
{
    QSignalSpy opened(&m_bench->session, &CaseSession::opened);
    m_bench->session.open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_SourcesPanel::selectRow(int row)
{
    m_panel->view()->setCurrentIndex(m_panel->model().index(row));
    m_panel->view()->setFocus();
}

fs::path tst_SourcesPanel::write(const QTemporaryDir &dir, const char *name,
                                 const QByteArray &bytes)
{
    QFile file(dir.filePath(QString::fromLatin1(name)));
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
    return file.fileName().toStdString();
}

template <typename Dialog> Dialog *tst_SourcesPanel::dialog()
{
    Dialog *found = nullptr;
    const bool there = QTest::qWaitFor([&] {
        found = m_panel->findChild<Dialog *>();
        return found && found->isVisible();
    });
    return there ? found : nullptr;
}

void tst_SourcesPanel::anEmptyCaseOffersTheNextStep()
{
    open();
    QVERIFY(!m_panel->view()->isVisible());
    QStringList offered;
    for (const QPushButton *button : m_panel->findChildren<QPushButton *>())
        if (button->isVisible() && button->isEnabled())
            offered << button->text();
    QCOMPARE(offered, (QStringList{"Add files…", "Add a folder…"}));
}

void tst_SourcesPanel::foldersAndFilesAreQueued()
{
    const QTemporaryDir dir;
    const fs::path a = write(dir, "a.mp4", "no video"), b = write(dir, "b.mkv", "no video");
    write(dir, "notes.txt", "nothing");
    const QTemporaryDir other;
    const fs::path c = write(other, "c.avi", "no video");
    m_engine->ingestTime = 10s;
    open();
    m_panel->add({dir.path().toStdString(), c});
    QTRY_COMPARE(m_panel->model().rowCount(), 3);
    QCOMPARE(m_panel->model().row(0).path, a);
    QCOMPARE(m_panel->model().row(1).path, b);
    QCOMPARE(m_panel->model().row(2).path, c);
    QVERIFY(m_panel->view()->isVisible());
}

void tst_SourcesPanel::whatHoldsNoVideoIsSaid()
{
    const QTemporaryDir dir;
    const fs::path notes = write(dir, "notes.txt", "nothing");
    open();
    QSignalSpy said(m_panel.get(), &SourcesPanel::said);
    m_panel->add({notes});
    QVERIFY(said.wait());
    QCOMPARE(said.front().at(0).toString(),
             QString("notes.txt holds no video that is known by its name."));
    QVERIFY(said.front().at(1).toBool());
}

void tst_SourcesPanel::aDropIsQueued()
{
    const QTemporaryDir dir;
    write(dir, "a.mp4", "no video");
    m_engine->ingestTime = 10s;
    open();
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(dir.path())});
    QDragEnterEvent enter(QPoint(20, 200), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_panel.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(20, 200), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_panel.get(), &drop);
    QTRY_COMPARE(m_panel->model().rowCount(), 1);

    QMimeData text;
    text.setText(QStringLiteral("a text"));
    QDragEnterEvent other(QPoint(20, 200), Qt::CopyAction, &text, Qt::LeftButton, {});
    other.ignore();
    QCoreApplication::sendEvent(m_panel.get(), &other);
    QVERIFY(!other.isAccepted());
}

void tst_SourcesPanel::enterShowsTheSourceInThePlayer()
{
    m_engine->sourceList = {fakeSource("gate", 60s), fakeSource("yard", 60s)};
    open();
    m_bench->playhead.moveTo("gate", 7s);
    selectRow(0);
    QTest::keyClick(m_panel->view(), Qt::Key_Down);
    QTest::keyClick(m_panel->view(), Qt::Key_Return);
    QCOMPARE(m_bench->playhead.video(), std::string("yard"));
    QCOMPARE(m_bench->playhead.time(), Timestamp(0));
}

void tst_SourcesPanel::deleteAsksAndKeepsByDefault()
{
    SourceInfo gate = fakeSource("gate", 60s);
    gate.bytes = 48'000'000;
    m_engine->sourceList = {gate};
    m_engine->reviewMap = {{"gate:1", {}}, {"gate:2", {}}, {"yard:1", {}}};
    open();
    selectRow(0);
    QTest::keyClick(m_panel->view(), Qt::Key_Delete);
    auto *box = dialog<QMessageBox>();
    QVERIFY(box);
    QVERIFY(box->informativeText().contains("(48 MB)"));
    QVERIFY(box->informativeText().contains("2 decision"));
    QVERIFY(box->informativeText().contains("The video file stays"));
    QVERIFY(box->informativeText().contains("/videos/gate.mp4"));
    QTest::keyClick(box, Qt::Key_Return); // The default is the harmless one.
    QTRY_VERIFY(!m_panel->findChild<QMessageBox *>());
    QVERIFY(m_engine->removed.empty());
    QCOMPARE(m_panel->model().rowCount(), 1);
}

void tst_SourcesPanel::deleteRemovesAfterTheQuestion()
{
    m_engine->sourceList = {fakeSource("gate", 60s), fakeSource("yard", 60s)};
    open();
    auto found = test::fakeSightings("gate", 2, {"bus"}, 60s);
    const auto others = test::fakeSightings("yard", 3, {"bus"}, 60s);
    found.insert(found.end(), others.begin(), others.end());
    m_bench->sightings.merge(found);
    m_bench->playhead.moveTo("gate", 3s);
    selectRow(0);
    m_panel->removeCurrent();
    auto *box = dialog<QMessageBox>();
    QVERIFY(box);
    confirm(box);
    QTRY_COMPARE(m_panel->model().rowCount(), 1);
    m_bench->session.close(); // Writes what is left.
    QCOMPARE(m_engine->removed, std::vector<std::string>{"gate"});
    QVERIFY(m_bench->playhead.video().empty());
}

void tst_SourcesPanel::aRunningSourceIsStoppedBeforeItIsRemoved()
{
    SourceInfo ramp = fakeSource("ramp", 5s);
    ramp.record.path = "/v/ramp.mp4";
    ramp.record.state = store::SourceState::Unfinished;
    m_engine->sourceList = {ramp};
    m_engine->ingestTime = 60s;
    open();
    m_bench->ingest.add({"/v/ramp.mp4"});
    QCOMPARE(m_panel->model().row(0).state, State::Ingesting);
    selectRow(0);
    m_panel->removeCurrent();
    auto *box = dialog<QMessageBox>();
    QVERIFY(box);
    confirm(box);
    QTRY_COMPARE(m_panel->model().rowCount(), 0);
    QVERIFY(!m_bench->ingest.isRunning());
    m_bench->session.close();
    QCOMPARE(m_engine->removed, std::vector<std::string>{"ramp"});
}

void tst_SourcesPanel::aWaitingFileIsRemovedWithoutAQuestion()
{
    m_engine->ingestTime = 60s;
    open();
    m_bench->ingest.add({"/v/a.mp4", "/v/b.mp4"});
    selectRow(1);
    QTest::keyClick(m_panel->view(), Qt::Key_Delete);
    QTRY_COMPARE(m_panel->model().rowCount(), 1);
    QVERIFY(!m_panel->findChild<QMessageBox *>());
    QCOMPARE(m_panel->model().row(0).state, State::Ingesting);
}

void tst_SourcesPanel::indexAgainKeepsNameAndClock()
{
    class KeepingEngine : public FakeEngine // A put after the removal adds, as the case does it.
    {
    public:
        void putSource(const store::SourceRecord &record) override
        {
            if (sources().empty())
                put = record;
        }
        std::optional<store::SourceRecord> put;
    };
    const auto engine = std::make_shared<KeepingEngine>();
    SourceInfo gate = fakeSource("gate", 60s);
    gate.record.name = "Gate 3";
    gate.record.clockOffsetMs = 12'000;
    engine->sourceList = {gate};
    Workbench bench(test::opens(engine));
    SourcesPanel panel(bench);
    panel.show();
    bench.session.open("/fake.case");
    QTRY_COMPARE(panel.model().rowCount(), 1);
    panel.view()->setCurrentIndex(panel.model().index(0));
    panel.reindexCurrent();
    QTRY_VERIFY(panel.findChild<QMessageBox *>());
    auto *box = panel.findChild<QMessageBox *>();
    QVERIFY(box->informativeText().contains("Name and clock stay"));
    confirm(box);
    QTRY_COMPARE(engine->ingested.size(), std::size_t{1});
    QCOMPARE(engine->ingested.front(), fs::path("/videos/gate.mp4"));
    QCOMPARE(engine->removed, std::vector<std::string>{"gate"});
    QVERIFY(engine->put);
    QCOMPARE(engine->put->name, std::string("Gate 3"));
    QCOMPARE(engine->put->clockOffsetMs, std::int64_t{12'000});
    QCOMPARE(engine->put->state, store::SourceState::Added);
}

void tst_SourcesPanel::pauseAndResumeByTheButton()
{
    m_engine->ingestTime = 60s;
    open();
    QToolButton *pause = nullptr;
    const auto find = [&](const QString &name) {
        for (QToolButton *button : m_panel->findChildren<QToolButton *>())
            if (button->accessibleName() == name)
                pause = button;
        return pause && pause->isVisible();
    };
    QVERIFY(!find("Pause indexing")); // Nothing runs.
    m_bench->ingest.add({"/v/a.mp4"});
    QVERIFY(find("Pause indexing"));
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_COMPARE(m_panel->model().row(0).state, State::Paused);
    QCOMPARE(pause->accessibleName(), QString("Resume indexing"));
    QTest::mouseClick(pause, Qt::LeftButton);
    QCOMPARE(m_panel->model().row(0).state, State::Ingesting);
}

void tst_SourcesPanel::theSameFileIsLocated()
{
    const QTemporaryDir dir;
    const fs::path moved = write(dir, "moved.mp4", "the very same bytes");
    SourceInfo gate = fakeSource("gate", 60s);
    gate.offline = true;
    gate.record.sha256 = store::sha256OfFile(moved);
    gate.record.sizeBytes = fs::file_size(moved);
    m_engine->sourceList = {gate};
    open();
    QCOMPARE(m_panel->model().row(0).state, State::Offline);
    QSignalSpy said(m_panel.get(), &SourcesPanel::said);
    m_panel->locate("gate", moved);
    QVERIFY(said.wait());
    QVERIFY(!said.front().at(1).toBool());
    QCOMPARE(m_bench->session.sources().front().record.path, moved.string());
    QVERIFY(!m_bench->session.sources().front().offline);
    m_bench->session.close();
    QCOMPARE(m_engine->sources().front().record.path, moved.string());
    QCOMPARE(m_engine->audit.back().first, std::string("locate"));
}

void tst_SourcesPanel::anotherFileIsRefused()
{
    const QTemporaryDir dir;
    const fs::path right = write(dir, "right.mp4", "the very same bytes");
    const fs::path sameSize = write(dir, "other.mp4", "not the same bytes!");
    const fs::path shorter = write(dir, "short.mp4", "fewer");
    SourceInfo gate = fakeSource("gate", 60s);
    gate.offline = true;
    gate.record.sha256 = store::sha256OfFile(right);
    gate.record.sizeBytes = fs::file_size(right);
    m_engine->sourceList = {gate};
    open();
    QSignalSpy said(m_panel.get(), &SourcesPanel::said);
    for (const fs::path &wrong : {sameSize, shorter, fs::path("/nowhere/at/all.mp4")})
        m_panel->locate("gate", wrong); // One after another.
    QTRY_COMPARE(said.size(), 3);
    QVERIFY(said.at(0).at(0).toString().contains("other.mp4 is not the file that was indexed: its "
                                                 "SHA-256"));
    QVERIFY(said.at(1).at(0).toString().contains("it has 5 bytes instead of 19"));
    QVERIFY(said.at(2).at(0).toString().contains("cannot be read"));
    for (const auto &sentence : said)
        QVERIFY(sentence.at(1).toBool());
    QCOMPARE(m_bench->session.sources().front().record, gate.record);
}

void tst_SourcesPanel::nameAndClockAreEdited()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    open();
    selectRow(0);
    QTest::keyClick(m_panel->view(), Qt::Key_F2);
    auto *properties = dialog<SourceDialog>();
    QVERIFY(properties);
    auto *name = properties->findChildren<QLineEdit *>().front();
    name->selectAll();
    QTest::keyClicks(name, "Gate 3");
    properties->findChild<QCheckBox *>()->setChecked(true);
    properties->findChild<QComboBox *>()->setCurrentText("Europe/Berlin");
    properties->findChild<QDateTimeEdit *>()->setDateTime(
        QDateTime(QDate(2026, 7, 1), QTime(14, 7, 0, 480), Qt::UTC));
    properties->findChild<QDoubleSpinBox *>()->setValue(12.5);
    properties->accept();
    const store::SourceRecord &record = m_bench->session.sources().front().record;
    QCOMPARE(record.name, std::string("Gate 3"));
    QCOMPARE(record.timeZone, std::string("Europe/Berlin"));
    QCOMPARE(record.clockOffsetMs, std::int64_t{12'500});
    // Two hours before, in summer.
    const qint64 utc = QDateTime(QDate(2026, 7, 1), QTime(12, 7, 0, 480), Qt::UTC)
                           .toMSecsSinceEpoch();
    QCOMPARE(record.wallClockStart, std::optional<std::int64_t>(utc * 1000));
    QCOMPARE(m_panel->model().row(0).name, QString("Gate 3"));
}

void tst_SourcesPanel::anUnknownZoneCannotBeSaved()
{
    SourceInfo gate = fakeSource("gate", 60s);
    gate.record.wallClockStart = 1'795'000'000'123'456;
    SourceDialog properties(gate, true);
    properties.show();
    const auto save = [&] { return properties.findChildren<QPushButton *>().front(); };
    QCOMPARE(save()->text(), QString("Save"));
    QVERIFY(save()->isEnabled());
    QCOMPARE(properties.record(), gate.record); // Microseconds too.
    properties.findChild<QComboBox *>()->setCurrentText("Europe/Nowhere");
    QVERIFY(!save()->isEnabled());
    properties.findChild<QComboBox *>()->setCurrentText("");
    QVERIFY(save()->isEnabled());
}

void tst_SourcesPanel::aReadOnlyCaseDisablesWithTheReason()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    m_engine->canWrite = false;
    open();
    selectRow(0);
    QTest::keyClick(m_panel->view(), Qt::Key_Delete);
    m_panel->removeCurrent();
    m_panel->reindexCurrent();
    for (const QAction *action : m_panel->actions())
        if (action->text() == "Remove…" || action->text() == "Index again…") {
            QVERIFY(!action->isEnabled());
            QCOMPARE(action->toolTip(), QString("This case can only be read"));
        }
    QSignalSpy said(m_panel.get(), &SourcesPanel::said);
    m_panel->add({"/v/a.mp4"});
    QCOMPARE(said.size(), 1);
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile("/v")});
    QDragEnterEvent enter(QPoint(20, 200), Qt::CopyAction, &mime, Qt::LeftButton, {});
    enter.ignore();
    QCoreApplication::sendEvent(m_panel.get(), &enter);
    QVERIFY(!enter.isAccepted());
    QVERIFY(m_engine->removed.empty());
}

void tst_SourcesPanel::partsOfARowNeverOverlap_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("width");
    for (int state = 0; state <= static_cast<int>(State::Offline); ++state)
        for (const int width : {180, 220, 400})
            QTest::addRow("state %d at %d", state, width) << state << width;
}

void tst_SourcesPanel::partsOfARowNeverOverlap()
{
    QFETCH(int, state);
    QFETCH(int, width);
    SourceRow row;
    row.state = static_cast<State>(state);
    row.fraction = 0.5;
    row.detail = QStringLiteral("/v/door.mp4: the disk is full; what was indexed can be searched");
    row.classes = {{"bus", 1, 1}};
    const QRect place(3, 40, width, 0);
    const SourceRowParts parts = sourceRowParts(row, place, QFont());
    const QRect whole(place.topLeft(), QSize(width, parts.height));
    std::vector<QRect> all{parts.picture, parts.name, parts.facts, parts.bar, parts.link,
                           parts.classes,
                           parts.sentence.isEmpty() ? parts.state : parts.sentence};
    std::erase_if(all, [](const QRect &part) { return part.isEmpty(); });
    for (std::size_t i = 0; i < all.size(); ++i) {
        QVERIFY(whole.contains(all[i]));
        for (std::size_t j = i + 1; j < all.size(); ++j)
            QVERIFY(!all[i].intersects(all[j]));
    }
    QCOMPARE(!parts.link.isEmpty(), row.state == State::Offline);
    QCOMPARE(!parts.bar.isEmpty(), row.state == State::Ingesting || row.state == State::Paused);
}

void tst_SourcesPanel::theLinkOfAnOfflineRowIsHit()
{
    SourceInfo gate = fakeSource("gate", 60s);
    gate.offline = true;
    m_engine->sourceList = {gate};
    open();
    QTRY_COMPARE(m_panel->model().rowCount(), 1);
    QListView *view = m_panel->view();
    auto *delegate = qobject_cast<SourceDelegate *>(view->itemDelegate());
    QVERIFY(delegate);
    delegate->disconnect(m_panel.get()); // No file dialog.
    QSignalSpy clicked(delegate, &SourceDelegate::locateClicked);
    const QRect row = view->visualRect(m_panel->model().index(0));
    const SourceRowParts parts =
        sourceRowParts(m_panel->model().row(0), row, view->font());
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, parts.name.center());
    QCOMPARE(clicked.size(), 0);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, parts.link.center());
    QCOMPARE(clicked.size(), 1);
}

QTEST_MAIN(tst_SourcesPanel)
#include "tst_sources_panel.moc"
