#include "ui/player/go_to.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_GoTo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aTextMeansAPicture_data();
    void aTextMeansAPicture();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void withoutAClockThereIsNoWallClock();

private:
    GoToContext context() const { return {&m_table, 60s, m_start, "Europe/Berlin"}; }
    media::FrameTable m_table; // Two hours, a picture every half second.
    std::int64_t m_start = 0;  // 2026-11-23 23:00:00 in Berlin.
};

void tst_GoTo::initTestCase()
{
    for (int i = 0; i < 2 * 3600 * 2; ++i)
        m_table.append({i, 500ms * i, true, -1});
    m_start = QDateTime(QDate(2026, 11, 23), QTime(23, 0), QTimeZone("Europe/Berlin"))
                  .toMSecsSinceEpoch() *
              1000;
}

void tst_GoTo::aTextMeansAPicture_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("frame");
    const auto row = [](const char *text, int frame) {
        QTest::newRow(text) << QString::fromUtf8(text) << frame;
    };
    row("0", 0);
    row("90", 180);
    row("83.5", 167);
    row("83,5", 167);
    row("83.7", 167); // On screen until 84.
    row("  1:23.5 ", 167);
    row("01:00", 120);
    row("1:00:00", 7200);
    row("0:01:23.500", 167);
    row("119:59.5", 14399); // Minutes alone may pass an hour.
    row("f 2081", 2081);
    row("F2081", 2081);
    row("2081 f", 2081);
    row("f0", 0);
    row("+5", 130);
    row("-2.5", 115);
    row("+1:00", 240);
    row("-500", 0);         // To the start, not before.
    row("+9:00:00", 14399); // To the end, not behind.
    row("2026-11-23 23:30:00", 3600);
    row("2026-11-23T23:30:00.5", 3601);
    row("2026-11-24 0:10:00", 8400);
    row("@23:30:00", 3600);
    row("@ 23:30:00", 3600);
    row("@0:10:00", 8400); // After midnight: the day after the start.
}

void tst_GoTo::aTextMeansAPicture()
{
    QFETCH(QString, text);
    QFETCH(int, frame);
    const auto parsed = parseGoTo(text, context());
    if (const auto *sentence = std::get_if<QString>(&parsed))
        QFAIL(qPrintable(*sentence));
    const auto target = std::get<GoToTarget>(parsed);
    QCOMPARE(target.frame, FrameIndex(frame));
    QCOMPARE(target.time, Timestamp(500ms * frame));
}

void tst_GoTo::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part);
    };
    row("noon", "is no time");
    row("", "is no time");
    row("1:75", "is no time");
    row("1:61:00", "is no time");
    row("1:2:3:4", "is no time");
    row("12.5.3", "is no time");
    row("f", "is no time");
    row("+x", "is no time");
    row("f 14400", "the last one is 14399");
    row("2:00:00", "after this source ends, at 02:00:00.000");
    row("@25:00:00", "no time of day");
    row("2026-13-23 23:30:00", "no date");
    row("2026-11-23 22:59:59", "before this source begins");
    row("2026-11-24 01:00:00", "after this source ends");
}

void tst_GoTo::whatIsWrongIsSaid()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto parsed = parseGoTo(text, context());
    QVERIFY2(std::holds_alternative<QString>(parsed), "was taken for a time");
    QVERIFY2(std::get<QString>(parsed).contains(part), qPrintable(std::get<QString>(parsed)));
}

void tst_GoTo::withoutAClockThereIsNoWallClock()
{
    const auto parsed = parseGoTo(QStringLiteral("@23:30:00"), {&m_table});
    QVERIFY(std::get<QString>(parsed).contains(QStringLiteral("no wall clock")));
}

QTEST_GUILESS_MAIN(tst_GoTo)
#include "tst_go_to.moc"
