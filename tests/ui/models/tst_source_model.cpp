#include "support/fake_engine.h"
#include "ui/models/source_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using refocus::test::fakeSource;
using State = SourceRow::State;
using namespace std::chrono_literals;

class tst_SourceModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void sourcesComeFirstThenWhatWaits();
    void everyStateIsTold_data();
    void everyStateIsTold();
    void whatAnotherProgramIndexesIsNotStopped();
    void aFileThatIsIndexedBecomesASourceInPlace();
    void progressChangesOneRowOnly();
    void aRemovedSourceTakesOneRowAway();
    void aReorderedCaseMovesRows();
    void aFailureShowsItsSentence();
    void whatWasSeenOfAFileCompletesItsRow();
    void aFileThatEndsEarlySaysSo();
    void accessibleTextNamesEverything();

private:
    void open();

    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<IngestQueue> m_queue;
    std::unique_ptr<SourceModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_SourceModel::init()
{
    m_engine = std::make_shared<FakeEngine>();
    m_session = std::make_unique<CaseSession>(test::opens(m_engine));
    m_queue = std::make_unique<IngestQueue>(*m_session);
    m_model = std::make_unique<SourceModel>(*m_session, *m_queue);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
}

void tst_SourceModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_queue.reset();
    m_session.reset();
}

void tst_SourceModel::open()
{
    QSignalSpy opened(m_session.get(), &CaseSession::opened);
    m_session->open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_SourceModel::sourcesComeFirstThenWhatWaits()
{
    m_engine->sourceList = {fakeSource("gate", 60s), fakeSource("yard", 30s)};
    m_engine->ingestTime = 10s;
    open();
    QCOMPARE(m_model->rowCount(), 2);
    m_queue->add({"/videos/ramp.mp4", "/videos/door.mp4"});
    QCOMPARE(m_model->rowCount(), 4);
    QCOMPARE(m_model->row(0).name, QString("gate"));
    QCOMPARE(m_model->row(0).state, State::Done);
    QCOMPARE(m_model->row(2).name, QString("ramp"));
    QCOMPARE(m_model->row(2).state, State::Ingesting);
    QCOMPARE(m_model->row(3).state, State::Queued);
    QVERIFY(m_model->row(3).video.empty());
    m_queue->pause();
    QCOMPARE(m_model->row(3).state, State::Paused);
    QTRY_COMPARE(m_model->row(2).state, State::Paused);
    m_session->close();
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_SourceModel::everyStateIsTold_data()
{
    QTest::addColumn<int>("recorded");
    QTest::addColumn<bool>("offline");
    QTest::addColumn<bool>("indexed");
    QTest::addColumn<int>("shown");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, store::SourceState recorded, bool offline, bool indexed,
                        State shown, const QString &detail) {
        QTest::newRow(name) << static_cast<int>(recorded) << offline << indexed
                            << static_cast<int>(shown) << detail;
    };
    using store::SourceState;
    row("done", SourceState::Done, false, true, State::Done, "done · 2.0 MB");
    row("offline", SourceState::Done, true, true, State::Offline, "offline");
    row("stopped", SourceState::Unfinished, false, true, State::Stopped,
        "stopped, 1:00 can be searched");
    row("nothing indexed", SourceState::Unfinished, false, false, State::Stopped, "not indexed");
    row("added", SourceState::Added, false, false, State::Added, "not indexed");
    row("failed", SourceState::Failed, false, true, State::Failed, "no picture can be decoded");
}

void tst_SourceModel::everyStateIsTold()
{
    QFETCH(int, recorded);
    QFETCH(bool, offline);
    QFETCH(bool, indexed);
    SourceInfo source = fakeSource("gate", 60s);
    source.record.state = static_cast<store::SourceState>(recorded);
    source.record.error = "no picture can be decoded";
    source.offline = offline;
    source.indexed = indexed;
    source.bytes = 2'000'000;
    m_engine->sourceList = {source};
    open();
    QCOMPARE(m_model->rowCount(), 1);
    QTEST(static_cast<int>(m_model->row(0).state), "shown");
    QTEST(m_model->row(0).detail, "detail");
}

void tst_SourceModel::whatAnotherProgramIndexesIsNotStopped()
{
    SourceInfo source = fakeSource("gate", 60s);
    source.record.path = "/videos/gate.mp4";
    source.record.state = store::SourceState::Unfinished;
    source.beingIndexed = true;
    m_engine->sourceList = {source};
    m_engine->ingestTime = 10s;
    open();
    QCOMPARE(m_model->row(0).state, State::Elsewhere);
    QCOMPARE(m_model->row(0).detail, QString("at 1:00, by another program"));
    m_queue->add({source.record.path}); // This one does.
    QCOMPARE(m_model->row(0).state, State::Ingesting);
}

void tst_SourceModel::aFileThatIsIndexedBecomesASourceInPlace()
{
    open();
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_queue->add({"/videos/ramp.mp4"});
    QCOMPARE(m_model->row(0).state, State::Ingesting);
    QTRY_VERIFY(m_model->row(0).indexed);
    QCOMPARE(m_model->row(0).video, std::string("ramp"));
    QCOMPARE(m_model->row(0).state, State::Done);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(inserted.size(), 1);
}

void tst_SourceModel::progressChangesOneRowOnly()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    m_engine->ingestTime = 10s;
    open();
    m_queue->add({"/videos/ramp.mp4"});
    QSignalSpy progressed(m_queue.get(), &IngestQueue::progressed);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QVERIFY(progressed.wait());
    QCOMPARE(changed.size(), progressed.size());
    QCOMPARE(changed.back().at(0).toModelIndex().row(), 1);
    QCOMPARE(changed.back().at(1).toModelIndex().row(), 1);
    QVERIFY(changed.back().at(2).value<QList<int>>().contains(SourceModel::FractionRole));
    QCOMPARE(m_model->row(1).detail, QString("6.2x · 1.0 s left"));
}

void tst_SourceModel::aRemovedSourceTakesOneRowAway()
{
    m_engine->sourceList = {fakeSource("gate", 60s), fakeSource("yard", 30s), fakeSource("x", 9s)};
    open();
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_session->removeSource("yard");
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.front().at(1).toInt(), 1);
    QCOMPARE(removed.front().at(2).toInt(), 1);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(m_model->rowOfVideo("x"), 1);
    QCOMPARE(m_model->rowOfVideo("yard"), -1);
}

void tst_SourceModel::aReorderedCaseMovesRows()
{
    m_engine->sourceList = {fakeSource("a", 1s), fakeSource("b", 2s), fakeSource("c", 3s)};
    open();
    const QPersistentModelIndex c = m_model->index(2);
    QSignalSpy moved(m_model.get(), &QAbstractItemModel::rowsMoved);
    m_engine->sourceList = {fakeSource("c", 3s), fakeSource("a", 1s), fakeSource("b", 2s)};
    m_session->refresh();
    QTRY_COMPARE(m_model->row(0).name, QString("c"));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(c.row(), 0); // A view keeps its selection.
    QCOMPARE(m_model->row(1).name, QString("a"));
    QCOMPARE(m_model->row(2).name, QString("b"));
}

void tst_SourceModel::aFailureShowsItsSentence()
{
    m_engine->ingestError = "/videos/ramp.mp4: is no video";
    open();
    m_queue->add({"/videos/ramp.mp4"});
    QTRY_COMPARE(m_model->row(0).state, State::Failed);
    QCOMPARE(m_model->row(0).detail, QString("/videos/ramp.mp4: is no video"));
}

void tst_SourceModel::whatWasSeenOfAFileCompletesItsRow()
{
    m_engine->ingestTime = 10s;
    open();
    m_queue->add({"/videos/ramp.mp4"});
    QVERIFY(!m_model->hasLook("/videos/ramp.mp4"));
    QImage picture(16, 9, QImage::Format_RGB32);
    picture.fill(Qt::red);
    m_model->setLook("/videos/ramp.mp4", {picture, 1920, 1080, 90s});
    QCOMPARE(m_model->row(0).width, 1920);
    QCOMPARE(m_model->row(0).duration, Timestamp(90s));
    QCOMPARE(m_model->index(0).data(Qt::DecorationRole).value<QImage>(), picture);
    m_queue->pause(); // It stays with the row when that changes.
    QTRY_COMPARE(m_model->row(0).state, State::Paused);
    QCOMPARE(m_model->row(0).width, 1920);
}

void tst_SourceModel::aFileThatEndsEarlySaysSo()
{
    m_engine->sourceList = {fakeSource("gate", 14s), fakeSource("ramp", 30s)};
    open();
    const QString whole = m_model->row(1).detail;
    m_model->setLook(m_model->row(0).path, {{}, 640, 360, 30s});
    m_model->setLook(m_model->row(1).path, {{}, 640, 360, 31s}); // A little less is usual.
    QCOMPARE(m_model->row(0).detail, QString("ends early: 0:14 of 0:30 · ") + whole);
    QCOMPARE(m_model->row(1).detail, whole);
}

void tst_SourceModel::accessibleTextNamesEverything()
{
    SourceInfo source = fakeSource("gate", 60s);
    source.classes = {{"bus", 12, 3}, {"car", 7, 2}};
    m_engine->sourceList = {source};
    open();
    QCOMPARE(m_model->index(0).data(Qt::AccessibleTextRole).toString(),
             QString("gate, done, 12 bus, 7 car"));
}

QTEST_GUILESS_MAIN(tst_SourceModel)
#include "tst_source_model.moc"
