// `refocus-cli tune` as a script runs it, on a case indexed with random weights: what is tested is
// what it says and that it says it of the right things.
#include "app/cli/workplace.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace refocus;
using nlohmann::json;
using test::CliResult;

class TestTuneCommand : public QObject
{
    Q_OBJECT

    test::Workplace m_place;
    json m_document;

    QStringList line(const QStringList &more) const
    {
        return QStringList{"tune",
                           "--case",
                           test::text(m_place / "street.case"),
                           "--model",
                           test::text(m_place.pack()),
                           "--device",
                           "cpu",
                           "--precision",
                           "fp32",
                           "--threads",
                           "1",
                           "--rounds",
                           "1"} +
               more;
    }
    QByteArray stored() const // The whole index.
    {
        QFile file(test::text(m_place / "street.case" / "videos" /
                              m_document["sample"]["videos"][0]["video"].get<std::string>() /
                              "index.mdb"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_place.writeStreet("street.mp4");
        QVERIFY(m_place.ingest("street.case", {test::text(m_place / "street.mp4")}).left(0));
        // Random weights answer as they like; a low target makes sure that something reaches it.
        const CliResult result =
            test::runCli(line({"--json", "--target", "0.05", "--sample", "50"}));
        QVERIFY2(result.left(0), result.text());
        m_document = result.json();
        QVERIFY2(m_document.is_object(), result.text());
    }

    void theDocumentHasEverySetting()
    {
        const json depths = m_document.at("depths");
        QCOMPARE(depths.size(), std::size_t{3}); // none, 4, 7
        QCOMPARE(depths[0].at("reuse").get<std::string>(), std::string("none"));
        QVERIFY(depths[0].at("splice").is_null());
        QCOMPARE(depths[2].at("splice").dump(), std::string("[7,7]"));
        QVERIFY(depths[2].at("bytes_per_patch").get<double>() > 0);
        QVERIFY(depths[2].at("ms").at("total").get<double>() > 0);
        QVERIFY(depths[2].at("agreement").at("ci95").size() == 2);
        // Nine cluster distances, a K for each of the five classes, three depths.
        QCOMPARE(m_document.at("points").size(), std::size_t{9 * 5 * 3});
        for (const json &point : m_document["points"]) {
            const json recall = point.at("recall");
            QVERIFY(recall.at("hits").get<int>() <= recall.at("of").get<int>());
            QVERIFY(point.at("query_ms").get<double>() >= 0);
            QVERIFY(point.at("bytes_per_hour").get<double>() >= 0);
            QCOMPARE(point.at("bytes_per_hour").get<double>() > 0, point.at("reuse") != "none");
        }
        const json sample = m_document.at("sample");
        QVERIFY(sample.at("patches").get<int>() > 0);
        QCOMPARE(sample.at("representatives_only").get<bool>(), false);
        const json current = m_document["points"].at(m_document.at("current").get<std::size_t>());
        QCOMPARE(current.at("k").get<int>(), 4);
    }

    void whatIsRecommendedMeetsTheTargetAndIsBest()
    {
        const json points = m_document["points"], recommended = m_document.at("recommended");
        for (const char *goal : {"ingest-cheap", "balanced", "query-fast", "as-ingested"}) {
            const json choice = recommended.at(goal);
            QVERIFY2(choice.is_object(), goal);
            const json point = points.at(choice.at("point").get<std::size_t>());
            QVERIFY(point.at("meets_target").get<bool>());
            QCOMPARE(point.at("k"), choice.at("k"));
            QVERIFY(choice.at("query").get<std::string>().find(
                        "--reuse " + choice.at("reuse").get<std::string>()) != std::string::npos);
            QCOMPARE(choice.at("ingest").is_string(), choice.at("ingest_again").get<bool>());
        }
        QCOMPARE(recommended["as-ingested"].at("ingest_again").get<bool>(), false);
        QVERIFY(recommended.at("closest").is_null());
        const auto least = [&](const char *field) {
            double smallest = 1e300;
            for (const json &point : points)
                if (point["meets_target"].get<bool>())
                    smallest = std::min(smallest, point[field].get<double>());
            return smallest;
        };
        const auto of = [&](const char *goal, const char *field) {
            return points.at(recommended[goal]["point"].get<std::size_t>())[field].get<double>();
        };
        QCOMPARE(of("query-fast", "query_ms"), least("query_ms"));
        QCOMPARE(of("ingest-cheap", "ingest_ms_per_patch"), least("ingest_ms_per_patch"));
    }

    void peopleAreShownTheBestOfIt()
    {
        const CliResult best = test::runCli(line({"--target", "0.05", "--sample", "50"}));
        QVERIFY2(best.left(0), best.text());
        for (const char *word : {"Truth:", "Depths:", "ingest-cheap", "balanced", "query-fast",
                                 "current", "refocus-cli query --case"})
            QVERIFY2(best.out.contains(word), word);
        QString someClass;
        for (const json &of : m_document.at("classes"))
            if (of.at("patches").get<int>() > 0)
                someClass = QString::fromStdString(of.at("class"));
        QVERIFY(!someClass.isEmpty());
        const CliResult all = test::runCli(
            line({"--target", "0.05", "--sample", "50", "--all", "--class", someClass}));
        QVERIFY2(all.left(0), all.text());
        QVERIFY(all.out.count('\n') > best.out.count('\n'));
        QVERIFY(all.out.count('\n') >= 9 * 5 * 3);
    }

    void withoutTheVideoItSaysWhatThatMeans()
    {
        QVERIFY(
            QFile::rename(test::text(m_place / "street.mp4"), test::text(m_place / "away.mp4")));
        const CliResult result = test::runCli(line({"--json"}));
        QVERIFY(
            QFile::rename(test::text(m_place / "away.mp4"), test::text(m_place / "street.mp4")));
        QVERIFY2(result.left(0), result.text());
        const json document = result.json(), sample = document.at("sample");
        QCOMPARE(sample.at("representatives_only").get<bool>(), true);
        QVERIFY2(sample.at("notes")[0].get<std::string>().find("street.mp4") != std::string::npos,
                 result.text());
        QVERIFY(sample.at("notes").size() >= 2);
        QCOMPARE(document.at("points").size(), std::size_t{5 * 3}); // One cluster distance only.
        const json recommended = document.at("recommended");
        QVERIFY(recommended.at("closest").is_object() != recommended.at("query-fast").is_object());
    }

    void nothingInTheCaseChanges()
    {
        const QByteArray before = stored();
        QVERIFY(!before.isEmpty());
        QVERIFY(test::runCli(line({"--json", "--sample", "50"})).left(0));
        QCOMPARE(stored() == before, true);
    }

    void wrongQuestionsAreRefused_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("a class that the pack lacks")
            << QStringList{"--class", "zeppelin"} << 1 << QByteArray("zeppelin");
        QTest::newRow("a video that the case lacks")
            << QStringList{"--video", "nowhere"} << 1 << QByteArray("nowhere");
        QTest::newRow("a target above one") << QStringList{"--target", "95"} << 2 << QByteArray();
        QTest::newRow("an empty sample") << QStringList{"--sample", "0"} << 2 << QByteArray();
    }
    void wrongQuestionsAreRefused()
    {
        QFETCH(QStringList, more);
        QFETCH(int, code);
        QFETCH(QByteArray, word);
        const CliResult result = test::runCli(line(more));
        QVERIFY2(result.left(code), result.text());
        QVERIFY(result.err.contains(word));
        QVERIFY(code != 1 || result.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTuneCommand)
#include "tst_tune_command.moc"
