// `refocus-cli compare` as a script runs it, on a case indexed with random weights.
#include "app/cli/workplace.h"

#include <QTest>

using namespace refocus;
using nlohmann::json;
using test::CliResult;

class TestCompareCommand : public QObject
{
    Q_OBJECT

    test::Workplace m_place;

    QStringList line(const QStringList &more) const
    {
        return QStringList{"compare",
                           "--case",
                           test::text(m_place / "street.case"),
                           "--model",
                           test::text(m_place.pack()),
                           "--class",
                           "bus,car,person,truck",
                           "--threads",
                           "1"} +
               more;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_place.writeStreet("street.mp4");
        QVERIFY(m_place.ingest("street.case", {test::text(m_place / "street.mp4")}).left(0));
    }

    void theDocumentIsAsScriptsKnowIt()
    {
        const CliResult result =
            test::runCli(line({"--reuse", "none,4,7", "--runs", "1", "--json"}));
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QVERIFY(document.at("candidates").get<int>() > 0);
        QCOMPARE(document.at("runs").get<int>(), 1);
        const json depths = document.at("depths");
        QCOMPARE(depths.size(), std::size_t{3});
        QVERIFY(depths[0].at("splice").is_null());
        QCOMPARE(depths[0].at("reduction").get<double>(), 0.0);
        QCOMPARE(depths[1].at("splice").dump(), std::string("[4,4]"));
        QVERIFY(depths[1].at("retrained").get<bool>());
        QCOMPARE(depths[1].at("shape").size(), std::size_t{3});
        QVERIFY(depths[1].at("bytes_per_patch").get<double>() > 0);
        for (const char *key : {"read", "decode", "infer", "total", "total_sd"})
            QVERIFY2(depths[2].at("ms").at(key).is_number(), key);
        for (const char *key : {"accuracy", "precision", "recall"})
            QVERIFY2(depths[2].at(key).is_null() ||
                         (depths[2].at(key) >= 0.0 && depths[2].at(key) <= 1.0),
                     key);
        QVERIFY(depths[2].at("disagreements").is_number_integer());
    }

    void itIsWrittenInOtherForms()
    {
        const CliResult csv = test::runCli(line({"--reuse", "7", "--runs", "1", "--csv"}));
        QVERIFY2(csv.left(0), csv.text());
        QVERIFY2(csv.out.startsWith("reuse,network,shape,"), csv.text());
        QCOMPARE(csv.out.count('\n'), 3); // None is always there.
        const CliResult paper = test::runCli(line({"--paper", "--runs", "1"}));
        QVERIFY2(paper.left(0), paper.text());
        QVERIFY2(paper.out.contains("| 4 un-retrained | "), paper.text());
        QVERIFY2(paper.out.contains("| 7 | "), paper.text());
        const CliResult text = test::runCli(line({"--reuse", "7", "--runs", "1"}));
        QVERIFY2(text.out.contains("7 blocks answers this query"), text.text());
    }

    void whatCannotBeComparedIsASentence_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("a splice that does not fit")
            << QStringList{"--reuse", "7-20"} << 1 << QByteArray("7");
        QTest::newRow("no splice") << QStringList{"--reuse", "deep"} << 2 << QByteArray("deep");
        QTest::newRow("a video that is not there")
            << QStringList{"--video", "gate-00000000"} << 1 << QByteArray("gate-00000000");
        QTest::newRow("two forms at once")
            << QStringList{"--csv", "--markdown"} << 2 << QByteArray("--csv");
    }
    void whatCannotBeComparedIsASentence()
    {
        QFETCH(QStringList, more);
        QFETCH(int, code);
        QFETCH(QByteArray, sentence);
        const CliResult result = test::runCli(line(more));
        QVERIFY2(result.left(code), result.text());
        QVERIFY2(result.err.contains(sentence), result.text());
    }
};

QTEST_GUILESS_MAIN(TestCompareCommand)
#include "tst_compare_command.moc"
