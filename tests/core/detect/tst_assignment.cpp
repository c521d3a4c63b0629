#include "detect/assignment.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace refocus::detect;

class TestAssignment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cheapestIsNotAlwaysTheNearest()
    {
        // Taking the cheapest pair first (0 with 0) would cost 1 + 100.
        QCOMPARE(cheapestPairs({1, 2, 2, 100}, 2, 2), (std::vector<int>{1, 0}));
    }

    void forbiddenPairsStayApart()
    {
        QCOMPARE(cheapestPairs({kNeverPair, kNeverPair, 3, kNeverPair}, 2, 2),
                 (std::vector<int>{-1, 0}));
    }

    void nothingIsPairedWithNothing()
    {
        QCOMPARE(cheapestPairs({}, 0, 0), std::vector<int>{});
        QCOMPARE(cheapestPairs({}, 2, 0), (std::vector<int>{-1, -1}));
        QCOMPARE(cheapestPairs({}, 0, 2), std::vector<int>{});
    }

    void sameCostAsTryingAllOrders_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("square") << 5 << 5;
        QTest::newRow("more rows") << 6 << 3;
        QTest::newRow("more columns") << 3 << 6;
        QTest::newRow("one") << 1 << 4;
    }
    void sameCostAsTryingAllOrders()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        std::mt19937 random(7);
        for (int round = 0; round < 50; ++round) {
            std::vector<double> costs;
            for (int i = 0; i < rows * columns; ++i)
                costs.push_back(random() % 100);
            const auto pairs = cheapestPairs(costs, rows, columns);
            double cost = 0;
            int paired = 0;
            std::vector<int> used;
            for (int row = 0; row < rows; ++row) {
                if (pairs[row] < 0)
                    continue;
                ++paired;
                used.push_back(pairs[row]);
                cost += costs[row * columns + pairs[row]];
            }
            std::sort(used.begin(), used.end());
            QVERIFY(std::adjacent_find(used.begin(), used.end()) == used.end());
            QCOMPARE(paired, std::min(rows, columns));
            QCOMPARE(cost, cheapestByTrying(costs, rows, columns));
        }
    }

private:
    static double cheapestByTrying(const std::vector<double> &costs, int rows, int columns)
    {
        std::vector<int> order(std::max(rows, columns));
        std::iota(order.begin(), order.end(), 0);
        double best = 1e9;
        do {
            double cost = 0;
            for (int row = 0; row < rows; ++row) {
                if (order[row] < columns)
                    cost += costs[row * columns + order[row]];
            }
            best = std::min(best, cost);
        } while (std::next_permutation(order.begin(), order.end()));
        return best;
    }
};

QTEST_GUILESS_MAIN(TestAssignment)
#include "tst_assignment.moc"
