#include "compare/advice.h"

#include <QTest>

#include <algorithm>

using namespace refocus;
using namespace refocus::compare;

class TestAdvice : public QObject
{
    Q_OBJECT

    static constexpr ClassId car = 1, van = 2;

    // Forty cars; depths with so many milliseconds and so many of them missed.
    struct Made
    {
        Depth depth;
        double ms = 1;
        std::size_t missed = 0;
        bool retrained = true;
    };
    static Comparison comparison(const std::vector<Made> &depths)
    {
        Comparison c;
        c.classes = {"background", "car", "van"};
        c.finished = true;
        c.subjects.classes = {car};
        c.subjects.objects = c.subjects.found = c.subjects.candidates = 40;
        c.subjects.maps = 1000;
        c.cutsKept = {4, 7};
        for (std::size_t i = 0; i < 40; ++i) {
            Subject subject;
            subject.object = i;
            subject.rank = i < 30 ? 0 : 1;
            c.subjects.list.push_back(subject);
        }
        for (const Made &made : depths) {
            ComparedDepth depth;
            depth.depth = made.depth;
            depth.retrained = made.retrained;
            depth.bytes = 5000;
            for (std::size_t i = 0; i < 40; ++i)
                depth.answers.push_back({i < made.missed ? van : car, 0.9F});
            for (int run = 0; run < 5; ++run)
                depth.runs.emplace_back().add({0, 0, 40 * made.ms * (1 + 0.001 * run)}, 40);
            c.depths.push_back(depth);
        }
        return c;
    }

    static Advice advice(const Comparison &c) { return adviceOf(c, figuresOf(c)); }

private Q_SLOTS:
    void theFastestThatFindsTheSame()
    {
        const auto c = comparison({{{}, 1, 0},
                                   {nn::Splice{4, 4}, 0.8, 0},
                                   {nn::Splice{7, 7}, 0.7, 0},
                                   {nn::Splice{13, 24}, 0.4, 3}}); // Misses three of forty.
        QVERIFY(advice(c).enough);
        QCOMPARE(advice(c).depth, std::size_t{2});
        QVERIFY(advice(c).mapsKept);
    }

    void whatIsNotClearlyFasterIsNotAdvised()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.99, 0}});
        for (std::size_t run = 0; run < 5; ++run)
            c.depths[1].runs[run].batches[0] *= run % 2 == 0 ? 0.8 : 1.2;
        QCOMPARE(advice(c).depth, std::size_t{0});
        QVERIFY(!advice(c).enough); // Nor is no reuse: it cannot be told.
    }

    void whatIsClearlySlowerLeavesNoReuse()
    {
        const Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 1.3, 0}});
        QVERIFY(advice(c).enough);
        QCOMPARE(advice(c).depth, std::size_t{0});
    }

    void unretrainedDepthsAreNeverAdvised()
    {
        QCOMPARE(advice(comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.5, 0, false}})).depth,
                 std::size_t{0});
    }

    void tooFewSightingsAdviseNothing()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.5, 0}});
        for (ComparedDepth &depth : c.depths)
            for (std::size_t i = kFewestFound - 1; i < 40; ++i)
                depth.answers[i].classId = van;
        QVERIFY(!advice(c).enough);
        QCOMPARE(advice(c).depth, std::size_t{0});
        QCOMPARE(advice(c).sentences.size(), std::size_t{1});
    }

    void whereSomethingWasLeftOutAutoKeepsWhatItDid()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.5, 0}});
        c.leftOut = {nn::Splice{3, 3}, nn::Splice{4, 4}, nn::Splice{13, 24}};
        const Advice partial = advice(c);
        QVERIFY(!partial.enough);
        QCOMPARE(partial.depth, std::size_t{1}); // The best of those compared all the same.
        QVERIFY(std::ranges::any_of(partial.sentences, [](const std::string &sentence) {
            return sentence.find("auto keeps what it did: it may take 3, 4 and 13-24") !=
                   std::string::npos;
        }));
        Comparison none = comparison({{{}, 1, 0}});
        none.leftOut = {nn::Splice{7, 7}};
        QVERIFY(!advice(none).enough);
        QCOMPARE(advice(none).depth, std::size_t{0});
    }

    void theLeastKThatFindsAsMuch()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.5, 0}});
        QCOMPARE(advice(c).k, 2); // Ten of the forty are of the second class only.
        for (Subject &subject : c.subjects.list)
            subject.rank = 0;
        QCOMPARE(advice(c).k, 1);
    }

    void switchingHasItsPrice()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{13, 24}, 0.5, 0}});
        c.deriveMs = 3;
        c.subjects.inferred = 20'000;
        const Advice switched = advice(c);
        QVERIFY(!switched.mapsKept);
        QCOMPARE(switched.bytes, 5000.0 * 1000);
        QCOMPARE(switched.deriveSeconds, 3.0);
        QCOMPARE(switched.ingestSeconds, 60.0);
    }

    void theCodecFollowsTheDisk()
    {
        Comparison c = comparison({{{}, 1, 0}, {nn::Splice{7, 7}, 0.5, 0}});
        c.codecs[7] = {{store::Codec::Int8, 5000, 1, 0.02}, {store::Codec::Fp32, 20000, 1, 0.01}};
        c.diskBytesPerSecond = 100e6; // 0.07 ms against 0.21.
        QVERIFY(advice(c).codec == store::Codec::Int8);
        c.diskBytesPerSecond = 10e9; // 0.0205 ms against 0.012.
        QVERIFY(advice(c).codec == store::Codec::Fp32);
    }
};

QTEST_APPLESS_MAIN(TestAdvice)
#include "tst_advice.moc"
