#include "support/fake_engine.h"
#include "ui/compare/chart.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/some_comparison.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_ComparePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutAClassItSaysWhatToDo();
    void itAsksForWhatIsChosen();
    void thePaperTableIsAReadyMadeChoice();
    void aComparisonFillsTheWorkspace();
    void theChosenDepthIsTheSameEverywhere();
    void escapeCancels();
    void anErrorIsShownAndSaid();
    void decidingADisagreementUpdatesTheTable();
    void theTableCanBeSaved_data();
    void theTableCanBeSaved();
    void itFitsASmallWindow();

private:
    bool says(const QString &text) const;
    QPushButton *button(const QString &text) const;
    void compare();

    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_bench;
    std::unique_ptr<ComparePanel> m_panel;
};

void tst_ComparePanel::init()
{
    m_engine = std::make_shared<test::FakeEngine>();
    m_engine->sourceList = {test::fakeSource("gate", 60s)};
    m_engine->comparison = test::someComparison();
    for (const char *name : {"none", "3", "4", "7", "7-11", "auto"}) {
        DepthInfo depth;
        depth.name = name;
        depth.reuse = query::Reuse::parse(name);
        m_engine->depthList.push_back(depth);
    }
    m_bench = std::make_unique<Workbench>(test::opens(m_engine));
    QSignalSpy depths(&m_bench->session, &CaseSession::depthsChanged);
    m_bench->session.open("/fake.case");
    QVERIFY(depths.wait());
    m_panel = std::make_unique<ComparePanel>(*m_bench);
    m_panel->resize(1280, 740);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    query::QueryOptions question;
    question.classes = {"car"};
    m_bench->query.setDraft(question);
}

void tst_ComparePanel::cleanup()
{
    m_panel.reset();
    m_bench.reset();
}

bool tst_ComparePanel::says(const QString &text) const
{
    for (const QLabel *label : m_panel->findChildren<QLabel *>())
        if (label->isVisible() && label->text().contains(text))
            return true;
    return false;
}

QPushButton *tst_ComparePanel::button(const QString &text) const
{
    for (auto *button : m_panel->findChildren<QPushButton *>())
        if (button->text() == text)
            return button;
    return nullptr;
}

void tst_ComparePanel::compare()
{
    QSignalSpy ended(&m_bench->comparison, &ComparisonSession::ended);
    m_panel->start();
    QVERIFY(ended.wait());
}

void tst_ComparePanel::withoutAClassItSaysWhatToDo()
{
    m_bench->query.setDraft({});
    QVERIFY(says(QStringLiteral("Ask for a class first")));
    QVERIFY(!button(QStringLiteral("Compare"))->isEnabled());
    m_panel->start();
    QVERIFY(!m_bench->comparison.isRunning());
}

void tst_ComparePanel::itAsksForWhatIsChosen()
{
    m_panel->findChild<QComboBox *>()->setCurrentIndex(1);
    for (auto *box : m_panel->findChildren<QSpinBox *>())
        box->setValue(box->maximum() == 100 ? 3 : 60);
    for (auto *depth : m_panel->bar().findChildren<QToolButton *>())
        if (depth->text() == QStringLiteral("4"))
            depth->click();
    QTest::mouseClick(button(QStringLiteral("Compare")), Qt::LeftButton);
    QTRY_COMPARE(m_engine->compared.size(), std::size_t{1});
    const compare::CompareOptions &options = m_engine->compared[0];
    QVERIFY(options.subjects.scope == compare::Scope::Class);
    QCOMPARE(options.subjects.question.classes, std::vector<std::string>{"car"});
    QCOMPARE(options.subjects.most, std::size_t{60});
    QCOMPARE(options.runs, 3);
    // 3 is not chosen at first, 4 was taken away.
    QVERIFY(options.depths == compare::parseDepths("none,7,7-11"));
}

void tst_ComparePanel::thePaperTableIsAReadyMadeChoice()
{
    m_panel->startPaperTable();
    QTRY_COMPARE(m_engine->compared.size(), std::size_t{1});
    QVERIFY(m_engine->compared[0].depths == compare::parseDepths("none,4,7", true));
    QVERIFY(m_panel->findChild<QCheckBox *>()->isChecked());
}

void tst_ComparePanel::aComparisonFillsTheWorkspace()
{
    QVERIFY(says(QStringLiteral("What does a stored map save")));
    compare();
    QCOMPARE(m_panel->table().model().rowCount(), 4);
    QVERIFY(m_panel->disagreements().model().rowCount() > 0);
    QVERIFY(says(QStringLiteral("Depths differ on 12 of 200 patches, 12 to decide")));
    QVERIFY(says(QStringLiteral("4 blocks answers this query")));
    QVERIFY(says(QStringLiteral("Advice:")));
    for (const Chart *chart : m_panel->charts())
        QVERIFY(chart->emptySentence().isEmpty());
}

void tst_ComparePanel::theChosenDepthIsTheSameEverywhere()
{
    compare();
    m_panel->table().selectRow(2);
    QCOMPARE(m_panel->chosen(), 2);
    for (const Chart *chart : m_panel->charts())
        QCOMPARE(chart->chosen(), 2);
    QVERIFY(says(QStringLiteral("7 blocks answers this query")));
    Q_EMIT m_panel->charts()[0]->depthChosen(1);
    QCOMPARE(m_panel->table().chosen(), 1);
}

void tst_ComparePanel::escapeCancels()
{
    m_engine->comparisonParts = 1000;
    m_engine->batchDelay = 5ms;
    m_panel->start();
    QVERIFY(button(QStringLiteral("Cancel")));
    QTRY_COMPARE(m_panel->table().model().rowCount(), 4); // What there is so far.
    QTest::keyClick(m_panel.get(), Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->comparison.isRunning());
    QVERIFY(button(QStringLiteral("Compare")));
    QCOMPARE(m_panel->table().model().rowCount(), 4);
    QVERIFY(says(QStringLiteral("Stopped early")));
}

void tst_ComparePanel::anErrorIsShownAndSaid()
{
    m_engine->compareError = "gate.mp4 is not at hand";
    QSignalSpy failed(m_panel.get(), &ComparePanel::failed);
    m_panel->start();
    QVERIFY(failed.wait());
    QVERIFY(says(QStringLiteral("gate.mp4 is not at hand")));
    m_engine->compareError.clear();
    compare();
    QVERIFY(!says(QStringLiteral("gate.mp4 is not at hand")));
}

void tst_ComparePanel::decidingADisagreementUpdatesTheTable()
{
    compare();
    m_panel->disagreements().setCurrentIndex(m_panel->disagreements().model().index(0));
    m_panel->disagreements().rejectSelected();
    QTRY_COMPARE(m_panel->table().model().decidedCount(), std::size_t{1});
    QVERIFY(says(QStringLiteral("11 to decide")));
}

void tst_ComparePanel::theTableCanBeSaved_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("Markdown") << "table.md" << QByteArray("| Reuse | Network |");
    QTest::newRow("CSV") << "table.csv" << QByteArray("reuse,network,shape,");
    QTest::newRow("JSON") << "table.json" << QByteArray("{");
}
void tst_ComparePanel::theTableCanBeSaved()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, begin);
    const QTemporaryDir folder;
    QVERIFY(!m_panel->save(folder.filePath(name)).isEmpty()); // Nothing to save yet.
    compare();
    QCOMPARE(m_panel->save(folder.filePath(name)), QString());
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith(begin));
    QVERIFY(!m_panel->save(folder.filePath("nowhere/" + name)).isEmpty());
}

void tst_ComparePanel::itFitsASmallWindow()
{
    compare();
    QVERIFY2(m_panel->minimumSizeHint().width() <= 1280,
             qPrintable(QString::number(m_panel->minimumSizeHint().width())));
    QVERIFY2(m_panel->minimumSizeHint().height() <= 740,
             qPrintable(QString::number(m_panel->minimumSizeHint().height())));
}

QTEST_MAIN(tst_ComparePanel)
#include "tst_compare_panel.moc"
