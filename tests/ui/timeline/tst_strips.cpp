#include "ui/timeline/strips.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;

namespace {

SightingItem item(std::int64_t begin, std::int64_t end, const std::string &className = "car",
                  store::Decision decision = store::Decision::None)
{
    SightingItem made;
    made.sighting.video = std::string("a"); // Not the literal: GCC bug 105651.
    made.sighting.className = className;
    made.sighting.start = Timestamp(begin);
    made.sighting.end = Timestamp(end);
    made.sighting.decision = decision;
    return made;
}

SightingIndex indexOf(const SightingItems &items)
{
    SightingIndex index;
    index.update(items, 0, static_cast<int>(items.size()) - 1);
    return index;
}

// 1000 us in 300 pixels from pixel 100 on: a column of 3 pixels is 10 us.
const TimeScale kScale{{0, 1000}, 100, 300};

std::vector<Strip> strips(const SightingIndex &index, const TimeScale &scale = kScale,
                          AxisTime laneBegin = 0)
{
    return stripsOf(index.lane("a"), index.marks(), scale, laneBegin);
}

} // namespace

class tst_Strips : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWideOneIsABar();
    void smallOnesOfAClassFallIntoOneColumn();
    void aSmallOneAcrossTwoColumnsIsInBoth();
    void classesHaveColumnsOfTheirOwn();
    void columnsStayWhatTheyArePannedByAnyAmount();
    void theLaneBeginsWhereItsClockSays();
    void whatLiesOutsideIsNotDrawn();
    void aColumnIsRejectedWhereAllAre();
    void aColumnIsGoneWhereAllAreAndHasAppearedWhereOneHas();
    void selectedOnesComeLast();
    void fiftyThousandBecomeAsManyColumnsAsThereIsRoomFor();
    void theNearestIsHit();
    void ofSeveralTheOneInTheRowAndLevelIsHit();
    void besideARowNothingIsHit();
    void aPointHitsAsWellAsASpan();
};

void tst_Strips::aWideOneIsABar()
{
    const SightingIndex index = indexOf({item(100, 200)});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0], (Strip{.x = 130, .width = 30, .id = 0}));
}

void tst_Strips::smallOnesOfAClassFallIntoOneColumn()
{
    const SightingIndex index = indexOf({item(100, 102), item(103, 109), item(131, 133)});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0], (Strip{.x = 130, .width = kColumn, .count = 2, .id = -1, .column = true}));
    QCOMPARE(found[1], (Strip{.x = 139, .width = kColumn, .count = 1, .id = 2, .column = true}));
}

void tst_Strips::aSmallOneAcrossTwoColumnsIsInBoth()
{
    const SightingIndex index = indexOf({item(105, 115)});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].x, 130.0);
    QCOMPARE(found[1].x, 133.0);
    QCOMPARE(found[0].id, 0);
    QCOMPARE(found[1].id, 0);
}

void tst_Strips::classesHaveColumnsOfTheirOwn()
{
    const SightingIndex index = indexOf({item(100, 102), item(100, 102, "bus")});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].classId, std::uint16_t(0));
    QCOMPARE(found[1].classId, std::uint16_t(1));
    QCOMPARE(found[0].x, found[1].x);
}

void tst_Strips::columnsStayWhatTheyArePannedByAnyAmount()
{
    SightingItems items;
    for (int i = 0; i < 40; ++i)
        items.push_back(item(300 + i * 7, 301 + i * 7));
    const SightingIndex index = indexOf(items);
    const auto before = strips(index);
    for (const AxisTime by : {1, 7, 10, 123}) {
        const auto after = strips(index, {{by, 1000 + by}, 100, 300});
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(after[i].count, before[i].count);
            QVERIFY(std::abs(after[i].x + 0.3 * static_cast<double>(by) - before[i].x) < 1e-6);
        }
    }
}

void tst_Strips::theLaneBeginsWhereItsClockSays()
{
    const SightingIndex index = indexOf({item(100, 200)});
    const auto found = strips(index, {{5000, 6000}, 100, 300}, 5000);
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].x, 130.0);
}

void tst_Strips::whatLiesOutsideIsNotDrawn()
{
    const SightingIndex index =
        indexOf({item(0, 40), item(100, 200), item(150, 152), item(500, 502), item(900, 990)});
    const auto found = strips(index, {{300, 800}, 100, 150});
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].id, 3);
    // One that reaches in from outside is there, and begins outside.
    const auto reaching = strips(index, {{180, 300}, 100, 36});
    QCOMPARE(reaching.size(), std::size_t(1));
    QCOMPARE(reaching[0].id, 1);
    QVERIFY(reaching[0].x < 100);
}

void tst_Strips::aColumnIsRejectedWhereAllAre()
{
    using store::Decision;
    const SightingIndex index =
        indexOf({item(100, 102, "car", Decision::Reject), item(103, 104, "car", Decision::Reject),
                 item(200, 202, "car", Decision::Reject), item(203, 204, "car", Decision::Accept),
                 item(300, 302, "car", Decision::Label), item(400, 500, "car", Decision::Reject)});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(4));
    QVERIFY(found[0].rejected && !found[0].accepted);
    QVERIFY(!found[1].rejected && found[1].accepted);
    QVERIFY(!found[2].rejected && found[2].accepted); // A label is a yes, to another class.
    QVERIFY(found[3].rejected && !found[3].column);
}

void tst_Strips::aColumnIsGoneWhereAllAreAndHasAppearedWhereOneHas()
{
    SightingItems items{item(100, 102), item(103, 104), item(200, 300)};
    items[0].change = items[1].change = items[2].change = Change::Gone;
    auto found = strips(indexOf(items));
    QCOMPARE(found.size(), std::size_t(2));
    QVERIFY(found[0].gone && !found[0].appeared && found[1].gone);
    items[1].change = items[2].change = Change::Appeared;
    found = strips(indexOf(items));
    QVERIFY(!found[0].gone && found[0].appeared);
    QVERIFY(!found[1].gone && found[1].appeared);
}

void tst_Strips::selectedOnesComeLast()
{
    SightingIndex index = indexOf({item(100, 200), item(150, 250), item(300, 302), item(320, 322)});
    index.select({0, 2});
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(4));
    QVERIFY(found[0].column && found[0].id == 3 && !found[0].selected);
    QVERIFY(found[1].column && found[1].id == 2 && found[1].selected);
    QVERIFY(!found[2].column && found[2].id == 1 && !found[2].selected);
    QVERIFY(!found[3].column && found[3].id == 0 && found[3].selected);
}

void tst_Strips::fiftyThousandBecomeAsManyColumnsAsThereIsRoomFor()
{
    SightingItems items;
    for (int i = 0; i < 50'000; ++i)
        items.push_back(item(i * 20, i * 20 + 5)); // 1 s in 300 pixels: 10,000 us a column.
    const SightingIndex index = indexOf(items);
    const auto found = strips(index, {{0, 1'000'000}, 100, 300});
    QCOMPARE(found.size(), std::size_t(100));
    int sum = 0;
    for (const Strip &strip : found)
        sum += strip.count;
    QCOMPARE(sum, 50'000);
}

void tst_Strips::theNearestIsHit()
{
    const SightingIndex index = indexOf({item(100, 200), item(260, 300)});
    const LaneLayout layout{1, 1, 0, 36, 0};
    const int y = layout.classRow(0, 0).top + 8;
    const auto at = [&](double x) { return hitAt(index, "a", layout, 0, kScale, 0, x, y); };
    QCOMPARE(at(145).id, 0);   // In it: pixels 130 to 160.
    QCOMPARE(at(127.5).id, 0); // Three pixels beside it are enough,
    QCOMPARE(at(126).id, -1);  // four are not.
    QCOMPARE(at(162).id, 0);
    QCOMPARE(at(176).id, 1);
    QCOMPARE(at(169).id, -1);
    QCOMPARE(at(169).count, 0);
    QCOMPARE(hitAt(index, "none", layout, 0, kScale, 0, 145, y).id, -1);
}

void tst_Strips::ofSeveralTheOneInTheRowAndLevelIsHit()
{
    const SightingIndex index =
        indexOf({item(100, 200), item(120, 180), item(100, 200, "bus"), item(130, 140, "bus")});
    const LaneLayout layout{1, 2, 0, 72, 0}; // Rows of 22: bus, car; two levels each.
    const auto at = [&](const Band &band) {
        return hitAt(index, "a", layout, 0, kScale, 0, 141, band.top + 2);
    };
    QCOMPARE(at(layout.bar(0, 1, 2, 0)).id, 0);
    QCOMPARE(at(layout.bar(0, 1, 2, 1)).id, 1);
    QCOMPARE(at(layout.bar(0, 0, 2, 0)).id, 2);
    QCOMPARE(at(layout.bar(0, 0, 2, 1)).id, 3);
    QCOMPARE(at(layout.bar(0, 0, 2, 1)).count, 2);
    // Where levels fall together the shortest is on top.
    const LaneLayout thin{1, 2, 0, 20, 0};
    const Band band = thin.bar(0, 0, 1, 0);
    const SightingIndex same = indexOf({item(100, 200), item(130, 140)});
    QCOMPARE(hitAt(same, "a", {1, 1, 0, 20, 0}, 0, kScale, 0, 141, band.top + 2).count, 2);
}

void tst_Strips::besideARowNothingIsHit()
{
    const SightingIndex index = indexOf({item(100, 200)});
    const LaneLayout layout{1, 1, 0, 72, 0}; // The only row ends at 26.
    QCOMPARE(hitAt(index, "a", layout, 0, kScale, 0, 145, 20).id, 0);
    QCOMPARE(hitAt(index, "a", layout, 0, kScale, 0, 145, 60).id, -1);
    QCOMPARE(hitAt(index, "a", layout, 0, kScale, 0, 145, 60).count, 0);
}

void tst_Strips::aPointHitsAsWellAsASpan()
{
    const SightingIndex index = indexOf({item(500, 500)}); // A single picture.
    const LaneLayout layout{1, 1, 0, 36, 0};
    QCOMPARE(hitAt(index, "a", layout, 0, kScale, 0, 251, 12).id, 0);
    const auto found = strips(index);
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].x, 250.0);
}

QTEST_GUILESS_MAIN(tst_Strips)
#include "tst_strips.moc"
