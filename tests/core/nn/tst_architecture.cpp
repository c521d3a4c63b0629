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

    void theSplicesOfThePublishedNetworksFit_data()
    {
        QTest::addColumn<QString>("splice");
        for (const char *name : {"3", "4", "7", "7-11", "13", "13-24", "13-47", "4-11", "14-48"})
            QTest::newRow(name) << name;
    }
    void theSplicesOfThePublishedNetworksFit()
    {
        QFETCH(QString, splice);
        const Splice asked = Splice::parse(splice.toStdString());
        requireFits(asked, Architecture::resnet50(64, 1000), Architecture::resnet152(64, 1000),
                    224);
        requireFits(asked, Architecture::resnet50(16, 13), Architecture::resnet152(16, 13), 64);
    }

    // Also where the shapes are alike but for one block at a stage's border.
    void aSpliceThatDoesNotFitIsRefusedWithItsShapes_data()
    {
        QTest::addColumn<QString>("splice");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("3-4") << "3-4"
                             << "256x56x56"
                             << "512x28x28";
        QTest::newRow("4-3") << "4-3"
                             << "512x28x28"
                             << "256x56x56";
        QTest::newRow("7-12") << "7-12"
                              << "512x28x28"
                              << "1024x14x14";
        QTest::newRow("8") << "8"
                           << "1024x14x14"
                           << "512x28x28";
        QTest::newRow("13-11") << "13-11"
                               << "1024x14x14"
                               << "512x28x28";
        QTest::newRow("13-48") << "13-48"
                               << "1024x14x14"
                               << "2048x7x7";
    }
    void aSpliceThatDoesNotFitIsRefusedWithItsShapes()
    {
        QFETCH(QString, splice);
        QFETCH(QString, given);
        QFETCH(QString, wanted);
        try {
            requireFits(Splice::parse(splice.toStdString()), Architecture::resnet50(64, 1000),
                        Architecture::resnet152(64, 1000), 224);
            QFAIL("it does not fit");
        } catch (const Error &error) {
            const QString text = error.what();
            QVERIFY2(text.contains("network is " + given) && text.contains("expects " + wanted),
                     error.what());
        }
    }

    void blocksThatTheNetworksDoNotHaveAreRefused()
    {
        const auto ingest = Architecture::resnet50(16, 13), query = Architecture::resnet152(16, 13);
        QVERIFY_THROWS_EXCEPTION(Error, requireFits({17, 17}, ingest, query, 64));
        QVERIFY_THROWS_EXCEPTION(Error, requireFits({16, 51}, ingest, query, 64));
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
