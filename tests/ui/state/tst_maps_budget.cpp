#include "support/fake_engine.h"
#include "ui/state/maps_budget.h"
#include "ui/state/workbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using namespace std::chrono_literals;

class tst_MapsBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOldestGoUntilTheOthersFit_data();
    void theOldestGoUntilTheOthersFit();
    void whatIsNotDoneIsLeftAlone();
    void aLimitTakesEffectAtOnceAndIsKept();
    void aLimitSetWhileTheKeptOneIsReadStays();
    void withoutALimitNothingGoes();
    void aCaseThatCanOnlyBeReadKeepsItsMaps();

private:
    static SourceInfo source(const char *id, std::uint64_t maps);
    static std::unique_ptr<Workbench> opened(const std::shared_ptr<FakeEngine> &engine);
};

SourceInfo tst_MapsBudget::source(const char *id, std::uint64_t maps)
{
    SourceInfo info = test::fakeSource(id, 60s);
    info.mapsBytes = maps;
    info.bytes = maps + 10;
    return info;
}

std::unique_ptr<Workbench> tst_MapsBudget::opened(const std::shared_ptr<FakeEngine> &engine)
{
    auto bench = std::make_unique<Workbench>(test::opens(engine));
    QSignalSpy sources(&bench->session, &CaseSession::sourcesChanged);
    bench->session.open("/fake.case");
    sources.wait();
    return bench;
}

void tst_MapsBudget::theOldestGoUntilTheOthersFit_data()
{
    QTest::addColumn<int>("budget");
    QTest::addColumn<QStringList>("gone");
    QTest::newRow("all fit") << 60 << QStringList{};
    QTest::newRow("one too many") << 59 << QStringList{"a"};
    QTest::newRow("the first is not enough") << 49 << QStringList{"a", "b"};
    QTest::newRow("none fits") << 1 << QStringList{"a", "b", "c"};
}
void tst_MapsBudget::theOldestGoUntilTheOthersFit()
{
    QFETCH(int, budget);
    QFETCH(QStringList, gone);
    const std::vector<SourceInfo> sources{source("a", 10), source("empty", 0), source("b", 20),
                                          source("c", 30)};
    QStringList ids;
    for (const std::string &id : beyondBudget(sources, static_cast<std::uint64_t>(budget)))
        ids << QString::fromStdString(id);
    QCOMPARE(ids, gone);
}

void tst_MapsBudget::whatIsNotDoneIsLeftAlone()
{
    std::vector<SourceInfo> sources{source("a", 10), source("b", 20)};
    sources[0].record.state = store::SourceState::Unfinished;
    QCOMPARE(beyondBudget(sources, 15), std::vector<std::string>{"b"});
}

void tst_MapsBudget::aLimitTakesEffectAtOnceAndIsKept()
{
    const auto engine = std::make_shared<FakeEngine>();
    engine->sourceList = {source("a", 10), source("b", 20)};
    {
        const auto bench = opened(engine);
        QSignalSpy removed(&bench->mapsBudget, &MapsBudget::removed);
        bench->mapsBudget.setBytes(25);
        QVERIFY(removed.wait());
        QCOMPARE(removed[0][0].toInt(), 1);
        QCOMPARE(engine->mapsRemoved, std::vector<std::string>{"a"});
    }
    engine->sourceList = {source("a", 0), source("b", 20), source("c", 30)};
    const auto bench = opened(engine); // Another session, more footage.
    QTRY_COMPARE(bench->mapsBudget.bytes(), std::uint64_t{25});
    QTRY_COMPARE(engine->mapsRemoved, (std::vector<std::string>{"a", "b", "c"}));
}

void tst_MapsBudget::aLimitSetWhileTheKeptOneIsReadStays()
{
    const auto engine = std::make_shared<FakeEngine>();
    engine->sourceList = {source("a", 10), source("b", 20)};
    engine->valueMap[{"setting", "maps_budget"}] = R"({"bytes": 5})";
    Workbench bench(test::opens(engine));
    QSignalSpy changed(&bench.mapsBudget, &MapsBudget::changed);
    // The budget began to read when the case was opened, before this is called.
    connect(&bench.session, &CaseSession::opened, this, [&] { bench.mapsBudget.setBytes(25); });
    bench.session.open("/fake.case");
    QTRY_COMPARE(engine->mapsRemoved, std::vector<std::string>{"a"});
    QTest::qWait(50);
    QCOMPARE(bench.mapsBudget.bytes(), std::uint64_t{25});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(engine->mapsRemoved, std::vector<std::string>{"a"});
}

void tst_MapsBudget::withoutALimitNothingGoes()
{
    const auto engine = std::make_shared<FakeEngine>();
    engine->sourceList = {source("a", 10)};
    const auto bench = opened(engine);
    engine->sourceList.push_back(source("b", 1000));
    bench->session.refresh();
    QTRY_COMPARE(bench->session.sources().size(), std::size_t{2});
    QVERIFY(!bench->mapsBudget.job().isRunning());
    QVERIFY(engine->mapsRemoved.empty());
}

void tst_MapsBudget::aCaseThatCanOnlyBeReadKeepsItsMaps()
{
    const auto engine = std::make_shared<FakeEngine>();
    engine->sourceList = {source("a", 10)};
    engine->canWrite = false;
    engine->valueMap[{"setting", "maps_budget"}] = R"({"bytes": 5})";
    const auto bench = opened(engine);
    QTRY_COMPARE(bench->mapsBudget.bytes(), std::uint64_t{5});
    QVERIFY(!bench->mapsBudget.job().isRunning());
    QVERIFY(engine->mapsRemoved.empty());
}

QTEST_MAIN(tst_MapsBudget)
#include "tst_maps_budget.moc"
