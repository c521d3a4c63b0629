#include "ui/state/time_view.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus::ui;

namespace {

constexpr AxisTime kSecond = 1'000'000;

} // namespace

class tst_TimeView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWholeHasAirAtBothEnds();
    void aViewOfEverythingStaysOne();
    void aCloserViewStaysWhereItIs();
    void theViewStaysWithinTheWhole();
    void zoomKeepsTheTimeUnderTheCursor();
    void zoomEndsAtTheShortestAndAtTheWhole();
    void revealMovesNoMoreThanNeeded();
    void whatChangesNothingIsNotTold();
};

void tst_TimeView::theWholeHasAirAtBothEnds()
{
    TimeView view;
    view.setWhole({1000 * kSecond, 1100 * kSecond});
    QCOMPARE(view.whole(), (AxisRange{998 * kSecond, 1102 * kSecond}));
    view.setWhole({5 * kSecond, 5 * kSecond}); // An empty case still has an axis.
    QCOMPARE(view.whole().length(), 10 * kSecond + 2 * kSecond / 5);
}

void tst_TimeView::aViewOfEverythingStaysOne()
{
    TimeView view;
    view.setWhole({0, 100 * kSecond});
    QCOMPARE(view.visible(), view.whole());
    view.setWhole({0, 500 * kSecond});
    QCOMPARE(view.visible(), view.whole());
}

void tst_TimeView::aCloserViewStaysWhereItIs()
{
    TimeView view;
    view.setWhole({0, 100 * kSecond});
    view.setVisible({20 * kSecond, 30 * kSecond});
    view.setWhole({0, 500 * kSecond}); // Indexing goes on.
    QCOMPARE(view.visible(), (AxisRange{20 * kSecond, 30 * kSecond}));
}

void tst_TimeView::theViewStaysWithinTheWhole()
{
    TimeView view;
    view.setWhole({0, 100 * kSecond});
    view.setVisible({95 * kSecond, 115 * kSecond});
    QCOMPARE(view.visible(), (AxisRange{82 * kSecond, 102 * kSecond}));
    view.setVisible({-900 * kSecond, 900 * kSecond});
    QCOMPARE(view.visible(), view.whole());
    view.setVisible({50 * kSecond, 50 * kSecond});
    QCOMPARE(view.visible().length(), TimeView::kShortest);
    view.pan(-1000 * kSecond);
    QCOMPARE(view.visible().begin, view.whole().begin);
    QCOMPARE(view.visible().length(), TimeView::kShortest);
}

void tst_TimeView::zoomKeepsTheTimeUnderTheCursor()
{
    TimeView view;
    view.setWhole({0, 1000 * kSecond});
    view.setVisible({100 * kSecond, 500 * kSecond});
    view.zoom(2, 200 * kSecond); // A quarter from the left, and so it stays.
    QCOMPARE(view.visible(), (AxisRange{150 * kSecond, 350 * kSecond}));
    view.zoom(0.5, 200 * kSecond);
    QCOMPARE(view.visible(), (AxisRange{100 * kSecond, 500 * kSecond}));
}

void tst_TimeView::zoomEndsAtTheShortestAndAtTheWhole()
{
    TimeView view;
    view.setWhole({0, 1000 * kSecond});
    for (int i = 0; i < 100; ++i)
        view.zoom(1.5, 300 * kSecond);
    QCOMPARE(view.visible().length(), TimeView::kShortest);
    QVERIFY(view.visible().begin <= 300 * kSecond && 300 * kSecond <= view.visible().end);
    for (int i = 0; i < 100; ++i)
        view.zoom(1 / 1.5, 300 * kSecond);
    QCOMPARE(view.visible(), view.whole());
}

void tst_TimeView::revealMovesNoMoreThanNeeded()
{
    TimeView view;
    view.setWhole({0, 1000 * kSecond});
    view.setVisible({100 * kSecond, 200 * kSecond});
    view.reveal(150 * kSecond);
    QCOMPARE(view.visible(), (AxisRange{100 * kSecond, 200 * kSecond}));
    view.reveal(300 * kSecond); // With a margin of a twentieth.
    QCOMPARE(view.visible(), (AxisRange{205 * kSecond, 305 * kSecond}));
    view.reveal(200 * kSecond);
    QCOMPARE(view.visible(), (AxisRange{195 * kSecond, 295 * kSecond}));
}

void tst_TimeView::whatChangesNothingIsNotTold()
{
    TimeView view;
    view.setWhole({0, 1000 * kSecond});
    QSignalSpy changed(&view, &TimeView::changed);
    view.showAll();
    view.pan(5 * kSecond);
    view.setWhole({0, 1000 * kSecond});
    QCOMPARE(changed.size(), 0);
    view.setVisible({0, 10 * kSecond});
    QCOMPARE(changed.size(), 1);
}

QTEST_GUILESS_MAIN(tst_TimeView)
#include "tst_time_view.moc"
