#include "ui/timeline/sighting_index.h"

#include <QTest>

#include <random>

using namespace refocus;
using namespace refocus::ui;

namespace {

SightingItem item(const std::string &video, std::int64_t begin, std::int64_t end,
                  const std::string &className = "car")
{
    SightingItem made;
    made.sighting.video = video;
    made.sighting.className = className;
    made.sighting.start = Timestamp(begin);
    made.sighting.end = Timestamp(end);
    return made;
}

SourceInfo source(const std::string &id, std::optional<std::int64_t> clock = {})
{
    SourceInfo made;
    made.record.id = id;
    made.record.wallClockStart = clock;
    made.indexed = true;
    made.duration = Timestamp(1000);
    return made;
}

SightingIndex indexOf(const SightingItems &items)
{
    SightingIndex index;
    index.update(items, 0, static_cast<int>(items.size()) - 1);
    return index;
}

std::vector<int> idsIn(const LaneBars &lane, std::int64_t begin, std::int64_t end)
{
    const auto [first, last] = lane.touching(begin, end);
    std::vector<int> ids;
    for (std::size_t i = first; i < last; ++i)
        if (lane.bars[i].end >= begin)
            ids.push_back(lane.bars[i].id);
    return ids;
}

} // namespace

class tst_SightingIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachSourceHasItsOwnByTime();
    void thoseThatTouchAreFoundAlsoBehindALongOne();
    void theSearchAgreesWithLookingAtAll();
    void whatComesLaterIsPutInOrder();
    void aSpanThatGrewIsFoundWhereItIsNow();
    void classesHaveRowsByNameAndCounts();
    void aNewClassOfAPersonMovesIt();
    void decisionsAndStarsAreMarks();
    void goneOnesAreShownAndNotCountedAndAbsentOnesAreNeither();
    void selectionIsAMark();
    void overlappingOnesOfAClassLieInLevels();
    void moreThanThreeShareTheLevelThatEndsFirst();
    void nextAndPreviousGoByWallClockAcrossSources();
    void withoutAClockOneSourceComesAfterTheOther();
    void fromThePlayheadTheNextIsAfterIt();
};

void tst_SightingIndex::eachSourceHasItsOwnByTime()
{
    const SightingIndex index = indexOf({item("a", 30, 40), item("b", 5, 6), item("a", 10, 20)});
    QCOMPARE(index.count(), 3);
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{2, 0}));
    QCOMPARE(idsIn(index.lane("b"), 0, 100), (std::vector<int>{1}));
    QVERIFY(index.lane("c").bars.empty());
    QCOMPARE(index.video(1), std::string("b"));
}

void tst_SightingIndex::thoseThatTouchAreFoundAlsoBehindALongOne()
{
    const SightingIndex index =
        indexOf({item("a", 0, 1000), item("a", 10, 20), item("a", 30, 40), item("a", 50, 50)});
    QCOMPARE(idsIn(index.lane("a"), 35, 45), (std::vector<int>{0, 2}));
    QCOMPARE(idsIn(index.lane("a"), 40, 50), (std::vector<int>{0, 2, 3})); // Both ends count.
    QCOMPARE(idsIn(index.lane("a"), 1001, 2000), (std::vector<int>{}));
    QCOMPARE(idsIn(index.lane("a"), -10, -1), (std::vector<int>{}));
}

void tst_SightingIndex::theSearchAgreesWithLookingAtAll()
{
    std::mt19937 random(7);
    SightingItems items;
    for (int i = 0; i < 500; ++i) {
        const std::int64_t begin = static_cast<std::int64_t>(random() % 10'000);
        const std::int64_t length = static_cast<std::int64_t>(random() % (i % 50 == 0 ? 3000 : 60));
        items.push_back(item("a", begin, begin + length));
    }
    const SightingIndex index = indexOf(items);
    for (std::int64_t begin = -100; begin < 11'000; begin += 137) {
        std::vector<int> expected;
        for (int id = 0; id < 500; ++id) {
            const query::Sighting &s = items[static_cast<std::size_t>(id)].sighting;
            if (s.start.count() <= begin + 200 && s.end.count() >= begin)
                expected.push_back(id);
        }
        auto found = idsIn(index.lane("a"), begin, begin + 200);
        std::ranges::sort(found);
        QCOMPARE(found, expected);
    }
}

void tst_SightingIndex::whatComesLaterIsPutInOrder()
{
    SightingItems items{item("a", 10, 11), item("a", 30, 31)};
    SightingIndex index = indexOf(items);
    QCOMPARE(index.lane("a").bars.size(), std::size_t(2));
    items.push_back(item("a", 20, 21));
    items.push_back(item("a", 0, 1));
    index.update(items, 2, 3);
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{3, 0, 2, 1}));
    QCOMPARE(index.lane("a").latestEnd, (std::vector<std::int64_t>{1, 11, 21, 31}));
}

void tst_SightingIndex::aSpanThatGrewIsFoundWhereItIsNow()
{
    SightingItems items{item("a", 10, 11), item("a", 30, 31)};
    SightingIndex index = indexOf(items);
    QCOMPARE(idsIn(index.lane("a"), 5, 8), (std::vector<int>{}));
    items[1] = item("a", 5, 31);
    index.update(items, 1, 1);
    QCOMPARE(idsIn(index.lane("a"), 5, 8), (std::vector<int>{1}));
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{1, 0}));
    QCOMPARE(index.count(), 2);
}

void tst_SightingIndex::classesHaveRowsByNameAndCounts()
{
    const SightingIndex index =
        indexOf({item("a", 0, 1, "truck"), item("a", 2, 3, "bus"), item("b", 4, 5, "truck")});
    QCOMPARE(index.rows(), 2);
    QCOMPARE(index.classes(), (std::vector<SightingIndex::Class>{{"truck", 2, 1}, {"bus", 1, 0}}));
}

void tst_SightingIndex::aNewClassOfAPersonMovesIt()
{
    SightingItems items{item("a", 0, 1, "truck"), item("a", 2, 3, "bus")};
    SightingIndex index = indexOf(items);
    items[1].review = store::Review{store::Decision::Label, "van", "", false, 0};
    index.update(items, 1, 1);
    QCOMPARE(index.rows(), 2);
    QCOMPARE(index.classes(),
             (std::vector<SightingIndex::Class>{{"truck", 1, 0}, {"bus", 0, -1}, {"van", 1, 1}}));
    QCOMPARE(index.classes()[index.mark(1).classId].name, std::string("van"));
    QCOMPARE(index.lane("a").levels.size(), std::size_t(3));
}

void tst_SightingIndex::decisionsAndStarsAreMarks()
{
    SightingItems items{item("a", 0, 1), item("a", 2, 3)};
    items[0].sighting.decision = store::Decision::Reject; // From another patch of the track.
    SightingIndex index = indexOf(items);
    QCOMPARE(index.mark(0).decision, store::Decision::Reject);
    QCOMPARE(index.mark(1).decision, store::Decision::None);
    items[1].review = store::Review{store::Decision::Accept, "", "", true, 0};
    index.update(items, 1, 1);
    QCOMPARE(index.mark(1).decision, store::Decision::Accept);
    QVERIFY(index.mark(1).starred);
}

void tst_SightingIndex::goneOnesAreShownAndNotCountedAndAbsentOnesAreNeither()
{
    SightingItems items{item("a", 0, 1), item("a", 2, 3, "bus"), item("a", 4, 5), item("a", 6, 7)};
    items[1].change = Change::Gone;
    items[2].change = Change::Absent;
    items[3].change = Change::Appeared;
    SightingIndex index = indexOf(items);
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{0, 1, 3}));
    QCOMPARE(index.lane("a").answered, 2);
    QCOMPARE(index.classes(), (std::vector<SightingIndex::Class>{{"car", 2, 1}, {"bus", 0, 0, 1}}));
    QCOMPARE(index.mark(3).change, Change::Appeared);
    items[0].change = items[1].change = Change::Absent;
    items[2].change = Change::None;
    index.update(items, 0, 2);
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{2, 3}));
    QCOMPARE(index.lane("a").bars[0].begin, std::int64_t(4));
    QCOMPARE(index.classes(), (std::vector<SightingIndex::Class>{{"car", 2, 0}, {"bus", 0, -1}}));
    items.push_back(item("a", 1, 2));
    index.update(items, 4, 4);
    QCOMPARE(idsIn(index.lane("a"), 0, 100), (std::vector<int>{4, 2, 3}));
}

void tst_SightingIndex::selectionIsAMark()
{
    SightingItems items{item("a", 0, 1), item("a", 2, 3)};
    SightingIndex index = indexOf(items);
    index.select({1, 99});
    QVERIFY(!index.mark(0).selected && index.mark(1).selected);
    index.update(items, 0, 1); // A change of the sighting leaves it selected.
    QVERIFY(index.mark(1).selected);
    index.select({0});
    QVERIFY(index.mark(0).selected && !index.mark(1).selected);
}

void tst_SightingIndex::overlappingOnesOfAClassLieInLevels()
{
    const SightingIndex index =
        indexOf({item("a", 0, 10), item("a", 5, 20), item("a", 11, 12), item("a", 6, 9, "bus")});
    const LaneBars &lane = index.lane("a");
    std::map<int, int> levels;
    for (const Bar &bar : lane.bars)
        levels[bar.id] = bar.level;
    QCOMPARE(levels, (std::map<int, int>{{0, 0}, {1, 1}, {2, 0}, {3, 0}}));
    QCOMPARE(lane.levels, (std::vector<std::uint8_t>{2, 1}));
}

void tst_SightingIndex::moreThanThreeShareTheLevelThatEndsFirst()
{
    const SightingIndex index =
        indexOf({item("a", 0, 100), item("a", 1, 50), item("a", 2, 100), item("a", 3, 100)});
    QCOMPARE(index.lane("a").bars[3].level, std::uint8_t(1));
    QCOMPARE(index.lane("a").levels, (std::vector<std::uint8_t>{kLevels}));
}

void tst_SightingIndex::nextAndPreviousGoByWallClockAcrossSources()
{
    const TimeAxis axis({source("a", 1000), source("b", 1050)});
    // On the axis: 1010, 1060, 1055, 1060.
    const SightingIndex index =
        indexOf({item("a", 10, 20), item("a", 60, 70), item("b", 5, 6), item("b", 10, 11)});
    std::vector<int> forward, back;
    for (int id = 0; id >= 0; id = index.next(axis, id, "", {}))
        forward.push_back(id);
    QCOMPARE(forward, (std::vector<int>{0, 2, 1, 3}));
    for (int id = 3; id >= 0; id = index.previous(axis, id, "", {}))
        back.push_back(id);
    QCOMPARE(back, (std::vector<int>{3, 1, 2, 0}));
}

void tst_SightingIndex::withoutAClockOneSourceComesAfterTheOther()
{
    const TimeAxis axis({source("a"), source("b")});
    const SightingIndex index =
        indexOf({item("b", 5, 6), item("a", 60, 70), item("a", 10, 20), item("b", 1, 2)});
    std::vector<int> forward;
    for (int id = 2; id >= 0; id = index.next(axis, id, "", {}))
        forward.push_back(id);
    QCOMPARE(forward, (std::vector<int>{2, 1, 3, 0}));
    QCOMPARE(index.previous(axis, 3, "", {}), 1);
}

void tst_SightingIndex::fromThePlayheadTheNextIsAfterIt()
{
    const SightingIndex index = indexOf({item("a", 10, 20), item("a", 60, 70), item("b", 15, 16)});
    const TimeAxis clocks({source("a", 1000), source("b", 1000)});
    QCOMPARE(index.next(clocks, -1, "a", Timestamp(10)), 2); // Not one that begins right there.
    QCOMPARE(index.previous(clocks, -1, "a", Timestamp(10)), -1);
    QCOMPARE(index.previous(clocks, -1, "a", Timestamp(16)), 2);
    QCOMPARE(index.next(clocks, -1, "a", Timestamp(60)), -1);
    const TimeAxis none({source("a"), source("b")});
    QCOMPARE(index.next(none, -1, "a", Timestamp(11)), 1);
    QCOMPARE(index.next(none, -1, "a", Timestamp(61)), 2);
    QCOMPARE(index.next(none, -1, "", {}), 0); // Nothing is shown yet.
    QCOMPARE(SightingIndex().next(none, -1, "", {}), -1);
}

QTEST_GUILESS_MAIN(tst_SightingIndex)
#include "tst_sighting_index.moc"
