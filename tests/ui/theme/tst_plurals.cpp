#include "ui/theme/plurals.h"

#include <QTest>

class TestPlurals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneIsOneAndAllElseAreMany_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("n");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << "%n source(s)" << 0 << "0 sources";
        QTest::newRow("one") << "%n source(s)" << 1 << "1 source";
        QTest::newRow("two") << "%n source(s)" << 2 << "2 sources";
        QTest::newRow("es") << "%n patch(es) of %1" << 3 << "3 patches of %1";
        QTest::newRow("no plural") << "%n MB" << 5 << "5 MB";
    }
    void oneIsOneAndAllElseAreMany()
    {
        QFETCH(QString, source);
        QFETCH(int, n);
        refocus::ui::installPlurals();
        QTEST(QCoreApplication::translate("any", source.toUtf8().constData(), nullptr, n), "text");
        QCOMPARE(QCoreApplication::translate("any", "a file(s)"), QStringLiteral("a file(s)"));
    }
};

QTEST_GUILESS_MAIN(TestPlurals)
#include "tst_plurals.moc"
