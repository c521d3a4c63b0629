#include "media/frame_table.h"
#include "media/picture_clock.h"

#include <QTest>

using namespace refocus;
using namespace refocus::media;
using namespace std::chrono_literals;

namespace {

FrameTable tableOf(const std::vector<Timestamp> &times)
{
    FrameTable table;
    for (const Timestamp time : times)
        table.append({table.size(), time, table.size() % 3 == 0, 100 * table.size()});
    return table;
}

} // namespace

class TestFrameTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTimeFindsThePictureOnScreen_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<qint64>("index");
        QTest::newRow("before the first") << qint64(-5) << qint64(0);
        QTest::newRow("at the first") << qint64(0) << qint64(0);
        QTest::newRow("just before the second") << qint64(39'999) << qint64(0);
        QTest::newRow("at the second") << qint64(40'000) << qint64(1);
        QTest::newRow("in a long gap") << qint64(900'000) << qint64(2);
        QTest::newRow("at the last") << qint64(1'000'000) << qint64(3);
        QTest::newRow("after the last") << qint64(5'000'000) << qint64(3);
    }

    void aTimeFindsThePictureOnScreen()
    {
        QFETCH(qint64, micros);
        QFETCH(qint64, index);
        const FrameTable table = tableOf({0ms, 40ms, 80ms, 1000ms});
        QCOMPARE(table.indexAt(Timestamp(micros)), std::optional<FrameIndex>(index));
    }

    void anEmptyTableHasNoPicture()
    {
        QCOMPARE(FrameTable().indexAt(0ms), std::nullopt);
        QCOMPARE(FrameTable().duration(), Timestamp(0));
    }

    void theKeyframeBeforeIsTheLastOneAtOrBefore()
    {
        const FrameTable table = tableOf({0ms, 40ms, 80ms, 120ms, 160ms});
        QCOMPARE(table.keyframeBefore(2), std::optional<FrameIndex>(0));
        QCOMPARE(table.keyframeBefore(3), std::optional<FrameIndex>(3));
        QCOMPARE(table.keyframeBefore(4), std::optional<FrameIndex>(3));
        const FrameTable none({FrameEntry{.time = 0ms}, FrameEntry{.time = 40ms}});
        QCOMPARE(none.keyframeBefore(1), std::nullopt);
    }

    void theLastPictureLastsAsLongAsMost()
    {
        QCOMPARE(tableOf({0ms, 40ms, 80ms, 500ms, 540ms}).duration(), Timestamp(580ms));
    }

    void timesIncreaseWhateverThePtsDo_data()
    {
        QTest::addColumn<QList<qint64>>("pts"); // In milliseconds; -1: none.
        QTest::addColumn<QList<qint64>>("micros");
        QTest::newRow("regular") << QList<qint64>{500, 540, 580}
                                 << QList<qint64>{0, 40'000, 80'000};
        QTest::newRow("variable") << QList<qint64>{0, 10, 900} << QList<qint64>{0, 10'000, 900'000};
        QTest::newRow("missing") << QList<qint64>{0, -1, 80} << QList<qint64>{0, 40'000, 80'000};
        QTest::newRow("all missing")
            << QList<qint64>{-1, -1, -1} << QList<qint64>{0, 40'000, 80'000};
        QTest::newRow("missing at first")
            << QList<qint64>{-1, 700, 740} << QList<qint64>{0, 40'000, 80'000};
        QTest::newRow("repeated") << QList<qint64>{0, 40, 40, 80}
                                  << QList<qint64>{0, 40'000, 40'001, 80'000};
        QTest::newRow("slightly late")
            << QList<qint64>{0, 80, 40, 120} << QList<qint64>{0, 80'000, 80'001, 120'000};
        QTest::newRow("clock starts anew")
            << QList<qint64>{9000, 9040, 0, 40} << QList<qint64>{0, 40'000, 80'000, 120'000};
        QTest::newRow("clock is put forward") << QList<qint64>{0, 40, 60'080, 60'120}
                                              << QList<qint64>{0, 40'000, 60'080'000, 60'120'000};
        QTest::newRow("put forward and anew")
            << QList<qint64>{500, 540, 60'580, 0, 40}
            << QList<qint64>{0, 40'000, 60'080'000, 60'120'000, 60'160'000};
        QTest::newRow("far apart") << QList<qint64>{0, 10'000, 20'000, 60'000}
                                   << QList<qint64>{0, 10'000'000, 20'000'000, 60'000'000};
        QTest::newRow("one far ahead") << QList<qint64>{0, 40, 10'800'080, 120, 160}
                                       << QList<qint64>{0, 40'000, 80'000, 120'000, 160'000};
        QTest::newRow("one far behind") << QList<qint64>{9000, 9040, 80, 9120, 9160}
                                        << QList<qint64>{0, 40'000, 80'000, 120'000, 160'000};
        QTest::newRow("one of those far apart is ahead")
            << QList<qint64>{0, 10'000, 10'820'000, 30'000}
            << QList<qint64>{0, 10'000'000, 10'040'000, 30'000'000};
        QTest::newRow("the last far ahead")
            << QList<qint64>{0, 40, 60'080} << QList<qint64>{0, 40'000, 60'080'000};
    }

    void timesIncreaseWhateverThePtsDo()
    {
        QFETCH(QList<qint64>, pts);
        QFETCH(QList<qint64>, micros);
        PictureClock clock(1, 1000, 40ms);
        const auto stamp = [&](qsizetype i) {
            return i >= pts.size() || pts[i] < 0 ? kNoPts : std::int64_t(pts[i]);
        };
        QList<qint64> got;
        for (qsizetype i = 0; i < pts.size(); ++i)
            got.append(clock.next(stamp(i), stamp(i + 1)).count());
        QCOMPARE(got, micros);
    }

    void aSecondAndMoreIsAJump()
    {
        PictureClock clock(1, 1000, 40ms);
        QVERIFY(!clock.jumps(70'000)); // It has not begun.
        clock.next(5000);
        for (const std::int64_t pts : {std::int64_t(4001), std::int64_t(5999), kNoPts})
            QVERIFY(!clock.jumps(pts));
        for (const std::int64_t pts : {4000, 6000})
            QVERIFY(clock.jumps(pts));
    }

    void absurdPtsDoNotOverflow()
    {
        PictureClock clock(1, 1, 40ms);
        Timestamp last = clock.next(0);
        for (const std::int64_t pts :
             {INT64_MAX, INT64_MIN + 1, std::int64_t(1) << 62, std::int64_t(4'000'000'000),
              std::int64_t(-4'000'000'000), std::int64_t(5)}) {
            const Timestamp time = clock.next(pts, -pts);
            QVERIFY(time > last);
            last = time;
        }
    }
};

QTEST_GUILESS_MAIN(TestFrameTable)
#include "tst_frame_table.moc"
