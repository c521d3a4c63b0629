#include "support/fake_engine.h"
#include "ui/compare/disagreement_view.h"
#include "ui/compare/some_comparison.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_Disagreements : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void exactlyWhatDiffersIsThere();
    void aRowSaysWhatEachDepthSays();
    void anUpdateKeepsTheRows();
    void theRowThatIsLookedAtStays();
    void acceptDecidesAndGoesOn();
    void rejectOfSeveralStaysThere();
    void enterLeadsToThePlayer();
    void picturesOfWhatIsInViewAreRead();

private:
    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_bench;
    std::unique_ptr<DisagreementView> m_view;
};

void tst_Disagreements::init()
{
    m_engine = std::make_shared<test::FakeEngine>();
    m_engine->sourceList = {test::fakeSource("gate", 60s)};
    m_bench = std::make_unique<Workbench>(test::opens(m_engine));
    QSignalSpy sources(&m_bench->session, &CaseSession::sourcesChanged);
    m_bench->session.open("/fake.case");
    QVERIFY(sources.wait());
    m_view = std::make_unique<DisagreementView>(*m_bench);
    m_view->resize(900, 300);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setCompared(test::someCompared());
}

void tst_Disagreements::cleanup()
{
    m_view.reset();
    m_bench.reset();
}

// 4 blocks are wrong about every fiftieth patch from 8 on, 7 blocks about every 25th from 3 on.
void tst_Disagreements::exactlyWhatDiffersIsThere()
{
    const DisagreementModel &model = m_view->model();
    std::vector<std::size_t> subjects, expected;
    for (int row = 0; row < model.rowCount(); ++row)
        subjects.push_back(model.row(row).subject);
    for (std::size_t i = 0; i < 200; ++i)
        if (i % 50 == 8 || i % 25 == 3)
            expected.push_back(i);
    QCOMPARE(subjects, expected);
    QCOMPARE(model.open(), model.rowCount());
    DisagreementModel tested(m_bench->session);
    const QAbstractItemModelTester tester(&tested);
    tested.setCompared(test::someCompared());
    tested.setCompared(test::someCompared({.answered = 60}));
    tested.setCompared({});
}

void tst_Disagreements::aRowSaysWhatEachDepthSays()
{
    const Disagreement &row = m_view->model().row(0); // Patch 3, a bus.
    QCOMPARE(row.patch.toString(), std::string("gate:3"));
    QCOMPARE(row.verdicts.size(), std::size_t{3}); // Un-retrained ones are not asked.
    QCOMPARE(row.verdicts[0].depth, QStringLiteral("none"));
    QCOMPARE(row.verdicts[0].className, std::string("bus"));
    QVERIFY(!row.verdicts[0].isHit);
    QCOMPARE(row.verdicts[2].className, std::string("car"));
    QVERIFY(row.verdicts[2].isHit && row.concernsHits);
    QCOMPARE(m_view->model().index(0).data().toString(),
             QStringLiteral("none: bus 0.51 · 4: bus 0.51 · 7: car 0.51"));
    QVERIFY(m_view->model().index(0).data(Qt::ToolTipRole).toString().contains("ingest: bus"));
}

void tst_Disagreements::anUpdateKeepsTheRows()
{
    QSignalSpy reset(&m_view->model(), &QAbstractItemModel::modelReset);
    QSignalSpy changed(&m_view->model(), &QAbstractItemModel::dataChanged);
    m_view->setCompared(test::someCompared({.runs = 3}));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1);
}

void tst_Disagreements::theRowThatIsLookedAtStays()
{
    m_view->setCompared(test::someCompared({.answered = 60})); // 3, 8, 28, 53, 58
    m_view->setCurrentIndex(m_view->model().index(2));
    m_view->setCompared(test::someCompared());
    QCOMPARE(m_view->model().row(m_view->currentIndex().row()).subject, std::size_t{28});
}

void tst_Disagreements::acceptDecidesAndGoesOn()
{
    m_view->setCurrentIndex(m_view->model().index(1));
    m_view->acceptSelected();
    QTRY_COMPARE(m_engine->reviewMap.size(), std::size_t{1});
    const store::Review &review = m_engine->reviewMap.at("gate:8");
    QVERIFY(review.decision == store::Decision::Accept);
    QCOMPARE(review.label, std::string("car"));
    QCOMPARE(m_view->currentIndex().row(), 2);
    m_bench->decisions.undoStack().undo();
    QTRY_VERIFY(m_engine->reviewMap.empty());
}

void tst_Disagreements::rejectOfSeveralStaysThere()
{
    m_view->setCurrentIndex(m_view->model().index(0));
    m_view->selectionModel()->select(m_view->model().index(3), QItemSelectionModel::Select);
    m_view->rejectSelected();
    QTRY_COMPARE(m_engine->reviewMap.size(), std::size_t{2});
    QVERIFY(m_engine->reviewMap.at("gate:3").decision == store::Decision::Reject);
    QCOMPARE(m_view->currentIndex().row(), 0);
}

void tst_Disagreements::enterLeadsToThePlayer()
{
    QSignalSpy play(m_view.get(), &DisagreementView::playRequested);
    m_view->setCurrentIndex(m_view->model().index(1));
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(play.size(), 1);
    QCOMPARE(m_bench->playhead.video(), std::string("gate"));
}

void tst_Disagreements::picturesOfWhatIsInViewAreRead() { QTRY_VERIFY(m_engine->thumbnails > 0); }

QTEST_MAIN(tst_Disagreements)
#include "tst_disagreements.moc"
