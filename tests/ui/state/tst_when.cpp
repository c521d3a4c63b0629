#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/state/query_session.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestWhen : public QObject
{
    Q_OBJECT

    static constexpr int kHour = 3600;

    // Microseconds of Unix time.
    static std::int64_t clock(const char *text, const char *zone = "Europe/Berlin")
    {
        QDateTime time = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
        time.setTimeZone(QTimeZone(zone));
        return time.toMSecsSinceEpoch() * 1000;
    }

    static SourceInfo source(const char *start, Timestamp duration,
                             const char *zone = "Europe/Berlin")
    {
        SourceInfo info = test::fakeSource("gate", duration);
        info.record.wallClockStart = clock(start, zone);
        info.record.timeZone = zone;
        return info;
    }

    using Spans = std::vector<TimeRange>;

private Q_SLOTS:
    void fromAndToAreCountedFromTheSourcesOwnStart()
    {
        When when;
        when.from = clock("2026-11-23T02:30:00");
        when.to = clock("2026-11-23T03:00:00");
        const SourceInfo gate = source("2026-11-23T02:00:00", 2h);
        QVERIFY(spansOf(when, gate) == (Spans{{30min, 60min}}));
        const SourceInfo later = source("2026-11-23T02:45:00", 2h);
        QVERIFY(spansOf(when, later) == (Spans{{0s, 15min}}));
        when.to.reset();
        QVERIFY(spansOf(when, gate) == (Spans{{30min, Timestamp::max()}}));
    }

    void whatLiesBeforeOrBehindIsNotSearched()
    {
        When when;
        when.to = clock("2026-11-23T01:00:00");
        QVERIFY(spansOf(when, source("2026-11-23T02:00:00", 2h)).empty());
    }

    void theMeasuredOffsetOfTheClockCounts()
    {
        When when;
        when.from = clock("2026-11-23T02:30:00");
        SourceInfo gate = source("2026-11-23T02:00:00", 2h);
        gate.record.clockOffsetMs = 12'000; // The camera is 12 s behind.
        QVERIFY(spansOf(when, gate) == (Spans{{30min - 12s, Timestamp::max()}}));
    }

    void aTimeOfDayComesEveryDay()
    {
        When when;
        when.daily = true;
        when.dayFrom = 2 * kHour;
        when.dayTo = 4 * kHour;
        const SourceInfo gate = source("2026-11-22T03:00:00", 48h);
        QVERIFY(spansOf(when, gate) == (Spans{{0h, 1h}, {23h, 25h}, {47h, 49h}}));
        when.from = clock("2026-11-23T00:00:00");
        when.to = clock("2026-11-23T03:00:00");
        QVERIFY(spansOf(when, gate) == (Spans{{23h, 24h}}));
    }

    void aTimeOfDayMayPassMidnight()
    {
        When when;
        when.daily = true;
        when.dayFrom = 22 * kHour;
        when.dayTo = 6 * kHour;
        QVERIFY(spansOf(when, source("2026-11-22T01:00:00", 24h)) ==
                (Spans{{0h, 5h}, {21h, 29h}, {45h, 53h}}));
    }

    // In the night to 29 March 2026 the clock goes from 02:00 to 03:00.
    void summerTimeIsKept()
    {
        When when;
        when.daily = true;
        when.dayFrom = 1 * kHour;
        when.dayTo = 4 * kHour;
        QVERIFY(spansOf(when, source("2026-03-29T00:00:00", 6h)) == (Spans{{1h, 3h}}));
    }

    void timesOfDayAreThoseOfTheSource()
    {
        When when;
        when.daily = true;
        when.dayFrom = 2 * kHour;
        when.dayTo = 3 * kHour;
        QVERIFY(spansOf(when, source("2026-11-23T01:00:00", 4h, "Asia/Tokyo")) ==
                (Spans{{1h, 2h}}));
    }

    void withoutAClockNothingIsSearched()
    {
        When when;
        when.daily = true;
        when.dayTo = kHour;
        const auto spans = spansOf(when, std::vector{test::fakeSource("yard", 1h)});
        QCOMPARE(spans.size(), std::size_t(1)); // Named, so that it is not taken as a whole.
        QVERIFY(spans.at("yard").empty());
    }

    void itReadsAsAPersonWouldSayIt()
    {
        When when;
        QCOMPARE(whenText(when, "Europe/Berlin"), QString());
        when.from = clock("2026-11-23T02:00:00");
        QCOMPARE(whenText(when, "Europe/Berlin"), QString("from 2026-11-23 02:00"));
        when.to = clock("2026-11-23T04:00:05");
        QCOMPARE(whenText(when, "Europe/Berlin"), QString("2026-11-23 02:00 to 04:00:05"));
        when.to = clock("2026-11-24T04:00:00");
        when.daily = true;
        when.dayFrom = 2 * kHour;
        when.dayTo = 4 * kHour;
        QCOMPARE(whenText(when, "Europe/Berlin"),
                 QString("2026-11-23 02:00 to 2026-11-24 04:00, every day 02:00 to 04:00"));
    }

    void aQuestionIsReadAsItWasWritten()
    {
        query::QueryOptions options;
        options.classes = {"truck", "bus"};
        options.videos = {"gate"};
        options.minSide = 40;
        options.minScore = 0.5F;
        options.k = 6;
        options.region = {{1, 2}, {30, 4}, {5, 60}};
        options.reuse = query::Reuse::parse("7-11");
        options.time = {10s, 20s};
        When when;
        when.from = clock("2026-11-23T02:00:00");
        when.daily = true;
        when.dayFrom = 5;
        when.dayTo = 7;
        const std::string json = questionJson(options, when);
        const auto read = questionFromJson(json);
        QVERIFY(whenFromJson(json) == when);
        QCOMPARE(questionJson(read, whenFromJson(json)), json);
        QCOMPARE(read.minSide, 40);
        QVERIFY(whenFromJson(questionJson(options)).isWhole());
        QVERIFY_THROWS_EXCEPTION(Error, questionFromJson("{}"));
    }
};

QTEST_GUILESS_MAIN(TestWhen)
#include "tst_when.moc"
