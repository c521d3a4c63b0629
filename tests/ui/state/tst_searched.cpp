#include "support/fake_engine.h"
#include "ui/state/searched.h"

#include <QLocale>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestSearched : public QObject
{
    Q_OBJECT

    static query::QueryOptions ofTruck()
    {
        query::QueryOptions options;
        options.classes = {"truck"};
        return options;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void gapsCountOnlyWhereTheyWereAskedFor()
    {
        SourceInfo gate = test::fakeSource("gate", 600s), yard = test::fakeSource("yard", 300s);
        gate.coverage.gaps = {{60s, 120s}, {500s, 520s}};
        auto asked = ofTruck();
        Searched searched = searchedOf({gate, yard}, asked);
        QCOMPARE(searched.seconds, 820.0);
        QCOMPARE(searched.missed, 80.0);
        QCOMPARE(searched.sources, 2);
        asked.time = {100s, 200s};
        searched = searchedOf({gate, yard}, asked);
        QCOMPARE(searched.seconds, 180.0);
        QCOMPARE(searched.missed, 20.0);
        asked.videos = {"yard"};
        searched = searchedOf({gate, yard}, asked);
        QCOMPARE(searched.missed, 0.0);
        QVERIFY(searched.notes.isEmpty());
        QCOMPARE(missedText(searched), QString());
    }

    void singleFailedPicturesCountByTheirShare()
    {
        SourceInfo gate = test::fakeSource("gate", 100s);
        gate.coverage.framesDecoded = 2250;
        gate.coverage.framesFailed = 250;
        const Searched searched = searchedOf({gate}, ofTruck());
        QCOMPARE(searched.missed, 10.0);
        QCOMPARE(searched.seconds, 90.0);
        QCOMPARE(searched.notes, QStringList("gate: 250 of 2500 pictures could not be decoded."));
    }

    void sourcesThatAreNotIngestedAreSaid()
    {
        SourceInfo gate = test::fakeSource("gate", 100s), yard = test::fakeSource("yard", 0s);
        yard.indexed = false;
        const Searched searched = searchedOf({gate, yard}, ofTruck());
        QCOMPARE(searched.unknown, 1);
        QCOMPARE(searched.notes, QStringList("yard: not ingested yet."));
        QCOMPARE(searched.sources, 1);
        QVERIFY(searchedText(searched).startsWith("searched 1 min 40 s in 1 source"));
        QVERIFY(missedText(searched).startsWith("not searched 1 source"));
    }

    void whatIsMissingBehindTheLastPictureIsMissing()
    {
        SourceInfo gate = test::fakeSource("gate", 100s); // Of a file that was cut.
        gate.coverage.gaps = {{100s, 180s}};
        Searched searched = searchedOf({gate}, ofTruck());
        QCOMPARE(searched.seconds, 100.0);
        QCOMPARE(searched.missed, 80.0);
        QCOMPARE(searched.notes, QStringList("gate: pictures are missing in 1 place(s)."));
        auto early = ofTruck();
        early.time.end = 50s;
        QCOMPARE(searchedOf({gate}, early).missed, 0.0);
    }

    void skippedPicturesMasksAndHalfIndexesAreSaid()
    {
        SourceInfo gate = test::fakeSource("gate", 100s);
        gate.record.state = store::SourceState::Unfinished;
        gate.coverage.framesDecoded = 2500;
        gate.coverage.framesSkipped = 2000;
        gate.coverage.maskedShare = 0.12;
        QCOMPARE(
            searchedOf({gate}, ofTruck()).notes,
            QStringList("gate: indexed only up to 1:40 so far; 2000 of 2500 pictures were left "
                        "out at ingest to save time; 12 % of the picture is masked."));
    }

    void stretchesOnTheClockAreCounted()
    {
        const SourceInfo yard = test::fakeSource("yard", 100s);
        SourceInfo gate = test::fakeSource("gate", 100s);
        gate.record.wallClockStart = 0;
        auto asked = ofTruck();
        asked.spans = {{"gate", {{10s, 20s}, {90s, 500s}}}, {"yard", {}}};
        const Searched searched = searchedOf({gate, yard}, asked);
        QCOMPARE(searched.seconds, 20.0);
        QCOMPARE(searched.unknown, 1);
        QCOMPARE(searched.notes,
                 QStringList("yard: has no clock, so the time asked for is not known in it."));
    }

    void anAnswerWithoutSightingsSaysOfHowManyPatches()
    {
        const SourceInfo gate = test::fakeSource("gate", 100s);
        const Searched searched = searchedOf({gate}, ofTruck());
        query::QueryStats stats;
        stats.patches = 40;
        QCOMPARE(nothingText(searched, stats),
                 searchedText(searched) + ": none of 40 patches could be it");
        stats.candidates = 3;
        QCOMPARE(nothingText(searched, stats),
                 searchedText(searched) + ": 3 of 40 patches could be it, none was");
    }
};

QTEST_MAIN(TestSearched)
#include "tst_searched.moc"
