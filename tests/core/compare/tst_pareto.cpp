#include "compare/pareto.h"

#include <QTest>

using namespace refocus::compare;

class TestPareto : public QObject
{
    Q_OBJECT

    using Rows = std::vector<std::array<double, 2>>;
    static std::vector<bool> marked(const Rows &rows)
    {
        return paretoSet(std::span<const std::array<double, 2>>(rows));
    }

private Q_SLOTS:
    void onlyWhatNothingBeatsIsMarked()
    {
        // 2 is beaten by 1 in both, 4 by 0 in one.
        const Rows rows{{1, 5}, {2, 3}, {3, 4}, {5, 1}, {1, 6}};
        QCOMPARE(marked(rows), (std::vector<bool>{true, true, false, true, false}));
    }

    void ofEqualOnesTheFirstIsMarked()
    {
        QCOMPARE(marked({{1, 1}, {1, 1}, {0, 2}}), (std::vector<bool>{true, false, true}));
    }

    void oneIsMarkedAndNoneOfNone()
    {
        QCOMPARE(marked({{3, 3}}), (std::vector<bool>{true}));
        QVERIFY(marked({}).empty());
    }
};

QTEST_GUILESS_MAIN(TestPareto)
#include "tst_pareto.moc"
