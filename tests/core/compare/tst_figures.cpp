#include "compare/figures.h"

#include <QTest>

#include <cmath>

using namespace refocus;
using namespace refocus::compare;

// Twenty patches of twenty tracks, of which none calls the first twelve cars and the others vans.
// All expected numbers are computed by hand.
class TestFigures : public QObject
{
    Q_OBJECT

    static constexpr ClassId background = 0, car = 1, van = 2;

    static Comparison comparison()
    {
        Comparison c;
        c.classes = {"background", "car", "van"};
        c.options.runs = 2;
        c.subjects.videos = {{"street-00000000", "street.mp4"}};
        c.subjects.classes = {car};
        c.subjects.found = c.subjects.candidates = 20;
        c.subjects.objects = 20;
        c.subjects.maps = 100;
        c.depths = {depth({}, {{10, 20}, {10, 20}}), depth(nn::Splice{7, 7}, {{8, 20}, {9, 20}})};
        for (std::size_t i = 0; i < 20; ++i) {
            Subject subject;
            subject.patch = 10 * i;
            subject.track = static_cast<TrackId>(i);
            subject.object = i;
            subject.rank = i < 16 ? 0 : 2;
            subject.topK = {{i < 10 ? car : van, 0.6F}, {background, 0.2F}};
            c.subjects.list.push_back(subject);
            for (ComparedDepth &of : c.depths)
                of.answers.push_back({i < 12 ? car : van, 0.9F - 0.04F * static_cast<float>(i)});
        }
        return c;
    }

    // Runs: milliseconds in all, and patches.
    static ComparedDepth depth(const Depth &at, std::vector<std::pair<double, std::size_t>> runs)
    {
        ComparedDepth depth;
        depth.depth = at;
        depth.bytes = at ? 5600 : 0;
        for (const auto &[ms, patches] : runs)
            depth.runs.emplace_back().add({ms * 0.1, at ? ms * 0.1 : 0, at ? ms * 0.8 : ms * 0.9},
                                          patches);
        return depth;
    }

    static bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

private Q_SLOTS:
    void aDepthThatAnswersTheSameDiffersNowhere()
    {
        const Figures figures = figuresOf(comparison());
        QCOMPARE(figures.answered, std::size_t{20});
        QVERIFY(figures.disagreements.empty());
        const DepthFigures &seven = figures.depths[1];
        QCOMPARE(seven.accuracy.hits, std::size_t{20});
        QCOMPARE(seven.retrieval.recall.hits, std::size_t{12});
        QCOMPARE(seven.retrieval.recall.of, std::size_t{12});
        QCOMPARE(seven.retrieval.f1(), 1.0);
        QCOMPARE(figures.agreement[0][1].hits, std::size_t{20});
    }

    // Made wrong for known patches: 2 and 5 are missed, 15 is added, 18 is another wrong class.
    void exactlyThePatchesMadeWrongDisagree()
    {
        Comparison c = comparison();
        for (const std::size_t i : {2, 5, 18})
            c.depths[1].answers[i].classId = background;
        c.depths[1].answers[15].classId = car;
        const Figures figures = figuresOf(c);
        QCOMPARE(figures.disagreements, (std::vector<std::size_t>{2, 5, 15, 18}));
        const DepthFigures &seven = figures.depths[1];
        QCOMPARE(seven.missed, std::size_t{2});
        QCOMPARE(seven.added, std::size_t{1});
        // Accuracy 16 of 20, precision 10 of 11, recall 10 of 12, F1 2 x 10 / (11 + 12).
        QVERIFY(near(seven.accuracy.value(), 0.8));
        QVERIFY(near(seven.retrieval.precision.value(), 10.0 / 11));
        QVERIFY(near(seven.retrieval.recall.value(), 10.0 / 12));
        QVERIFY(near(seven.retrieval.f1(), 20.0 / 23));
        // Wilson, p = 10/12, n = 12, z = 1.959964: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) /
        // (1 + z^2/n) = 0.5520 and 0.9530.
        const Interval recall = seven.retrieval.recall.interval();
        QVERIFY2(std::abs(recall.low - 0.5520) < 5e-5,
                 qPrintable(QString::number(recall.low, 'g', 8)));
        QVERIFY2(std::abs(recall.high - 0.9530) < 5e-5,
                 qPrintable(QString::number(recall.high, 'g', 8)));
        QVERIFY(near(figures.agreement[0][1].value(), 0.8));
        QVERIFY(near(figures.agreement[1][1].value(), 1));
    }

    void unretrainedDepthsAreNotDisagreedWith()
    {
        Comparison c = comparison();
        c.depths[1].retrained = false;
        c.depths[1].answers[3].classId = van;
        const Figures figures = figuresOf(c);
        QVERIFY(figures.disagreements.empty());
        QCOMPARE(figures.depths[1].missed, std::size_t{1});
        QCOMPARE(figures.depths[1].name, std::string("7 un-retrained"));
    }

    // Ratios 0.8 and 0.9: reduction 0.15; t(1) x 0.0707 / sqrt 2 = 12.706 x 0.05.
    void timesAreAPatchAndTheirRatioIsOfTheSameRun()
    {
        const Figures figures = figuresOf(comparison());
        const DepthFigures &none = figures.depths[0], &seven = figures.depths[1];
        QVERIFY(near(none.time.total.mean, 0.5));
        QVERIFY(near(none.time.total.sd, 0));
        QVERIFY(near(none.reduction, 0));
        QVERIFY(near(seven.time.total.mean, 0.425));
        QVERIFY(near(seven.time.read.mean, 0.0425));
        QVERIFY(near(seven.time.infer.mean, 0.34));
        QVERIFY(near(seven.reduction, 0.15));
        QVERIFY(near(seven.reductionError, 12.706 * 0.05));

        // Ratios 0.8, 0.9 and 0.8: the interval is that of their median, wider than of their mean.
        Comparison more = comparison();
        for (ComparedDepth &depth : more.depths)
            depth.runs.push_back(depth.runs[0]);
        const DepthFigures third = figuresOf(more).depths[1];
        QVERIFY(near(third.reduction, 0.2));
        QVERIFY(std::abs(third.reductionError - 4.303 * 0.0577350 / std::sqrt(3.0) * 1.2533141) <
                1e-4);
        QVERIFY(near(seven.msQuery, 0.425 * 20));
        QVERIFY(near(seven.msFirst, 0.425 * 8)); // The first batch.
        QVERIFY(near(seven.bytesInCase, 560000));
    }

    void oneDisturbedRunDoesNotCount()
    {
        Comparison c = comparison();
        c.depths[0] = depth({}, {{10, 20}, {10, 20}, {10, 20}});
        c.depths[1].runs = depth(nn::Splice{7, 7}, {{8, 20}, {40, 20}, {8, 20}}).runs;
        c.depths[0].answers = c.depths[1].answers;
        QVERIFY(near(figuresOf(c).depths[1].reduction, 0.2));
    }

    void theFirstSightingComesWithItsBatch()
    {
        Comparison c = comparison();
        c.subjects.candidates = c.subjects.found = 200; // Every tenth is compared.
        for (ComparedDepth &depth : c.depths)
            for (std::size_t i = 0; i < 3; ++i)
                depth.answers[i].classId = van;
        // The fourth patch stands for rank 30 of the query: batches of 8 and 32.
        QVERIFY(near(figuresOf(c).depths[0].msFirst, 0.5 * 40));
        for (ComparedDepth &depth : c.depths)
            for (Answer &answer : depth.answers)
                answer.classId = van;
        QCOMPARE(figuresOf(c).depths[0].msFirst, 0.0);
        c = comparison();
        c.options.subjects.scope = Scope::Sample;
        QCOMPARE(figuresOf(c).depths[0].msFirst, 0.0);
    }

    // Decided: patches 0 to 9. 0 to 7 are cars, 8 and 9 are not. The ingest network says car of all
    // ten: 8 right. None says car of all ten, too, unless it is taught better.
    void decisionsAreGroundTruth()
    {
        Comparison c = comparison();
        for (std::size_t i = 0; i < 10; ++i)
            c.subjects.list[i].isWanted = i < 8;
        c.subjects.decided = 10;
        c.depths[0].answers[8].classId = van; // None is right about 8,
        c.depths[0].answers[9].classId = van; // and about 9,
        c.depths[1].answers[8].classId = van; // 7 blocks only about 8.
        const Figures figures = figuresOf(c);
        QCOMPARE(figures.ingestDecided.hits, std::size_t{8});
        QCOMPARE(figures.depths[0].decidedAccuracy.hits, std::size_t{10});
        const DepthFigures &seven = figures.depths[1];
        QCOMPARE(seven.decidedAccuracy.hits, std::size_t{9});
        QCOMPARE(seven.decidedAccuracy.of, std::size_t{10});
        QVERIFY(near(seven.decided.precision.value(), 8.0 / 9));
        QVERIFY(near(seven.decided.recall.value(), 1));
        QVERIFY(near(seven.gainKept.value(), 0.5)); // (0.9 - 0.8) / (1.0 - 0.8)
    }

    void withoutAGainNothingIsKeptOfIt()
    {
        Comparison c = comparison();
        for (std::size_t i = 0; i < 10; ++i)
            c.subjects.list[i].isWanted = true;
        QVERIFY(!figuresOf(c).depths[1].gainKept);
        QVERIFY(!figuresOf(comparison()).depths[1].gainKept); // Nothing decided.
    }

    void curvesRunOverKAndOverTheScore()
    {
        Comparison c = comparison();
        c.subjects.list[11].rank = 1;
        c.depths[1].answers[15].classId = car;
        const auto overK = figuresOf(c).depths[1].overK;
        QCOMPARE(overK.size(), std::size_t{2}); // K 3 finds no more.
        QVERIFY(near(overK[0].recall.value(), 11.0 / 12));
        QVERIFY(near(overK[0].precision.value(), 11.0 / 12));
        QVERIFY(near(overK[1].recall.value(), 1));
        QVERIFY(near(overK[1].precision.value(), 12.0 / 13));
        const auto overScore = figuresOf(c).depths[1].overScore;
        QVERIFY(near(overScore[0].recall.value(), 1));
        // From 0.7 up: patches 0 to 5 (0.9 - 0.04 i).
        QVERIFY(near(overScore[14].setting, 0.7));
        QCOMPARE(overScore[14].recall.hits, std::size_t{6});
        QVERIFY(near(overScore[14].precision.value(), 1));
    }

    void theLeastScoreIsPartOfAHit()
    {
        Comparison c = comparison();
        c.options.subjects.question.minScore = 0.75F; // Patches 0 to 3.
        QCOMPARE(figuresOf(c).depths[1].retrieval.recall.of, std::size_t{4});
    }

    void patchesOfOneTrackAreWorthLess()
    {
        Comparison c = comparison();
        for (Subject &subject : c.subjects.list)
            subject.object = 0;
        c.subjects.objects = 1;
        const Figures figures = figuresOf(c);
        QVERIFY(near(figures.depths[1].accuracy.independent, 1));
        QVERIFY(figures.depths[1].accuracy.interval().low < 0.25);
    }

    void whatIsMeasuredSoFarIsShown()
    {
        Comparison c = comparison();
        for (ComparedDepth &depth : c.depths) {
            depth.answers.resize(5);
            depth.runs.clear();
        }
        const Figures figures = figuresOf(c);
        QCOMPARE(figures.answered, std::size_t{5});
        QCOMPARE(figures.depths[1].accuracy.of, std::size_t{5});
        QCOMPARE(figures.depths[1].runs, std::size_t{0});
        QVERIFY(sentenceOf(c, figures, 1).empty());
        QVERIFY(figuresOf(Comparison{}).depths.empty());
    }

    void theSentenceSaysWhatItIsWorth()
    {
        Comparison c = comparison();
        c.depths[1].answers[2].classId = van;
        c.depths[1].runs = depth(nn::Splice{7, 7}, {{8, 20}, {8, 20}}).runs;
        QCOMPARE(sentenceOf(c, figuresOf(c), 1),
                 std::string("7 blocks answers this query 20 % faster than no reuse, misses 1 of "
                             "12 (95 % interval 1.5 to 35.4 %), and keeps 5.6 kB a patch."));
        QVERIFY(sentenceOf(c, figuresOf(c), 0).empty());
    }

    void fasterAndNearerDepthsArePareto()
    {
        Comparison c = comparison();
        ComparedDepth worse = c.depths[1]; // Slower than 7 blocks, and wrong once.
        worse.depth = nn::Splice{4, 4};
        worse.answers[0].classId = van;
        worse.runs = depth(nn::Splice{4, 4}, {{9, 20}, {10, 20}}).runs;
        c.depths.push_back(worse);
        const Figures figures = figuresOf(c);
        QVERIFY(!figures.depths[0].pareto); // As right as 7 blocks, and slower.
        QVERIFY(figures.depths[1].pareto);
        QVERIFY(!figures.depths[2].pareto);
    }
};

QTEST_APPLESS_MAIN(TestFigures)
#include "tst_figures.moc"
