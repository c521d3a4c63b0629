#include "compare/stretches.h"

#include <QTest>

using namespace refocus::compare;

class TestStretches : public QObject
{
    Q_OBJECT

    static std::size_t patchesIn(const std::vector<Stretch> &stretches, std::size_t video)
    {
        std::size_t sum = 0;
        for (const Stretch &stretch : stretches)
            sum += stretch.video == video ? stretch.size() : 0;
        return sum;
    }

private Q_SLOTS:
    void aSmallCaseIsTakenWhole()
    {
        const std::vector<std::size_t> counts{250, 0, 30};
        const auto all = sampleStretches(counts, 280, 100, 1);
        // 250 in three nearly equal parts.
        QCOMPARE(all, (std::vector<Stretch>{{0, 0, 83}, {0, 83, 166}, {0, 166, 250}, {2, 0, 30}}));
        QVERIFY(sampleStretches(std::vector<std::size_t>{0, 0}, 10, 5, 1).empty());
    }

    void everyVideoHasItsPart()
    {
        const std::vector<std::size_t> counts{10000, 30000};
        const auto chosen = sampleStretches(counts, 2000, 100, 7);
        QCOMPARE(chosen.size(), std::size_t{20});
        QCOMPARE(patchesIn(chosen, 0), std::size_t{500});
        QCOMPARE(patchesIn(chosen, 1), std::size_t{1500});
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            QVERIFY(chosen[i].last <= counts[chosen[i].video]);
            if (i > 0 && chosen[i].video == chosen[i - 1].video)
                QVERIFY(chosen[i].first >= chosen[i - 1].last);
        }
    }

    void theSeedDecides()
    {
        const std::vector<std::size_t> counts{50000};
        QCOMPARE(sampleStretches(counts, 1000, 100, 3), sampleStretches(counts, 1000, 100, 3));
        QVERIFY(sampleStretches(counts, 1000, 100, 3) != sampleStretches(counts, 1000, 100, 4));
    }

    void aSampleSmallerThanAStretchIsOneStretch()
    {
        const auto chosen = sampleStretches(std::vector<std::size_t>{5000}, 10, 100, 1);
        QCOMPARE(chosen.size(), std::size_t{1});
        QCOMPARE(chosen[0].size(), std::size_t{100});
    }
};

QTEST_GUILESS_MAIN(TestStretches)
#include "tst_stretches.moc"
