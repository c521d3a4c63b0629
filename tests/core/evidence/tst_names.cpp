// File names that any file system takes, and times as text.
#include "evidence/names.h"

#include <QTest>

using namespace refocus;
using namespace refocus::evidence;
using namespace std::chrono_literals;

class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesBecomeSafe_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("plain") << QByteArray("gate3") << QByteArray("gate3");
        QTest::newRow("spaces and slashes")
            << QByteArray("Gate 3 / north") << QByteArray("Gate-3-north");
        QTest::newRow("a way out of the folder")
            << QByteArray("../../etc/passwd") << QByteArray("etc-passwd");
        QTest::newRow("hidden") << QByteArray(".cache") << QByteArray("cache");
        QTest::newRow("an option") << QByteArray("--out") << QByteArray("out");
        QTest::newRow("what Windows forbids")
            << QByteArray("a<b>c:d\"e|f?g*h\\i") << QByteArray("a-b-c-d-e-f-g-h-i");
        QTest::newRow("control characters") << QByteArray("a\n\x01\x7f"
                                                          "b",
                                                          5)
                                            << QByteArray("a-b");
        QTest::newRow("a null byte") << QByteArray("a\0b", 3) << QByteArray("a-b");
        QTest::newRow("letters of other languages") << QByteArray("Tür 1") << QByteArray("Tür-1");
        QTest::newRow("nothing left") << QByteArray("///") << QByteArray("video");
        QTest::newRow("empty") << QByteArray() << QByteArray("video");
        QTest::newRow("cut at a whole letter") << QByteArray("x") + QByteArray("ü").repeated(40)
                                               << QByteArray("x") + QByteArray("ü").repeated(29);
    }
    void namesBecomeSafe()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(safeName({text.data(), std::size_t(text.size())})),
                 expected);
    }

    void aClipIsNamedByCameraClassAndTime()
    {
        QCOMPARE(clipName("gate3", {"truck"}, 83480ms, ".mp4"),
                 std::string("gate3_truck_00-01-23.480.mp4"));
        QCOMPARE(clipName("gate 3", {"bus", "car"}, 0s, ".mkv"),
                 std::string("gate-3_bus+car_00-00-00.000.mkv"));
        QCOMPARE(clipName("g", {"a", "b", "c", "d"}, 100h, ".mp4"),
                 std::string("g_4-classes_100-00-00.000.mp4"));
        QCOMPARE(clipName("gate3", {}, 83480ms, ".mp4"), std::string("gate3_00-01-23.480.mp4"));
    }

    void namesAreUniqueInAnyCaseOfLetters()
    {
        std::set<std::string> taken;
        QCOMPARE(uniqueName("a_00.480.mp4", taken), std::string("a_00.480.mp4"));
        QCOMPARE(uniqueName("a_00.480.mp4", taken), std::string("a_00.480_2.mp4"));
        QCOMPARE(uniqueName("A_00.480.mp4", taken), std::string("A_00.480_3.mp4"));
        QCOMPARE(uniqueName("b", taken), std::string("b"));
        QCOMPARE(uniqueName("b", taken), std::string("b_2"));
    }

    void timesAreWrittenOut()
    {
        QCOMPARE(clockText(83480999us), std::string("00:01:23.480"));
        QCOMPARE(utcText(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(utcText(1772366400250999), std::string("2026-03-01T12:00:00.250Z"));
        QCOMPARE(utcText(-1), std::string("1969-12-31T23:59:59.999Z"));
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
