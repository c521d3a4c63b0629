#include "ui/state/selection.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus::ui;

class tst_Selection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selectIsOneAlone();
    void askingForTheCurrentOneAgainIsHeard();
    void toggleAddsAndTakesAway();
    void setTellsOnlyWhatChanged();
    void clearIsNone();
};

void tst_Selection::selectIsOneAlone()
{
    Selection selection;
    QCOMPARE(selection.current(), -1);
    selection.set(std::vector{1, 2, 3}, 2);
    selection.select(7);
    QCOMPARE(selection.ids(), std::set<int>{7});
    QCOMPARE(selection.current(), 7);
}

// The player goes back to the sighting when it is clicked once more.
void tst_Selection::askingForTheCurrentOneAgainIsHeard()
{
    Selection selection;
    selection.select(7);
    QSignalSpy current(&selection, &Selection::currentChanged);
    selection.select(7);
    QCOMPARE(current.size(), 1);
}

void tst_Selection::toggleAddsAndTakesAway()
{
    Selection selection;
    QSignalSpy changed(&selection, &Selection::changed);
    selection.toggle(1);
    selection.toggle(2);
    QCOMPARE(selection.ids(), (std::set<int>{1, 2}));
    QCOMPARE(selection.current(), 2);
    selection.toggle(1);
    QCOMPARE(selection.ids(), std::set<int>{2});
    QVERIFY(!selection.contains(1));
    QCOMPARE(changed.size(), 3);
}

void tst_Selection::setTellsOnlyWhatChanged()
{
    Selection selection;
    QSignalSpy changed(&selection, &Selection::changed);
    QSignalSpy current(&selection, &Selection::currentChanged);
    selection.set(std::vector{4, 5}, 4);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(current.size(), 1);
    selection.set(std::vector{5, 4}, 4); // The same.
    QCOMPARE(changed.size(), 1);
    selection.set(std::vector{4, 5, 6}, 4);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(current.size(), 1);
}

void tst_Selection::clearIsNone()
{
    Selection selection;
    selection.select(3);
    QSignalSpy changed(&selection, &Selection::changed);
    selection.clear();
    QVERIFY(selection.ids().empty());
    QCOMPARE(selection.current(), -1);
    selection.clear();
    QCOMPARE(changed.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Selection)
#include "tst_selection.moc"
