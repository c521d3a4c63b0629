#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

#include <QTest>

using namespace refocus;

class TestIds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPatchNameSurvivesTheRoundTrip()
    {
        const PatchRef ref{"gate:3-5f2c", 1742};
        QCOMPARE(PatchRef::parse(ref.toString()), ref);
    }

    void wrongPatchNamesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", ":", ":4", "gate", "gate:", "gate:x", "gate:4x", "gate:-4"})
            QTest::newRow(text) << text;
    }
    void wrongPatchNamesAreRefused()
    {
        QFETCH(QString, text);
        QVERIFY_THROWS_EXCEPTION(Error, PatchRef::parse(text.toStdString()));
    }

    void aTimeRangeIsHalfOpen()
    {
        const TimeRange range{fromSeconds(1), fromSeconds(2)};
        QVERIFY(range.contains(fromSeconds(1)));
        QVERIFY(!range.contains(fromSeconds(2)));
        QVERIFY(!range.overlaps({fromSeconds(2), fromSeconds(3)}));
        QVERIFY(range.overlaps({fromSeconds(1.5), fromSeconds(3)}));
    }
};

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
