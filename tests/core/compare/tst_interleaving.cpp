#include "compare/interleaving.h"

#include <QTest>

#include <set>
#include <vector>

using namespace refocus::compare;

class TestInterleaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDepthHasOneTurnABatch()
    {
        for (std::size_t depths = 1; depths <= 6; ++depths)
            for (std::size_t batch = 0; batch < 20; ++batch) {
                std::set<std::size_t> seen;
                for (std::size_t place = 0; place < depths; ++place)
                    seen.insert(whoseTurn(batch, place, depths));
                QCOMPARE(seen.size(), depths);
                QVERIFY(*seen.rbegin() < depths);
            }
    }

    void eachComesBeforeEveryOtherAsOftenAsAfterIt()
    {
        for (std::size_t depths = 2; depths <= 6; ++depths) {
            std::vector<std::vector<int>> before(depths, std::vector<int>(depths));
            for (std::size_t batch = 0; batch < 2 * depths; ++batch)
                for (std::size_t i = 0; i < depths; ++i)
                    for (std::size_t j = i + 1; j < depths; ++j)
                        ++before[whoseTurn(batch, i, depths)][whoseTurn(batch, j, depths)];
            for (std::size_t a = 0; a < depths; ++a)
                for (std::size_t b = 0; b < depths; ++b)
                    QCOMPARE(before[a][b], a == b ? 0 : static_cast<int>(depths));
        }
    }
};

QTEST_APPLESS_MAIN(TestInterleaving)
#include "tst_interleaving.moc"
