#include "compare/decided.h"

#include <QTest>

#include <vector>

using namespace refocus;
using namespace refocus::compare;

class TestDecided : public QObject
{
    Q_OBJECT

    static constexpr ClassId car = 1, van = 2, bus = 3;

private Q_SLOTS:
    void isOneOf_data()
    {
        QTest::addColumn<std::vector<Decided>>("decisions");
        QTest::addColumn<std::vector<ClassId>>("classes");
        QTest::addColumn<int>("expected"); // 1: yes, 0: no, -1: not decided.
        using All = std::vector<Decided>;
        using Ids = std::vector<ClassId>;
        QTest::newRow("nothing decided") << All{} << Ids{car} << -1;
        QTest::newRow("accepted") << All{{car, true, 1}} << Ids{car} << 1;
        QTest::newRow("rejected") << All{{car, false, 1}} << Ids{car} << 0;
        QTest::newRow("is another class") << All{{van, true, 1}} << Ids{car} << 0;
        QTest::newRow("is not another class") << All{{van, false, 1}} << Ids{car} << -1;
        QTest::newRow("one of several") << All{{van, true, 1}} << Ids{car, van} << 1;
        QTest::newRow("not one of several, the other is open")
            << All{{car, false, 1}} << Ids{car, van} << -1;
        QTest::newRow("none of several")
            << All{{car, false, 1}, {van, false, 2}} << Ids{car, van} << 0;
        QTest::newRow("the newest counts") << All{{car, false, 2}, {car, true, 1}} << Ids{car} << 0;
        QTest::newRow("a newer class overrules")
            << All{{car, true, 1}, {bus, true, 2}} << Ids{car} << 0;
        QTest::newRow("not this, said later about another")
            << All{{car, true, 1}, {bus, false, 2}} << Ids{car} << 1;
        QTest::newRow("no class asked for") << All{{car, true, 1}} << Ids{} << -1;
    }
    void isOneOf()
    {
        QFETCH(std::vector<Decided>, decisions);
        QFETCH(std::vector<ClassId>, classes);
        QFETCH(int, expected);
        const auto is = compare::isOneOf(decisions, classes);
        QCOMPARE(is ? static_cast<int>(*is) : -1, expected);
    }
};

QTEST_APPLESS_MAIN(TestDecided)
#include "tst_decided.moc"
