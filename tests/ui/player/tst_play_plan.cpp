#include "ui/player/play_plan.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

// 40 ms a picture, a keyframe every 25.
static std::shared_ptr<const media::FrameTable> table(int frames = 100)
{
    media::FrameTable made;
    for (int i = 0; i < frames; ++i)
        made.append({i, 40ms * i, i % 25 == 0, -1});
    return std::make_shared<const media::FrameTable>(made);
}

static const PlayClock::time_point kStart = PlayClock::time_point(1000s);

class tst_PlayPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPictureIsDueWhenItsTimeHasPassed();
    void aNoneConstantRateIsKept();
    void speedDividesTheTime();
    void fastSkipsWhatNobodyCouldSee();
    void latePicturesAreDropped();
    void lateAndFastTakesAKeyframe();
    void farBehindTheClockWaits();
    void backwardsGoesPictureByPicture();
    void aLoopBeginsAgain();
    void theEndIsTheEnd();
};

void tst_PlayPlan::everyPictureIsDueWhenItsTimeHasPassed()
{
    PlayPlan plan(table(), {.from = 10}, kStart);
    for (int i = 1; i <= 20; ++i) {
        const auto step = plan.next(kStart);
        QVERIFY(step);
        QCOMPARE(step->index, FrameIndex(10 + i));
        QCOMPARE(step->due - kStart, PlayClock::duration(40ms * i));
    }
    QCOMPARE(plan.dropped(), 0);
}

void tst_PlayPlan::aNoneConstantRateIsKept()
{
    media::FrameTable made;
    for (const auto time : {0ms, 100ms, 130ms, 500ms})
        made.append({0, time, true, -1});
    PlayPlan plan(std::make_shared<const media::FrameTable>(made), {}, kStart);
    for (const auto due : {100ms, 130ms, 500ms})
        QCOMPARE(plan.next(kStart)->due - kStart, PlayClock::duration(due));
}

void tst_PlayPlan::speedDividesTheTime()
{
    PlayPlan half(table(), {.rate = 0.5}, kStart), twice(table(), {.rate = 2}, kStart);
    QCOMPARE(half.next(kStart)->due - kStart, PlayClock::duration(80ms));
    const auto step = twice.next(kStart);
    QCOMPARE(step->index, FrameIndex(1));
    QCOMPARE(step->due - kStart, PlayClock::duration(20ms));
}

void tst_PlayPlan::fastSkipsWhatNobodyCouldSee()
{
    PlayPlan plan(table(), {.rate = 16}, kStart);
    const auto step = plan.next(kStart);
    QCOMPARE(step->index, FrameIndex(6)); // 16 ms at 16 times are 256 ms.
    QCOMPARE(step->due - kStart, PlayClock::duration(15ms));
    QCOMPARE(plan.dropped(), 0);
}

void tst_PlayPlan::latePicturesAreDropped()
{
    PlayPlan plan(table(), {}, kStart);
    const auto step = plan.next(kStart + 190ms); // Four are past already.
    QCOMPARE(step->index, FrameIndex(5));
    QCOMPARE(step->due - kStart, PlayClock::duration(200ms));
    QCOMPARE(plan.dropped(), 4);
    QCOMPARE(plan.next(kStart + 190ms)->index, FrameIndex(6));
    QCOMPARE(plan.dropped(), 4);
}

void tst_PlayPlan::lateAndFastTakesAKeyframe()
{
    PlayPlan plan(table(), {.rate = 8}, kStart);
    QCOMPARE(plan.next(kStart + 70ms)->index, FrameIndex(25)); // 14 would be due.
}

void tst_PlayPlan::farBehindTheClockWaits()
{
    PlayPlan plan(table(), {}, kStart);
    const auto step = plan.next(kStart + 2s);
    QCOMPARE(step->index, FrameIndex(1));
    QCOMPARE(step->due - kStart, PlayClock::duration(2s));
    QCOMPARE(plan.next(kStart + 2s)->due - kStart, PlayClock::duration(2040ms));
}

void tst_PlayPlan::backwardsGoesPictureByPicture()
{
    PlayPlan plan(table(), {.from = 3, .rate = -1}, kStart);
    for (int i = 1; i <= 3; ++i) {
        const auto step = plan.next(kStart);
        QCOMPARE(step->index, FrameIndex(3 - i));
        QCOMPARE(step->due - kStart, PlayClock::duration(40ms * i));
    }
    QVERIFY(!plan.next(kStart));
}

void tst_PlayPlan::aLoopBeginsAgain()
{
    PlayPlan plan(table(), {.from = 11, .first = 10, .last = 12, .loop = true}, kStart);
    std::vector<FrameIndex> seen;
    PlayClock::time_point due;
    for (int i = 0; i < 5; ++i) {
        const auto step = plan.next(kStart);
        seen.push_back(step->index);
        due = step->due;
    }
    QCOMPARE(seen, (std::vector<FrameIndex>{12, 10, 11, 12, 10}));
    QCOMPARE(due - kStart, PlayClock::duration(200ms));

    PlayPlan back(table(), {.from = 11, .rate = -1, .first = 10, .last = 12, .loop = true}, kStart);
    QCOMPARE(back.next(kStart)->index, FrameIndex(10));
    QCOMPARE(back.next(kStart)->index, FrameIndex(12));
}

void tst_PlayPlan::theEndIsTheEnd()
{
    PlayPlan plan(table(3), {}, kStart);
    QCOMPARE(plan.next(kStart + 400ms)->index,
             FrameIndex(2)); // The last one is shown, late or not.
    QVERIFY(!plan.next(kStart));
    QVERIFY(!plan.next(kStart));
}

QTEST_GUILESS_MAIN(tst_PlayPlan)
#include "tst_play_plan.moc"
