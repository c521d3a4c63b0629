#include "compare/recommend.h"

#include <QTest>

using namespace refocus::compare;

class TestRecommend : public QObject
{
    Q_OBJECT

    static OperatingPoint point(double queryMs, double ingestMs, double bytes, bool meets = true,
                                std::size_t hits = 96)
    {
        OperatingPoint p;
        p.queryMs = queryMs;
        p.ingestMs = ingestMs;
        p.bytesPerHour = bytes;
        p.meetsTarget = meets;
        p.accuracy.precision = {99, 100, 100};
        p.accuracy.recall = {hits, 100, 100};
        return p;
    }
    static Recommendation chosen(const std::vector<OperatingPoint> &points)
    {
        return recommend(points, 0.6F, 1000, [](const OperatingPoint &p) { return p.depth == 0; });
    }
    static std::vector<bool> pareto(std::vector<OperatingPoint> points)
    {
        markPareto(points);
        std::vector<bool> marked;
        for (const OperatingPoint &p : points)
            marked.push_back(p.pareto);
        return marked;
    }

private Q_SLOTS:
    void eachGoalHasItsPoint()
    {
        std::vector<OperatingPoint> points{
            point(900, 1.0, 0),      // Nothing kept: 1000 + 900 ms.
            point(500, 1.3, 50),     // 1300 + 500: the least sum.
            point(400, 1.6, 80),     // 1600 + 400.
            point(1, 0.1, 0, false), // Does not meet the target.
        };
        points[2].depth = 1;
        const Recommendation r = chosen(points);
        QCOMPARE(r.ingestCheap, std::optional<std::size_t>(0));
        QCOMPARE(r.balanced, std::optional<std::size_t>(1));
        QCOMPARE(r.queryFast, std::optional<std::size_t>(2));
        QCOMPARE(r.asIngested, std::optional<std::size_t>(1)); // 2 would need another ingest.
        QVERIFY(!r.closest);
        QCOMPARE(pareto(points), (std::vector<bool>{true, true, true, false}));
    }

    void equallyCheapToIngestTheFasterQueryIsTaken()
    {
        const Recommendation r = chosen({point(900, 1, 0), point(700, 1, 0), point(800, 1, 0)});
        QCOMPARE(r.ingestCheap, std::optional<std::size_t>(1));
    }

    void equalCostsAreDecidedByAccuracyThenByTheLeastChange()
    {
        auto better = point(5, 1, 0, true, 98), far = point(5, 1, 0), near = point(5, 1, 0);
        far.threshold = 0.9F;
        near.threshold = 0.6F;
        QCOMPARE(chosen({far, near}).queryFast, std::optional<std::size_t>(1));
        QCOMPARE(chosen({far, near, better}).queryFast, std::optional<std::size_t>(2));
    }

    void recommendedPointsAreInTheParetoSet()
    {
        std::vector<OperatingPoint> points;
        for (int i = 0; i < 60; ++i)
            points.push_back(point((i * 37) % 11, 1 + (i * 53) % 7, (i * 29) % 5, i % 3 != 0));
        const Recommendation r = chosen(points);
        markPareto(points);
        for (const auto place : {r.ingestCheap, r.balanced, r.queryFast}) {
            QVERIFY(place);
            const OperatingPoint &p = points[*place];
            QVERIFY(std::ranges::any_of(points, [&](const OperatingPoint &q) {
                return q.pareto && q.queryMs == p.queryMs && q.ingestMs == p.ingestMs &&
                       q.bytesPerHour == p.bytesPerHour;
            }));
        }
    }

    void whereNoneMeetsTheTargetTheClosestIsNamed()
    {
        std::vector<OperatingPoint> points{point(1, 1, 0, false, 70), point(9, 1, 0, false, 90),
                                           point(5, 1, 0, false, 99)};
        points[2].retrained = false;
        const Recommendation r = chosen(points);
        QVERIFY(!r.ingestCheap && !r.balanced && !r.queryFast && !r.asIngested);
        QCOMPARE(r.closest, std::optional<std::size_t>(1)); // Never the one not retrained.
        QCOMPARE(pareto(points), (std::vector<bool>{true, true, false}));
    }
};

QTEST_GUILESS_MAIN(TestRecommend)
#include "tst_recommend.moc"
