// Times, regions and the options that query and export share.
#include "base/error.h"
#include "query_options.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace refocus;
using namespace std::chrono_literals;

class TestQueryOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAreSecondsOrClockTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("microseconds"); // -1: refused
        QTest::newRow("seconds") << "83" << qint64(83'000'000);
        QTest::newRow("with a fraction") << "83.48" << qint64(83'480'000);
        QTest::newRow("minutes") << "1:23.48" << qint64(83'480'000);
        QTest::newRow("hours") << "02:00:00" << qint64(7'200'000'000);
        QTest::newRow("all") << "00:01:23.480" << qint64(83'480'000);
        QTest::newRow("many seconds without minutes") << "7200" << qint64(7'200'000'000);
        for (const char *wrong : {"", ":", "1:", ":5", "x", "5s", "-1", "1:60", "1:2:3:4", "1.5:00",
                                  "1e3", "nan", "1..2", " 5"})
            QTest::addRow("refused '%s'", wrong) << wrong << qint64(-1);
    }
    void timesAreSecondsOrClockTimes()
    {
        QFETCH(QString, text);
        QFETCH(qint64, microseconds);
        if (microseconds < 0)
            QVERIFY_EXCEPTION_THROWN(cli::parseTime(text.toStdString()), Error);
        else
            QCOMPARE(qint64(cli::parseTime(text.toStdString()).count()), microseconds);
    }

    void aRegionIsAListOfCorners()
    {
        const std::vector<cv::Point> expected{{0, 0}, {640, 0}, {-5, 360}};
        QVERIFY(cli::parseRegion("0,0;640,0;-5,360") == expected);
        for (const char *wrong :
             {"", "1,2", "1,2;3,4", "1,2;3,4;5", "1,2;3,4;5,6;", "1,2;3,4;5,6,7", "a,b;c,d;e,f"})
            QVERIFY_EXCEPTION_THROWN(cli::parseRegion(wrong), Error);
    }

    void theCommandLineBecomesAQuestion()
    {
        CLI::App app;
        const auto arguments = cli::addQueryOptions(app);
        app.parse("--case a.case --class car,truck --class bus --reuse 7-11 --from 1:00 --to 120 "
                  "--video a-1 --video b-2 --region 0,0;9,0;9,9 --k 2 --min-score 0.5 --limit 3 "
                  "--fresh --threads 2");
        QCOMPARE(cli::toJson(*arguments).dump(),
                 std::string(R"({"classes":["car","truck","bus"],"fresh":true,"from_s":60.0,"k":2,)"
                             R"("limit":3,"min_score":0.5,"region":[[0,0],[9,0],[9,9]],"rejected":false,)"
                             R"("reuse":"7-11","to_s":120.0,"videos":["a-1","b-2"]})"));
        QCOMPARE(arguments->inference.threads, 2);
        QVERIFY(arguments->options.time == (TimeRange{60s, 120s}));
    }

    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QString>("options");
        for (const char *options :
             {"", "--class car", "--case a", "--case a --class car --from x",
              "--case a --class car --from 5 --to 5", "--case a --class car --k 9",
              "--case a --class car --min-score 2", "--case a --class car --region 1,2",
              "--case a --class car --reuse deep", "--case a --class car --limit -1"})
            QTest::addRow("'%s'", options) << options;
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(QString, options);
        CLI::App app;
        const auto arguments = cli::addQueryOptions(app); // Parsing writes into them.
        QVERIFY_EXCEPTION_THROWN(app.parse(options.toStdString()), CLI::ParseError);
    }
};

QTEST_GUILESS_MAIN(TestQueryOptions)
#include "tst_query_options.moc"
