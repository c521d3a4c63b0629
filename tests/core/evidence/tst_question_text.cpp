#include "evidence/question_text.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace refocus::evidence;
using nlohmann::json;

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows rowsOf(const char *question, const char *figures)
{
    Rows rows;
    for (const Fact &fact :
         questionFacts(json::parse(question), json::parse(figures), [](const std::string &video) {
             return video == "gate-1" ? std::string("Gate 3") : video;
         }))
        rows.emplace_back(fact.name, fact.text);
    return rows;
}

QString textOf(const Rows &rows)
{
    QString text;
    for (const auto &[name, value] : rows)
        text += QString::fromStdString(name + ": " + value + '\n');
    return text;
}

} // namespace

class TestQuestionText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPlainQuestionIsShort()
    {
        // As the command line keeps it.
        const Rows rows = rowsOf(R"({"classes":["truck","bus"],"reuse":"auto","from_s":0.0,
                                     "to_s":null,"videos":[],"region":[],"k":4,"min_score":0.0,
                                     "limit":0,"fresh":false,"rejected":false})",
                                 "{}");
        const Rows expected{
            {"Classes", "truck, bus"},
            {"Sources", "all of the case"},
            {"Looked at", "what the ingest network gives the class among its first 4 (K)"},
            {"Reuse asked for", "auto: the program chooses"}};
        QVERIFY2(rows == expected, qPrintable(textOf(rows)));
    }

    void everythingThatWasAskedIsSaid()
    {
        const Rows rows = rowsOf(
            R"({"classes":["car"],"reuse":"7-11","from_s":10.5,"to_s":90,"videos":["gate-1","x"],
                "region":[[1,2],[30,2],[30,40]],"k":2,"min_score":0.25,"min_side":24,"limit":9,
                "fresh":true,"rejected":true,"clock_from_us":1772366400250000,
                "daily_s":[79200,21600.0]})",
            "{}");
        const Rows expected{
            {"Classes", "car"},
            {"Sources", "Gate 3, x"},
            {"Time in each source", "00:00:10.500 to 00:01:30.000"},
            {"Wall clock", "from 2026-03-01T12:00:00.250Z"},
            {"Time of day", "22:00 to 06:00"},
            {"Region", "objects whose centre lies within (1, 2) (30, 2) (30, 40), in pixels"},
            {"Smallest object", "24 pixels on its longer side"},
            {"Smallest score", "0.25"},
            {"Looked at", "what the ingest network gives the class among its first 2 (K)"},
            {"No more than", "9 sightings, the best by score"},
            {"Asked anew", "verdicts kept from before were not used"},
            {"Rejected ones", "what a person rejected is shown too"},
            {"Reuse asked for", "7→11"}};
        QVERIFY2(rows == expected, qPrintable(textOf(rows)));
    }

    void theFiguresAreInOneUnit()
    {
        const Rows rows = rowsOf("{}", R"({"patches":1200,"candidates":52,"verified":12,
            "cached":40,"derived":3,"ms_first":120,"ms_total":1310.4,"ms_read":20,"ms_infer":1100,
            "bytes_read":4200000,"reuse":"4","device":"cpu","precision":"fp32","model":"street",
            "model_sha256":"abc","searched_s":{"gate-1":[[0,4]]}})");
        const Rows expected{
            {"Reuse", "4→4"},
            {"Model pack", "street"},
            {"SHA-256 of the model pack", "abc"},
            {"Computed on", "cpu, fp32"},
            {"Patches in what was searched", "1200"},
            {"Clusters that may show it", "52"},
            {"Verdicts of the query network",
             "12 now, 3 of them from pixels, as their map was not kept, 40 kept from before"},
            {"Time to answer", "1.31 s, the first sighting after 0.12 s; reading 0.02 s, the "
                               "network 1.10 s"},
            {"Read from the case", "4.2 MB"}};
        QVERIFY2(rows == expected, qPrintable(textOf(rows)));
    }

    void whatIsNotKnownOrNotAsItShouldBeIsKept()
    {
        const Rows rows = rowsOf(R"({"k":"four","region":[[1]],"new_thing":[1,"two"],"none":null,
                                     "empty":[],"videos":"gate-1"})",
                                 R"({"patches":"many","other":{"a":1}})");
        const Rows expected{{"k", "four"},        {"new thing", "1, two"}, {"region", "1"},
                            {"videos", "gate-1"}, {"other", R"({"a":1})"}, {"patches", "many"}};
        QVERIFY2(rows == expected, qPrintable(textOf(rows)));
        QVERIFY(rowsOf("{}", "{}").empty());
        QVERIFY(rowsOf("[]", "3").empty());
    }
};

QTEST_GUILESS_MAIN(TestQuestionText)
#include "tst_question_text.moc"
