#include "support/fake_engine.h"
#include "ui/timeline/status_strip.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class tst_StatusStrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "America/New_York"); } // Not the sources' zone.
    void init();
    void cleanup() { m_workbench.reset(); }
    void nothingIsSaidWhileNothingIsShown();
    void aClockIsShownWithItsZoneAndOffset();
    void anUnknownZoneIsUtc();
    void withoutAClockTimesCountFromTheStart();
    void marksAndTheirLengthFollow();
    void shortMarksAreExact();
    void theSelectedSpanIsTold();
    void theWidgetFollows();

private:
    std::unique_ptr<Workbench> m_workbench;
};

void tst_StatusStrip::init()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("gate", 1h), test::fakeSource("yard", 1h)};
    store::SourceRecord &gate = engine->sourceList[0].record;
    gate.name = "Gate 3";
    gate.wallClockStart = QDateTime::fromString(QStringLiteral("2026-11-23T01:00:00Z"), Qt::ISODate)
                              .toMSecsSinceEpoch() *
                          1000;
    gate.timeZone = "Europe/Berlin";
    gate.clockOffsetMs = 12'000;
    m_workbench = std::make_unique<Workbench>(test::opens(engine));
    QSignalSpy opened(&m_workbench->session, &CaseSession::opened);
    m_workbench->session.open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_StatusStrip::nothingIsSaidWhileNothingIsShown()
{
    QCOMPARE(statusText(*m_workbench), QString());
    m_workbench->playhead.moveTo("not in the case", 1s);
    QCOMPARE(statusText(*m_workbench), QString());
}

void tst_StatusStrip::aClockIsShownWithItsZoneAndOffset()
{
    m_workbench->playhead.moveTo("gate", 13min + 55s + 480ms);
    QCOMPARE(statusText(*m_workbench),
             QStringLiteral("Gate 3 · 2026-11-23 02:14:07.480 +01:00 (clock +12 s)"));
    store::SourceRecord record = m_workbench->session.source("gate")->record;
    record.clockOffsetMs = -1'500;
    m_workbench->session.putSource(record);
    QVERIFY(statusText(*m_workbench).endsWith(QStringLiteral("(clock −1.500 s)")));
    record.clockOffsetMs = 0;
    m_workbench->session.putSource(record);
    QCOMPARE(statusText(*m_workbench), QStringLiteral("Gate 3 · 2026-11-23 02:13:55.480 +01:00"));
}

void tst_StatusStrip::anUnknownZoneIsUtc()
{
    m_workbench->playhead.moveTo("gate", 0s);
    store::SourceRecord record = m_workbench->session.source("gate")->record;
    record.clockOffsetMs = 0;
    for (const char *zone : {"", "Nowhere/Atlantis"}) {
        record.timeZone = zone;
        m_workbench->session.putSource(record);
        QCOMPARE(statusText(*m_workbench),
                 QStringLiteral("Gate 3 · 2026-11-23 01:00:00.000 +00:00"));
    }
}

void tst_StatusStrip::withoutAClockTimesCountFromTheStart()
{
    m_workbench->playhead.moveTo("yard", 83s + 480ms);
    m_workbench->playhead.setIn(60s);
    QCOMPARE(statusText(*m_workbench), QStringLiteral("yard · 00:01:23.480 · in 00:01:00.000"));
}

void tst_StatusStrip::marksAndTheirLengthFollow()
{
    m_workbench->playhead.moveTo("gate", 13min + 55s + 480ms);
    m_workbench->playhead.setIn(13min + 53s);
    m_workbench->playhead.setOut(14min + 7s);
    QVERIFY2(statusText(*m_workbench)
                 .endsWith(QStringLiteral("(clock +12 s) · in 02:14:05 out 02:14:19 · 14 s")),
             qPrintable(statusText(*m_workbench)));
}

void tst_StatusStrip::shortMarksAreExact()
{
    m_workbench->playhead.moveTo("yard", 1s);
    m_workbench->playhead.setIn(1s + 40ms);
    m_workbench->playhead.setOut(1s + 840ms);
    QVERIFY2(statusText(*m_workbench)
                 .endsWith(QStringLiteral("in 00:00:01.040 out 00:00:01.840 · 0.8 s")),
             qPrintable(statusText(*m_workbench)));
}

void tst_StatusStrip::theSelectedSpanIsTold()
{
    m_workbench->timeView.setSelected(AxisRange{0, 192'000'000});
    QCOMPARE(statusText(*m_workbench), QStringLiteral("3 min 12 s selected"));
    m_workbench->session.close();
    QCOMPARE(statusText(*m_workbench), QString());
}

void tst_StatusStrip::theWidgetFollows()
{
    StatusStrip strip(*m_workbench);
    QCOMPARE(strip.text(), QString());
    m_workbench->playhead.moveTo("yard", 2s);
    QCOMPARE(strip.text(), QStringLiteral("yard · 00:00:02.000"));
    QCOMPARE(strip.accessibleDescription(), strip.text());
    m_workbench->playhead.setIn(1s);
    QVERIFY(strip.text().endsWith(QStringLiteral("in 00:00:01.000")));
    strip.resize(900, 28);
    const QImage before = strip.grab().toImage();
    m_workbench->playhead.moveTo("yard", 3s);
    QVERIFY(strip.grab().toImage() != before);
}

QTEST_MAIN(tst_StatusStrip)
#include "tst_status_strip.moc"
