#include "ui/gallery/grid_geometry.h"

#include <QTest>

using namespace refocus::ui;

namespace {

// Cells of 100 x (75 + 25), 10 apart, 20 from the edge, headings of 30.
constexpr GridStyle kStyle{100, 25, 10, 20, 30};

GridGeometry grid(int width, std::vector<int> counts, bool headings = false)
{
    return {kStyle, width, counts, headings};
}

using Rows = std::pair<int, int>;

} // namespace

class TestGridGeometry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingTakesNoRoom()
    {
        const GridGeometry none = grid(500, {});
        QCOMPARE(none.height(), 0);
        QCOMPARE(none.count(), 0);
        QCOMPARE(none.rowAt({50, 50}), -1);
        QCOMPARE(none.rowsIn(0, 1000), Rows(0, 0));
        QCOMPARE(grid(500, {0}).height(), 0);
    }

    void asManyColumnsAsFitAndTheyFillTheWidth_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("cell");
        QTest::newRow("exactly three") << 360 << 3 << 100;
        QTest::newRow("one pixel less") << 359 << 2 << 154;
        QTest::newRow("grown evenly") << 390 << 3 << 110;
        QTest::newRow("never none") << 30 << 1 << 1;
    }
    void asManyColumnsAsFitAndTheyFillTheWidth()
    {
        QFETCH(int, width);
        QFETCH(int, columns);
        QFETCH(int, cell);
        const GridGeometry some = grid(width, {10});
        QCOMPARE(some.columns(), columns);
        QCOMPARE(some.cellSize().width(), cell);
    }

    void cellsLieInLines()
    {
        const GridGeometry seven = grid(360, {7});
        QCOMPARE(seven.cell(0), QRect(20, 20, 100, 100));
        QCOMPARE(seven.cell(2), QRect(240, 20, 100, 100));
        QCOMPARE(seven.cell(3), QRect(20, 130, 100, 100));
        QCOMPARE(seven.cell(6), QRect(20, 240, 100, 100));
        QCOMPARE(seven.height(), 360);
        QCOMPARE(seven.pictureSize(), QSize(100, 75));
    }

    void everyGroupBeginsALineUnderItsHeading()
    {
        const GridGeometry groups = grid(360, {4, 0, 1}, true);
        QCOMPARE(groups.heading(0), QRect(20, 20, 320, 30));
        QCOMPARE(groups.cell(0), QRect(20, 50, 100, 100));
        QCOMPARE(groups.cell(3), QRect(20, 160, 100, 100));
        QCOMPARE(groups.heading(1), QRect(20, 270, 320, 30));
        QCOMPARE(groups.cell(4), QRect(20, 300, 100, 100));
        QCOMPARE(groups.height(), 420);
        QVERIFY(grid(360, {4}).heading(0).isNull());
    }

    void rowAtFindsCellsAndNothingBetweenThem()
    {
        const GridGeometry groups = grid(360, {4, 1}, true);
        for (int row = 0; row < 5; ++row) {
            QCOMPARE(groups.rowAt(groups.cell(row).topLeft()), row);
            QCOMPARE(groups.rowAt(groups.cell(row).bottomRight()), row);
        }
        QCOMPARE(groups.rowAt({125, 100}), -1); // Between columns.
        QCOMPARE(groups.rowAt({50, 155}), -1);  // Between lines.
        QCOMPARE(groups.rowAt({50, 280}), -1);  // On a heading.
        QCOMPARE(groups.rowAt({150, 200}), -1); // Where the shorter line has no cell.
        QCOMPARE(groups.rowAt({50, 5000}), -1);
        QCOMPARE(groups.rowAt({50, -5}), -1);
    }

    void rowsInAStretchAreThoseThatReachIntoIt_data()
    {
        QTest::addColumn<int>("top");
        QTest::addColumn<int>("bottom");
        QTest::addColumn<Rows>("rows");
        // Lines of three: cells at 20 to 119, 130 to 229, 240 to 339.
        QTest::newRow("all") << 0 << 1000 << Rows(0, 7);
        QTest::newRow("the first line") << 0 << 130 << Rows(0, 3);
        QTest::newRow("one pixel of the second") << 0 << 131 << Rows(0, 6);
        QTest::newRow("the last pixel of the first") << 119 << 125 << Rows(0, 3);
        QTest::newRow("between two lines") << 120 << 130 << Rows(0, 0);
        QTest::newRow("the last line") << 230 << 1000 << Rows(6, 7);
        QTest::newRow("behind all") << 340 << 1000 << Rows(0, 0);
        QTest::newRow("before all") << -100 << 20 << Rows(0, 0);
    }
    void rowsInAStretchAreThoseThatReachIntoIt()
    {
        QFETCH(int, top);
        QFETCH(int, bottom);
        QFETCH(Rows, rows);
        QCOMPARE(grid(360, {7}).rowsIn(top, bottom), rows);
    }

    void stretchesAgreeWithCellsOneByOne()
    {
        const GridGeometry groups = grid(360, {4, 1, 7, 3}, true);
        for (int top = -20; top < groups.height() + 20; top += 7)
            for (int length : {1, 40, 250}) {
                const auto [first, end] = groups.rowsIn(top, top + length);
                for (int row = 0; row < groups.count(); ++row) {
                    const QRect cell = groups.cell(row);
                    const bool reaches = cell.top() < top + length && cell.bottom() >= top;
                    QCOMPARE(row >= first && row < end, reaches);
                }
            }
    }

    void aRectangleTakesTheCellsItTouches()
    {
        const GridGeometry seven = grid(360, {7});
        QCOMPARE(seven.rowsIn(QRect(QPoint(130, 100), QPoint(300, 135))),
                 (std::vector<int>{1, 2, 4, 5}));
        QCOMPARE(seven.rowsIn(QRect(122, 20, 6, 200)), std::vector<int>{});
    }

    void upAndDownKeepTheColumn()
    {
        const GridGeometry groups = grid(360, {4, 7}, true); // 3 1 | 3 3 1
        QCOMPARE(groups.below(0), 3);
        QCOMPARE(groups.below(2), 3); // The shorter line has only its first.
        QCOMPARE(groups.below(3), 4);
        QCOMPARE(groups.below(6), 9);
        QCOMPARE(groups.below(9), 10);
        QCOMPARE(groups.below(10), 10);
        QCOMPARE(groups.above(9), 6);
        QCOMPARE(groups.above(5), 3);
        QCOMPARE(groups.above(3), 0);
        QCOMPARE(groups.above(1), 1);
    }

    void pagesEndAtTheEnds()
    {
        const GridGeometry groups = grid(360, {4, 7}, true);
        QCOMPARE(groups.below(1, 2), 5);
        QCOMPARE(groups.below(5, 10), 10);
        QCOMPARE(groups.below(10, 10), 10);
        QCOMPARE(groups.above(9, 2), 3);
        QCOMPARE(groups.above(9, 10), 2);
        QCOMPARE(groups.above(2, 10), 0);
    }

    void aMillionCellsFit()
    {
        const GridGeometry many = grid(800, {1'000'000});
        QCOMPARE(many.cell(999'999).bottom() + 1 + kStyle.margin, many.height());
        QCOMPARE(many.rowAt(many.cell(777'777).center()), 777'777);
    }
};

QTEST_APPLESS_MAIN(TestGridGeometry)
#include "tst_grid_geometry.moc"
