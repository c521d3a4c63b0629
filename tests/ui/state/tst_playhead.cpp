#include "ui/state/playhead.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_Playhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void movingTellsOnlyWhatChanged();
    void nothingLiesBeforeTheBegin();
    void anotherVideoClearsTheMarks();
    void marksNeverCross();
    void clearStopsAndForgets();
};

void tst_Playhead::movingTellsOnlyWhatChanged()
{
    Playhead head;
    QSignalSpy moved(&head, &Playhead::moved);
    head.moveTo("gate", 2s);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(head.video(), std::string("gate"));
    QCOMPARE(head.time(), Timestamp(2s));
    head.moveTo("gate", 2s);
    QCOMPARE(moved.size(), 1);
    head.moveTo("yard", 2s);
    QCOMPARE(moved.size(), 2);
    QSignalSpy playing(&head, &Playhead::playingChanged);
    head.setPlaying(true);
    head.setPlaying(true);
    QCOMPARE(playing.size(), 1);
}

void tst_Playhead::nothingLiesBeforeTheBegin()
{
    Playhead head;
    head.moveTo("gate", -3s);
    QCOMPARE(head.time(), Timestamp(0s));
}

void tst_Playhead::anotherVideoClearsTheMarks()
{
    Playhead head;
    head.moveTo("gate", 0s);
    head.setIn(1s);
    head.setOut(3s);
    QCOMPARE(head.marked(), std::optional(TimeRange{1s, 3s}));
    head.moveTo("gate", 2s);
    QVERIFY(head.marked());
    QSignalSpy marks(&head, &Playhead::marksChanged);
    head.moveTo("yard", 2s);
    QCOMPARE(marks.size(), 1);
    QVERIFY(!head.in() && !head.out() && !head.marked());
}

void tst_Playhead::marksNeverCross()
{
    Playhead head;
    head.moveTo("gate", 0s);
    head.setOut(3s);
    QVERIFY(!head.marked()); // One of them is no span.
    head.setIn(5s);
    QCOMPARE(head.in(), std::optional<Timestamp>(5s));
    QVERIFY(!head.out());
    head.setOut(5s); // An empty span is none.
    QVERIFY(!head.in());
    QCOMPARE(head.out(), std::optional<Timestamp>(5s));
    head.setIn(4s);
    QCOMPARE(head.marked(), std::optional(TimeRange{4s, 5s}));
    head.setIn({});
    QVERIFY(!head.marked());
}

void tst_Playhead::clearStopsAndForgets()
{
    Playhead head;
    head.moveTo("gate", 7s);
    head.setIn(1s);
    head.setPlaying(true);
    QSignalSpy moved(&head, &Playhead::moved);
    head.clear();
    QCOMPARE(moved.size(), 1);
    QVERIFY(head.video().empty());
    QCOMPARE(head.time(), Timestamp(0));
    QVERIFY(!head.isPlaying() && !head.in());
}

QTEST_GUILESS_MAIN(tst_Playhead)
#include "tst_playhead.moc"
