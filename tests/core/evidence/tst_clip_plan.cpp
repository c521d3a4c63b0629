// Which clips are made of which sightings.
#include "base/error.h"
#include "evidence/clip_plan.h"

#include <QTest>

using namespace refocus;
using namespace std::chrono_literals;

namespace {

query::Sighting seen(const std::string &video, Timestamp start, Timestamp end,
                     const std::string &name = "truck")
{
    query::Sighting sighting;
    sighting.video = video;
    sighting.className = name;
    sighting.start = start;
    sighting.end = end;
    return sighting;
}

} // namespace

namespace refocus::evidence {
char *toString(const PlannedClip &clip)
{
    std::string text = clip.video + ' ' + std::to_string(clip.begin.count()) + ".." +
                       std::to_string(clip.end.count()) + " of";
    for (const std::size_t i : clip.sightings)
        text += ' ' + std::to_string(i);
    return qstrdup(text.c_str());
}
} // namespace refocus::evidence

using Clips = std::vector<evidence::PlannedClip>;
Q_DECLARE_METATYPE(Clips)
Q_DECLARE_METATYPE(std::vector<query::Sighting>)
Q_DECLARE_METATYPE(evidence::PlanOptions)

class TestClipPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sightingsBecomeClips_data()
    {
        QTest::addColumn<std::vector<query::Sighting>>("sightings");
        QTest::addColumn<evidence::PlanOptions>("options");
        QTest::addColumn<Clips>("expected");
        using S = std::vector<query::Sighting>;
        const evidence::PlanOptions usual;

        QTest::newRow("nothing") << S{} << usual << Clips{};
        QTest::newRow("padded on both sides")
            << S{seen("a", 10s, 12s)} << usual << Clips{{"a", 8s, 14s, {0}}};
        QTest::newRow("clipped to the video's begin and end")
            << S{seen("a", 1s, 99500ms)} << usual << Clips{{"a", 0s, 100s, {0}}};
        QTest::newRow("one picture long, no padding")
            << S{seen("a", 5s, 5s)} << evidence::PlanOptions{0s, 1s} << Clips{{"a", 5s, 5s, {0}}};
        QTest::newRow("padding makes two overlap") << S{seen("a", 10s, 12s), seen("a", 15s, 16s)}
                                                   << usual << Clips{{"a", 8s, 18s, {0, 1}}};
        QTest::newRow("a gap of exactly mergeGap is merged")
            << S{seen("a", 10s, 12s), seen("a", 17s, 18s)} << usual
            << Clips{{"a", 8s, 20s, {0, 1}}};
        QTest::newRow("a gap a microsecond longer is not")
            << S{seen("a", 10s, 12s), seen("a", 17s + 1us, 18s)} << usual
            << Clips{{"a", 8s, 14s, {0}}, {"a", 15s + 1us, 20s, {1}}};
        QTest::newRow("one inside another keeps the longer end")
            << S{seen("a", 10s, 30s), seen("a", 12s, 13s)} << usual
            << Clips{{"a", 8s, 32s, {0, 1}}};
        QTest::newRow("a chain becomes one clip")
            << S{seen("a", 10s, 12s), seen("a", 16s, 18s), seen("a", 22s, 24s)} << usual
            << Clips{{"a", 8s, 26s, {0, 1, 2}}};
        QTest::newRow("the order of the sightings does not matter")
            << S{seen("b", 50s, 51s), seen("a", 40s, 41s), seen("a", 10s, 11s)} << usual
            << Clips{{"a", 8s, 13s, {2}}, {"a", 38s, 43s, {1}}, {"b", 48s, 53s, {0}}};
        QTest::newRow("videos never share a clip")
            << S{seen("a", 10s, 12s), seen("b", 10s, 12s)} << usual
            << Clips{{"a", 8s, 14s, {0}}, {"b", 8s, 14s, {1}}};
        QTest::newRow("classes share one")
            << S{seen("a", 10s, 12s, "car"), seen("a", 11s, 13s, "bus")} << usual
            << Clips{{"a", 8s, 15s, {0, 1}}};
        QTest::newRow("gap 0 merges what touches")
            << S{seen("a", 10s, 12s), seen("a", 16s, 18s), seen("a", 23s, 24s)}
            << evidence::PlanOptions{2s, 0s} << Clips{{"a", 8s, 20s, {0, 1}}, {"a", 21s, 26s, {2}}};
        QTest::newRow("a negative gap never merges")
            << S{seen("a", 10s, 12s), seen("a", 11s, 13s)} << evidence::PlanOptions{2s, -1s}
            << Clips{{"a", 8s, 14s, {0}}, {"a", 9s, 15s, {1}}};
    }
    void sightingsBecomeClips()
    {
        QFETCH(std::vector<query::Sighting>, sightings);
        QFETCH(evidence::PlanOptions, options);
        QFETCH(Clips, expected);
        const Clips clips = evidence::planClips(sightings, {{"a", 100s}, {"b", 60s}}, options);
        QCOMPARE(clips.size(), expected.size());
        for (std::size_t i = 0; i < clips.size(); ++i)
            QCOMPARE(clips[i], expected[i]);
    }

    void whatCannotBePlannedIsRefused()
    {
        const std::vector sightings{seen("c", 1s, 2s)};
        QVERIFY_EXCEPTION_THROWN(evidence::planClips(sightings, {{"a", 100s}}), Error);
        QVERIFY_EXCEPTION_THROWN(evidence::planClips(sightings, {{"c", 100s}}, {-1s, 1s}), Error);
    }

    void markedStretchesAreClipsAsTheyAre()
    {
        const std::vector sightings{seen("a", 1s, 3s), seen("b", 10s, 12s), seen("a", 30s, 31s),
                                    seen("a", 19s, 20s), seen("a", 5s, 40s)};
        const std::vector<evidence::ClipSpan> spans{
            {"a", 20s, 30s}, {"b", 0s, 9s}, {"a", 2s, 200s}, {"a", -5s, 1s}};
        const Clips expected{{"a", 20s, 30s, {4, 3, 2}}, // By start; ends that touch belong to it.
                             {"b", 0s, 9s, {}},
                             {"a", 2s, 100s, {0, 4, 3, 2}}, // Not beyond the video.
                             {"a", 0s, 1s, {0}}};
        QCOMPARE(evidence::planSpans(spans, sightings, {{"a", 100s}, {"b", 50s}}), expected);
    }

    void aStretchThatIsNoneIsRefused_data()
    {
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        QTest::newRow("ends before it begins") << qint64(5) << qint64(4);
        QTest::newRow("behind the video") << qint64(100) << qint64(110);
        QTest::newRow("before the video") << qint64(-9) << qint64(-1);
    }
    void aStretchThatIsNoneIsRefused()
    {
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        const std::vector<evidence::ClipSpan> spans{
            {"a", std::chrono::seconds(begin), std::chrono::seconds(end)}};
        QVERIFY_EXCEPTION_THROWN(evidence::planSpans(spans, {}, {{"a", 100s}}), Error);
        QVERIFY_EXCEPTION_THROWN(evidence::planSpans(spans, {}, {}), Error);
    }
};

QTEST_GUILESS_MAIN(TestClipPlan)
#include "tst_clip_plan.moc"
