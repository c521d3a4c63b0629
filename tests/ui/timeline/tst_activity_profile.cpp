#include "ui/timeline/activity_profile.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;

class tst_ActivityProfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withinSumsWholeAndPartsOfBins();
    void busiestIsThatOfTheLength();
    void columnsAreSharesOfTheBusiest();
    void closerThanABinAColumnIsTheBin();
    void pannedColumnsKeepTheirHeight();
    void nothingIsNothing();
};

void tst_ActivityProfile::withinSumsWholeAndPartsOfBins()
{
    const ActivityProfile profile({2, 0, 4}, Timestamp(10));
    QCOMPARE(profile.within(0, 30), 6.0);
    QCOMPARE(profile.within(-100, 100), 6.0);
    QCOMPARE(profile.within(0, 5), 1.0);
    QCOMPARE(profile.within(5, 25), 3.0);
    QCOMPARE(profile.within(10, 20), 0.0);
    QCOMPARE(profile.within(20, 10), 0.0);
    QCOMPARE(profile.within(30, 40), 0.0);
}

void tst_ActivityProfile::busiestIsThatOfTheLength()
{
    const ActivityProfile profile({1, 1, 4, 0}, Timestamp(10));
    QCOMPARE(profile.busiest(10), 4.0);
    QCOMPARE(profile.busiest(20), 4.0); // 1 + 1, 4 + 0.
    QCOMPARE(profile.busiest(30), 6.0);
    QCOMPARE(profile.busiest(1000), 6.0);
}

void tst_ActivityProfile::columnsAreSharesOfTheBusiest()
{
    const ActivityProfile profile({4, 0, 16, 1}, Timestamp(10));
    const TimeScale scale{{0, 40}, 100, 16}; // 2.5 us a pixel: a bin is 4 pixels.
    QCOMPARE(profile.columns(scale, 0, 4),
             (std::vector<Column>{{100, 4, 0.5}, {108, 4, 1.0}, {112, 4, 0.25}}));
    QCOMPARE(profile.columns({{1000, 1040}, 100, 16}, 1000, 4).size(), std::size_t(3));
    QCOMPARE(profile.columns({{20, 40}, 100, 8}, 0, 4),
             (std::vector<Column>{{100, 4, 1.0}, {104, 4, 0.25}}));
}

void tst_ActivityProfile::closerThanABinAColumnIsTheBin()
{
    const ActivityProfile profile({4, 16}, Timestamp(10));
    QCOMPARE(profile.columns({{0, 20}, 0, 200}, 0, 4),
             (std::vector<Column>{{0, 100, 0.5}, {100, 100, 1.0}}));
}

void tst_ActivityProfile::pannedColumnsKeepTheirHeight()
{
    std::vector<std::uint32_t> counts;
    for (std::uint32_t i = 0; i < 100; ++i)
        counts.push_back(i * 7 % 13);
    const ActivityProfile profile(counts, Timestamp(10));
    const auto before = profile.columns({{0, 1000}, 0, 100}, 0, 4);
    const auto after = profile.columns({{43, 1043}, 0, 100}, 0, 4); // By a column and a bit.
    for (std::size_t i = 0; i + 1 < after.size(); ++i)
        QCOMPARE(after[i].height, before[i + 1].height);
}

void tst_ActivityProfile::nothingIsNothing()
{
    QVERIFY(ActivityProfile().empty());
    QVERIFY(ActivityProfile({}, Timestamp(10)).empty());
    QVERIFY(ActivityProfile().columns({{0, 10}, 0, 10}, 0, 4).empty());
    QVERIFY(ActivityProfile({0, 0}, Timestamp(10)).columns({{0, 10}, 0, 10}, 0, 4).empty());
}

QTEST_GUILESS_MAIN(tst_ActivityProfile)
#include "tst_activity_profile.moc"
