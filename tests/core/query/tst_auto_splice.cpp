// The splice that `auto` takes, by packs that were never trained.
#include "query/auto_splice.h"

#include <QTest>

using namespace refocus;
using namespace refocus::query;

class TestAutoSplice : public QObject
{
    Q_OBJECT

    // Blocks shared up to 4, and two tails: one as good as the query network, one worse by 2
    // points.
    static nn::PackManifest pack(const char *metrics = R"({"query":{"top1":0.8}})")
    {
        nn::PackManifest manifest;
        manifest.metricsJson = metrics;
        manifest.tails = {{{4, 4}, manifest.queryWeights, true, 4, 0.8},
                          {{7, 11}, "tail-7-11.safetensors", true, 7, 0.796},
                          {{13, 24}, "tail-13-24.safetensors", true, 13, 0.78}};
        return manifest;
    }

    static bool all(int) { return true; }

private Q_SLOTS:
    void theDeepestThatKeepsTheAccuracyAndHasMaps()
    {
        QCOMPARE(autoSplice(pack(), all), std::optional(nn::Splice{7, 11}));
        QCOMPARE(autoSplice(pack(), [](int cut) { return cut == 4; }),
                 std::optional(nn::Splice{4, 4}));
        QCOMPARE(autoSplice(pack(), [](int) { return false; }), std::optional<nn::Splice>());
    }

    void whatIsAdvisedIsTakenWhereItsMapsAre()
    {
        const Reuse deep{Reuse::Kind::Splice, {13, 24}}, none{Reuse::Kind::None, {}};
        QCOMPARE(autoSplice(pack(), all, deep), std::optional(nn::Splice{13, 24}));
        QCOMPARE(autoSplice(
                     pack(), [](int cut) { return cut < 13; }, deep),
                 std::optional(nn::Splice{7, 11}));
        QCOMPARE(autoSplice(pack(), all, none), std::optional<nn::Splice>());
    }

    void whatNobodyMeasuredIsTakenOnlyWhereBlocksAreShared_data()
    {
        QTest::addColumn<QByteArray>("metrics");
        QTest::newRow("nothing measured") << QByteArray("{}");
        QTest::newRow("the ingest network only") << QByteArray(R"({"ingest":{"top1":0.7}})");
        QTest::newRow("no figure") << QByteArray(R"({"query":{"pictures":0}})");
        QTest::newRow("no JSON") << QByteArray("top1 0.8");
    }
    void whatNobodyMeasuredIsTakenOnlyWhereBlocksAreShared()
    {
        QFETCH(QByteArray, metrics);
        nn::PackManifest manifest = pack(metrics.constData());
        QCOMPARE(autoSplice(manifest, all), std::optional(nn::Splice{4, 4}));
        manifest.tails.erase(manifest.tails.begin());
        QCOMPARE(autoSplice(manifest, all), std::optional<nn::Splice>());
    }
};

QTEST_APPLESS_MAIN(TestAutoSplice)
#include "tst_auto_splice.moc"
