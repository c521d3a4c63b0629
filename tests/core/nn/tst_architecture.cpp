#include "base/error.h"
#include "nn/architecture.h"

#include <QTest>

using namespace refocus;
using namespace refocus::nn;

class TestArchitecture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mapsHaveTheShapesOfThePublishedNetworks_data()
    {
        QTest::addColumn<int>("block");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("side");
        QTest::newRow("stem") << 0 << 64 << 56;
        QTest::newRow("3 blocks") << 3 << 256 << 56;
        QTest::newRow("4 blocks") << 4 << 512 << 28;
        QTest::newRow("7 blocks") << 7 << 512 << 28;
        QTest::newRow("13 blocks") << 13 << 1024 << 14;
        QTest::newRow("16 blocks") << 16 << 2048 << 7;
    }
    void mapsHaveTheShapesOfThePublishedNetworks()
    {
        QFETCH(int, block);
        QFETCH(int, channels);
        QFETCH(int, side);
        const auto shape = Architecture::resnet50(64, 1000).shapeAfter(block, 224);
        QCOMPARE(shape, (std::array<int, 3>{channels, side, side}));
    }

    // The share of ResNet-152's multiply-adds that a splice skips, at 224x224 and full width.
    void aSpliceSkipsItsShareOfTheWork_data()
    {
        QTest::addColumn<QString>("splice");
        QTest::addColumn<double>("share");
        QTest::newRow("3") << "3" << 0.07;
        QTest::newRow("4") << "4" << 0.10;
        QTest::newRow("7") << "7" << 0.16;
        QTest::newRow("7-11") << "7-11" << 0.23;
        QTest::newRow("13") << "13" << 0.28;
        QTest::newRow("13-24") << "13-24" << 0.49;
        QTest::newRow("13-47") << "13-47" << 0.93;
    }
    void aSpliceSkipsItsShareOfTheWork()
    {
        QFETCH(QString, splice);
        QFETCH(double, share);
        const auto query = Architecture::resnet152(64, 1000);
        const double all = query.multiplyAdds(224);
        QVERIFY(std::abs(all / 11.5e9 - 1) < 0.02); // He et al. 2015, table 1: 11.3 GFLOPs.
        const double left = query.multiplyAdds(224, Splice::parse(splice.toStdString()).to);
        QVERIFY2(std::abs(1 - left / all - share) < 0.011,
                 qPrintable(QString::number(1 - left / all)));
    }

    void splicesAreReadAsTheyAreNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("7") << "7" << true;
        QTest::newRow("13-24") << "13-24" << true;
        for (const char *text :
             {"", "-", "7-", "-7", "0", "7-0", "x", "7 ", "7-11-13", "99999999999"})
            QTest::newRow(text) << text << false;
    }
    void splicesAreReadAsTheyAreNamed()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        if (good)
            QCOMPARE(Splice::parse(text.toStdString()).name(), text.toStdString());
        else
            QVERIFY_THROWS_EXCEPTION(Error, Splice::parse(text.toStdString()));
    }

    void aSpliceThatDoesNotFitIsRefusedWithItsShapes()
    {
        const auto ingest = Architecture::resnet50(16, 13), query = Architecture::resnet152(16, 13);
        for (const char *name : {"3", "4", "7", "7-11", "13", "13-24", "13-47"})
            requireFits(Splice::parse(name), ingest, query, 64);
        try {
            requireFits({3, 4}, ingest, query, 64);
            QFAIL("3→4 does not fit");
        } catch (const Error &error) {
            const QString text = error.what();
            QVERIFY2(text.contains("64x16x16") && text.contains("128x8x8"), error.what());
        }
        QVERIFY_THROWS_EXCEPTION(Error, requireFits({17, 17}, ingest, query, 64));
        QVERIFY_THROWS_EXCEPTION(Error, requireFits({16, 51}, ingest, query, 64));
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
