#include "ui/models/stable_order.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

using namespace refocus::ui;

class TestStableOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itIsTheOrderOfAComparingStableSort_data()
    {
        QTest::addColumn<qlonglong>("least");
        QTest::addColumn<qlonglong>("most");
        QTest::addColumn<int>("count");
        using Limits = std::numeric_limits<std::int64_t>;
        QTest::newRow("none") << qlonglong(0) << qlonglong(9) << 0;
        QTest::newRow("one") << qlonglong(5) << qlonglong(9) << 1;
        QTest::newRow("all the same") << qlonglong(7) << qlonglong(7) << 100;
        QTest::newRow("many of few keys") << qlonglong(-3) << qlonglong(3) << 5000;
        QTest::newRow("around a digit") << qlonglong(2040) << qlonglong(2056) << 500;
        QTest::newRow("negative") << qlonglong(-9'000'000'000) << qlonglong(-1) << 5000;
        QTest::newRow("all bits") << qlonglong(Limits::min()) << qlonglong(Limits::max()) << 5000;
    }
    void itIsTheOrderOfAComparingStableSort()
    {
        QFETCH(qlonglong, least);
        QFETCH(qlonglong, most);
        QFETCH(int, count);
        std::mt19937_64 random(3);
        std::uniform_int_distribution<std::int64_t> anyOf(least, most);
        std::vector<std::int64_t> keys(static_cast<std::size_t>(count));
        std::ranges::generate(keys, [&] { return anyOf(random); });
        if (count > 1) {
            keys.front() = most;
            keys.back() = least;
        }
        std::vector<int> ids(keys.size());
        std::iota(ids.begin(), ids.end(), 0);
        std::ranges::shuffle(ids, random);
        std::vector<int> expected = ids;
        std::ranges::stable_sort(expected, {},
                                 [&](int id) { return keys[static_cast<std::size_t>(id)]; });
        sortStably(ids, keys);
        QCOMPARE(ids, expected);
    }

    // A filter leaves ids out; keys are by id all the same.
    void idsMayBeFewerThanKeys()
    {
        const std::vector<std::int64_t> keys{5, 1, 4, 1, 3};
        std::vector<int> ids{0, 1, 3, 4};
        sortStably(ids, keys);
        QCOMPARE(ids, (std::vector<int>{1, 3, 4, 0}));
    }
};

QTEST_GUILESS_MAIN(TestStableOrder)
#include "tst_stable_order.moc"
