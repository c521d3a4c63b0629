#include "ui/timeline/ticks.h"

#include <QTest>

#include <set>

using namespace refocus::ui;

namespace {

constexpr AxisTime kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                   kDay = 24 * kHour;

AxisTime unixTime(const char *text)
{
    return QDateTime::fromString(QLatin1String(text), Qt::ISODate).toMSecsSinceEpoch() * 1000;
}

QStringList labels(const std::vector<Tick> &ticks)
{
    QStringList found;
    for (const Tick &tick : ticks)
        if (!tick.label.isEmpty())
            found << tick.label;
    return found;
}

} // namespace

class tst_Ticks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "America/New_York"); } // Not the sources' zone.
    void stepsFollowTheZoom_data();
    void stepsFollowTheZoom();
    void atEveryZoomThereAreLabelsButNotTooMany();
    void withoutAClockTheyAreCountedFromZero();
    void belowASecondMillisecondsAreShown();
    void onTheWallClockTheyFallOnItsMinutes();
    void midnightIsTheDate();
    void aHalfHourZoneHasFullHours();
    void clocksThatGoForwardSkipAnHour();
    void clocksThatGoBackKeepDaysAtMidnight();
    void datesAndZoneOfWhatIsShown();
    void anUnknownZoneIsUtc();
};

void tst_Ticks::stepsFollowTheZoom_data()
{
    QTest::addColumn<qlonglong>("shown"); // In 1000 pixels, 100 a label at least.
    QTest::addColumn<qlonglong>("labelled");
    QTest::addColumn<qlonglong>("between");
    QTest::newRow("two days") << qlonglong(2 * kDay) << qlonglong(6 * kHour)
                              << qlonglong(30 * kMinute);
    QTest::newRow("ten hours") << qlonglong(10 * kHour) << qlonglong(kHour)
                               << qlonglong(5 * kMinute);
    QTest::newRow("an hour") << qlonglong(kHour) << qlonglong(10 * kMinute)
                             << qlonglong(30 * kSecond);
    QTest::newRow("ten seconds") << qlonglong(10 * kSecond) << qlonglong(kSecond)
                                 << qlonglong(100'000);
    QTest::newRow("the shortest") << qlonglong(200'000) << qlonglong(20'000) << qlonglong(2'000);
}

void tst_Ticks::stepsFollowTheZoom()
{
    QFETCH(qlonglong, shown);
    QFETCH(qlonglong, labelled);
    QFETCH(qlonglong, between);
    const TickSteps steps = tickSteps({{0, shown}, 0, 1000}, 100);
    QCOMPARE(steps, (TickSteps{labelled, between}));
}

void tst_Ticks::atEveryZoomThereAreLabelsButNotTooMany()
{
    const AxisTime begin = unixTime("2026-11-23T01:00:00Z");
    for (AxisTime shown = 200'000; shown < 3000 * kDay; shown = shown * 5 / 4) {
        const TimeScale scale{{begin, begin + shown}, 0, 1200};
        const TickSteps steps = tickSteps(scale, 92);
        QCOMPARE(steps.labelled % steps.between, AxisTime(0));
        const auto ticks = ticksOf(scale, steps, zoneOf("Europe/Berlin"));
        const qsizetype some = labels(ticks).size();
        QVERIFY2(some >= 2 && some <= 14, qPrintable(QString::number(shown)));
        QVERIFY(ticks.size() <= 200);
        for (std::size_t i = 1; i < ticks.size(); ++i)
            QVERIFY(ticks[i - 1].time < ticks[i].time);
    }
}

void tst_Ticks::withoutAClockTheyAreCountedFromZero()
{
    const TimeScale scale{{-10 * kSecond, 130 * kSecond}, 0, 1000};
    const auto ticks = ticksOf(scale, {30 * kSecond, 10 * kSecond}, {});
    QCOMPARE(ticks.front(), (Tick{0, QStringLiteral("0:00"), false}));
    QCOMPARE(ticks[1], (Tick{10 * kSecond, QString(), false}));
    QCOMPARE(labels(ticks), (QStringList{"0:00", "0:30", "1:00", "1:30", "2:00"}));
}

void tst_Ticks::belowASecondMillisecondsAreShown()
{
    const TimeScale scale{{3'600'100'000, 3'600'500'000}, 0, 1000};
    QCOMPARE(labels(ticksOf(scale, {200'000, 200'000}, {})),
             (QStringList{"1:00:00.200", "1:00:00.400"}));
    const AxisTime begin = unixTime("2026-11-23T01:14:07Z");
    QCOMPARE(labels(ticksOf({{begin, begin + 500'000}, 0, 1000}, {200'000, 200'000},
                            zoneOf("Europe/Berlin"))),
             (QStringList{"02:14:07.000", "02:14:07.200", "02:14:07.400"}));
}

void tst_Ticks::onTheWallClockTheyFallOnItsMinutes()
{
    const AxisTime begin = unixTime("2026-11-23T01:07:00Z");
    const auto ticks = ticksOf({{begin, begin + 30 * kMinute}, 0, 1000},
                               {15 * kMinute, 5 * kMinute}, zoneOf("Europe/Berlin"));
    QCOMPARE(labels(ticks), (QStringList{"02:15", "02:30"}));
    QCOMPARE(ticks.front().time, unixTime("2026-11-23T01:10:00Z"));
}

void tst_Ticks::midnightIsTheDate()
{
    const AxisTime begin = unixTime("2026-11-22T20:30:00Z"); // 21:30 in Berlin.
    const auto ticks =
        ticksOf({{begin, begin + 6 * kHour}, 0, 1000}, {kHour, kHour}, zoneOf("Europe/Berlin"));
    const QString date = QLocale().toString(QDate(2026, 11, 23), QStringLiteral("ddd d MMM"));
    QCOMPARE(labels(ticks), (QStringList{"22:00", "23:00", date, "01:00", "02:00", "03:00"}));
    QCOMPARE(ticks[2], (Tick{unixTime("2026-11-22T23:00:00Z"), date, true}));
}

void tst_Ticks::aHalfHourZoneHasFullHours()
{
    const AxisTime begin = unixTime("2026-11-23T00:00:00Z"); // 05:30 in Kolkata.
    const auto ticks =
        ticksOf({{begin, begin + 2 * kHour}, 0, 1000}, {kHour, kHour}, zoneOf("Asia/Kolkata"));
    QCOMPARE(labels(ticks), (QStringList{"06:00", "07:00"}));
    QCOMPARE(ticks.front().time, begin + 30 * kMinute);
}

void tst_Ticks::clocksThatGoForwardSkipAnHour()
{
    const AxisTime begin = unixTime("2026-03-28T23:30:00Z"); // 00:30 before the change at 02:00.
    const auto ticks =
        ticksOf({{begin, begin + 4 * kHour}, 0, 1000}, {kHour, kHour}, zoneOf("Europe/Berlin"));
    QCOMPARE(labels(ticks), (QStringList{"01:00", "03:00", "04:00", "05:00"}));
    for (const Tick &tick : ticks)
        QCOMPARE(tick.time % kHour, AxisTime(0));
}

void tst_Ticks::clocksThatGoBackKeepDaysAtMidnight()
{
    const QTimeZone zone = zoneOf("Europe/Berlin");
    const AxisTime begin = unixTime("2026-10-23T12:00:00Z"); // The clocks go back on the 25th.
    const auto ticks = ticksOf({{begin, begin + 4 * kDay}, 0, 1000}, {kDay, 6 * kHour}, zone);
    int days = 0;
    for (const Tick &tick : ticks) {
        const QTime at = QDateTime::fromMSecsSinceEpoch(tick.time / 1000, zone).time();
        QCOMPARE(at.hour() % 6, 0);
        QCOMPARE(at.minute(), 0);
        QCOMPARE(tick.isDate, at.hour() == 0);
        days += tick.isDate ? 1 : 0;
    }
    QCOMPARE(days, 4);
}

void tst_Ticks::datesAndZoneOfWhatIsShown()
{
    const QTimeZone zone = zoneOf("Europe/Berlin");
    const AxisTime at = unixTime("2026-11-23T01:00:00Z");
    QCOMPARE(datesText({at, at + kHour}, zone), QStringLiteral("2026-11-23 +01:00"));
    QCOMPARE(datesText({at, at + kDay}, zone), QStringLiteral("2026-11-23 to 24 +01:00"));
    QCOMPARE(datesText({at, at + 10 * kDay}, zone), QStringLiteral("2026-11-23 to 12-03 +01:00"));
    QCOMPARE(datesText({at, at + kHour}, zoneOf("America/New_York")),
             QStringLiteral("2026-11-22 -05:00"));
}

void tst_Ticks::anUnknownZoneIsUtc()
{
    QCOMPARE(zoneOf("").id(), QTimeZone::utc().id());
    QCOMPARE(zoneOf("Nowhere/Atlantis").id(), QTimeZone::utc().id());
}

QTEST_GUILESS_MAIN(tst_Ticks)
#include "tst_ticks.moc"
