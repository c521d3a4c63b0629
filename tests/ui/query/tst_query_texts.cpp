#include "support/fake_engine.h"
#include "ui/controls/depth_text.h"
#include "ui/query/answer_text.h"
#include "ui/query/region_row.h"
#include "ui/query/suggestions.h"
#include "ui/query/when_editor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestQueryTexts : public QObject
{
    Q_OBJECT

    static query::QueryOptions ofTruck()
    {
        query::QueryOptions options;
        options.classes = {"truck"};
        return options;
    }

    static QStringList texts(const std::vector<Suggestion> &suggestions)
    {
        QStringList all;
        for (const Suggestion &suggestion : suggestions)
            all << suggestion.text;
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark); // Plurals come with it.
    }

    void aComparisonSaysWhatADepthFindsMoreAndFewer_data()
    {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<int>("appeared");
        QTest::addColumn<int>("gone");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("brief");
        QTest::newRow("baseline") << "none" << 0 << 0 << "no reuse"
                                  << "no reuse";
        QTest::newRow("same") << "1" << 0 << 0 << "1 block · the same as with no reuse"
                              << "reuse 1, same";
        QTest::newRow("more") << "7" << 2 << 0 << "7 blocks · 2 more than with no reuse"
                              << "reuse 7 +2";
        QTest::newRow("fewer") << "7-11" << 0 << 1 << "splice 7→11 · 1 fewer than with no reuse"
                               << "reuse 7→11 −1";
        QTest::newRow("both") << "7" << 2 << 1400
                              << "7 blocks · 2 more, 1400 fewer than with no reuse"
                              << "reuse 7 +2 −1400";
    }

    void aComparisonSaysWhatADepthFindsMoreAndFewer()
    {
        QFETCH(QString, shown);
        QFETCH(int, appeared);
        QFETCH(int, gone);
        const DepthShift shift{query::Reuse::parse("none"),
                               query::Reuse::parse(shown.toStdString()), appeared, gone};
        QTEST(shiftText(shift), "text");
        QTEST(shiftShortText(shift), "brief");
    }

    void ofOneSightingItSaysWhichDepthHasIt()
    {
        const DepthShift shift{query::Reuse::parse("none"), query::Reuse::parse("7"), 1, 1};
        QCOMPARE(changeText(Change::Appeared, shift), "Only with 7 blocks, not with no reuse");
        QCOMPARE(changeText(Change::Gone, shift), "Not with 7 blocks; found with no reuse");
        QCOMPARE(changeText(Change::None, shift), QString());
    }

    void eachSuggestionTakesOneBoundAway()
    {
        auto asked = ofTruck();
        asked.k = 8;
        QVERIFY(suggestionsFor(asked, {}, 3, {}).empty());
        asked.videos = {"gate"};
        asked.region = {{0, 0}, {9, 0}, {9, 9}};
        asked.minScore = 0.5F;
        asked.minSide = 40;
        asked.k = 4;
        asked.spans = {{"gate", {{1s, 2s}}}};
        When when;
        when.daily = true;
        const auto all = suggestionsFor(asked, when, 3, {});
        QCOMPARE(all.size(), std::size_t(6));
        QVERIFY(all[0].when.isWhole() && all[0].options.spans.empty());
        QCOMPARE(all[0].options.videos, asked.videos);
        QVERIFY(all[1].options.videos.empty() && !all[1].when.isWhole());
        QVERIFY(all[2].options.region.empty());
        QCOMPARE(all[3].options.minScore, 0.0F);
        QCOMPARE(all[4].options.minSide, 0);
        QCOMPARE(all[5].options.k, 8);
        for (const Suggestion &suggestion : all)
            QCOMPARE(suggestion.options.classes, asked.classes);
        QCOMPARE(texts(all)[5], QString("Look further: K 8 instead of 4"));
    }

    void aDepthSaysShapeBytesTimeAndDoubts()
    {
        DepthInfo depth{query::Reuse::parse("7-11"), "7-11", {512, 28, 28}, 110'000, 12.5};
        depth.mapsKept = true;
        QCOMPARE(depthLabel(depth), QString("7→11"));
        QCOMPARE(depthName(depth), QString("7 blocks, splice 7→11"));
        QCOMPARE(depthShape(depth), QString("512x28x28 · 110 kB a patch"));
        QCOMPARE(depthCost(depth, {32, true, false}), QString("about 0.4 s for 32 patches"));
        QCOMPARE(depthCost(depth, {32, false, false}), QString("about 0.4 s for some 32 patches"));
        QCOMPARE(depthCost(depth, {1, true, true}), QString("at once: 1 patch, kept from before"));
        QCOMPARE(depthCost(depth, {}), QString("about 12.5 ms a patch"));
        QCOMPARE(depthWarning(depth), QString());
        depth.msPerPatch = 0;
        QCOMPARE(depthCost(depth, {32, true, false}), QString("32 patches, time not measured yet"));
        depth.retrained = false;
        QVERIFY(depthWarning(depth).contains("Un-retrained"));
        depth.mapsKept = false;
        QVERIFY(depthWarning(depth).contains("from pixels"));
    }

    void figuresAreOfSomething()
    {
        query::QueryStats stats;
        stats.msTotal = 420;
        stats.verified = 31;
        QCOMPARE(figuresText(stats, 0), QString("0.42 s · 31 verified"));
        stats.cached = 12;
        QCOMPARE(figuresText(stats, 210),
                 QString("first after 0.21 s · all after 0.42 s · 31 verified, 12 kept from "
                         "before"));
        QVERIFY(foundText(1).startsWith("1 sighting"));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(foundText(2140).startsWith("2,140 sighting"));
        QCOMPARE(progressText({0.5, "31 of 2140 patches verified", 3.2, 31, 2140}),
                 QString("31 of 2,140 patches verified · about 4 s left"));
        QLocale::setDefault(QLocale::c());
        // Numbers alone count: core's English is never shown.
        QCOMPARE(progressText({0, "something else", -1}), QString("looking for candidates"));
    }

    void timesAreReadAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds"); // Negative: it is no time.
        QTest::newRow("seconds") << "90" << 90.0;
        QTest::newRow("minutes") << "1:30" << 90.0;
        QTest::newRow("hours, fraction") << "01:02:03.5" << 3723.5;
        QTest::newRow("many hours") << "30:00:00" << 108000.0;
        QTest::newRow("nothing") << "" << -1.0;
        QTest::newRow("words") << "noon" << -1.0;
        QTest::newRow("sixty seconds") << "1:60" << -1.0;
        QTest::newRow("negative") << "-5" << -1.0;
        QTest::newRow("half minutes") << "1.5:00" << -1.0;
        QTest::newRow("four parts") << "1:2:3:4" << -1.0;
        QTest::newRow("not a number") << "nan" << -1.0;
    }
    void timesAreReadAsPeopleWriteThem()
    {
        QFETCH(QString, text);
        QFETCH(double, seconds);
        const auto time = parseTime(text);
        QCOMPARE(time.has_value(), seconds >= 0);
        if (time)
            QCOMPARE(toSeconds(*time), seconds);
    }

    void aRegionsShareIsThatOfItsArea()
    {
        QCOMPARE(shareOf({{0, 0}, {320, 0}, {320, 360}, {0, 360}}, {640, 360}), 0.5);
        QCOMPARE(shareOf({{0, 360}, {320, 360}, {0, 0}}, {640, 360}), 0.25);
        QCOMPARE(shareOf({{0, 0}, {1, 0}, {1, 1}}, {}), 0.0);
    }
};

QTEST_MAIN(TestQueryTexts)
#include "tst_query_texts.moc"
