#include "ui/panels/log_panel.h"

#include "support/fake_engine.h"
#include "ui/panels/device_label.h"
#include "ui/theme/plurals.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;

class tst_LogPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theAuditLogIsReadWhileItIsShown();
    void whatComesLaterIsAppended();
    void messagesStandBesideIt();
    void theFilterTakesAllWordsInAnyColumn();
    void copyTakesTheSelectedOrAll();
    void anotherCaseHasItsOwnLog();
    void detailsAreReadable_data();
    void detailsAreReadable();
    void theDeviceIsNamedWithItsReason();

private:
    void open();
    int shown() const { return m_view->model()->rowCount(); }
    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_bench;
    std::unique_ptr<LogPanel> m_panel;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QTableView *m_view = nullptr;
};

void tst_LogPanel::init()
{
    m_engine = std::make_shared<FakeEngine>();
    m_engine->audit = {{"ingest", R"({"video":"gate-1"})"},
                       {"review", R"({"patch":"gate-1:7","decision":"accept"})"},
                       {"review", R"({"patch":"gate-1:9","decision":"reject"})"}};
    m_bench = std::make_unique<Workbench>(test::opens(m_engine));
    m_panel = std::make_unique<LogPanel>(*m_bench);
    m_tester = std::make_unique<QAbstractItemModelTester>(&m_panel->model());
    m_view = m_panel->findChild<QTableView *>();
    m_panel->resize(700, 300);
}

void tst_LogPanel::cleanup()
{
    m_tester.reset();
    m_panel.reset();
    m_bench.reset();
}

void tst_LogPanel::open()
{
    QSignalSpy opened(&m_bench->session, &CaseSession::opened);
    m_bench->session.open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_LogPanel::theAuditLogIsReadWhileItIsShown()
{
    open();
    QCOMPARE(m_panel->model().rowCount(), 0); // Nobody looks.
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    QCOMPARE(m_view->model()->index(0, LogModel::WhatColumn).data().toString(), QString("ingest"));
    QCOMPARE(m_view->model()->index(1, LogModel::DetailColumn).data().toString(),
             QString("decision accept · patch gate-1:7"));
}

void tst_LogPanel::whatComesLaterIsAppended()
{
    open();
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    QSignalSpy inserted(&m_panel->model(), &QAbstractItemModel::rowsInserted);
    m_engine->log("export", R"({"clips":12})");
    m_panel->reload();
    QTRY_COMPARE(shown(), 4);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.front().at(1).toInt(), 3);
    m_engine->log("export", R"({"clips":1})");
    QTRY_COMPARE_WITH_TIMEOUT(shown(), 5, 4000); // By itself too.
}

void tst_LogPanel::messagesStandBesideIt()
{
    open();
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    m_panel->addMessage(LogRow::Kind::Error, "The disk is full.");
    QCOMPARE(shown(), 4);
    auto *kinds = m_panel->findChild<QComboBox *>();
    kinds->setCurrentIndex(1);
    QCOMPARE(shown(), 3);
    kinds->setCurrentIndex(2);
    QCOMPARE(shown(), 1);
    QCOMPARE(m_view->model()->index(0, LogModel::DetailColumn).data().toString(),
             QString("The disk is full."));
}

void tst_LogPanel::theFilterTakesAllWordsInAnyColumn()
{
    open();
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    auto *field = m_panel->findChild<QLineEdit *>();
    QTest::keyClicks(field, "REVIEW gate-1:7");
    QCOMPARE(shown(), 1);
    field->setText("nothing like that");
    QCOMPARE(shown(), 0);
    QVERIFY(!m_view->isVisible()); // A sentence stands there.
    field->clear();
    QCOMPARE(shown(), 3);
}

void tst_LogPanel::copyTakesTheSelectedOrAll()
{
    open();
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    m_panel->copy();
    QCOMPARE(QApplication::clipboard()->text().split('\n').size(), 3);
    m_view->selectRow(1);
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
    const QStringList fields = QApplication::clipboard()->text().split('\t');
    QCOMPARE(fields.size(), 4);
    QCOMPARE(fields.mid(1), (QStringList{"2", "review", "decision accept · patch gate-1:7"}));
}

void tst_LogPanel::anotherCaseHasItsOwnLog()
{
    open();
    m_panel->show();
    QTRY_COMPARE(shown(), 3);
    m_panel->addMessage(LogRow::Kind::Info, "12 clips were written.");
    m_bench->session.close();
    QCOMPARE(shown(), 1); // Messages are of the session.
    m_engine->audit.resize(1);
    open();
    QTRY_COMPARE(shown(), 2);
}

void tst_LogPanel::detailsAreReadable_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::newRow("object") << R"({"video":"a-1","n":3,"ok":true})" << "n 3 · ok true · video a-1";
    QTest::newRow("nested") << R"({"classes":["bus"]})" << R"(classes ["bus"])";
    QTest::newRow("text") << "no JSON" << "no JSON";
    QTest::newRow("empty") << "{}" << "";
}

void tst_LogPanel::detailsAreReadable()
{
    QFETCH(QString, json);
    QTEST(detailText(json.toStdString()), "text");
}

void tst_LogPanel::theDeviceIsNamedWithItsReason()
{
    installPlurals();
    QCOMPARE(deviceText({}), QString());
    EngineInfo info;
    info.device = "cpu";
    info.precision = "bf16";
    info.threads = 2;
    QCOMPARE(deviceText(info), QString("CPU bf16 · 2 threads"));
    info.threads = 1;
    QCOMPARE(deviceText(info), QString("CPU bf16 · 1 thread"));
    info.device = "cuda:0";
    info.precision = "fp16";
    QCOMPARE(deviceText(info), QString("CUDA:0 fp16"));

    DeviceLabel label(*m_bench);
    QVERIFY(!label.isVisibleTo(nullptr));
    open();
    QTRY_VERIFY(label.text().startsWith("CPU fp32"));
    QVERIFY(label.toolTip().contains("It is a fake."));
    QVERIFY(label.toolTip().contains("fake (00000000)"));
}

QTEST_MAIN(tst_LogPanel)
#include "tst_log_panel.moc"
