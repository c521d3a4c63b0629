// The PDF of a report: made on a worker thread, of the right number of pages, and stopped when
// asked.
#include "base/error.h"
#include "ui/export/report_pdf.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace refocus;
using namespace refocus::ui;
namespace fs = std::filesystem;

namespace {

std::string page(int rows)
{
    QImage image(96, 72, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    QByteArray jpeg;
    QBuffer buffer(&jpeg);
    image.save(&buffer, "JPEG");
    std::string html = "<html><body><h1>Export</h1><table>";
    for (int i = 0; i < rows; ++i)
        html += "<tr><td><img height=\"72\" src=\"data:image/jpeg;base64," +
                jpeg.toBase64().toStdString() + "\"></td><td>truck</td><td>" +
                std::string(64, 'a') + "</td></tr>";
    return html + "</table></body></html>";
}

QByteArray contentsOf(const fs::path &file)
{
    QFile in(QString::fromStdString(file.string()));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

} // namespace

class TestReportPdf : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path file() const { return (m_dir.path() + QStringLiteral("/report.pdf")).toStdString(); }

private Q_SLOTS:
    void aReportIsMadeIntoPages_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("pages");
        QTest::newRow("one page") << 2 << 1;
        QTest::newRow("several") << 20 << 3; // Seven pictures of 19 mm fit on 186 mm.
    }
    void aReportIsMadeIntoPages()
    {
        QFETCH(int, rows);
        QFETCH(int, pages);
        std::string error;
        std::thread([&] { // As in a job.
            try {
                writeReportPdf(page(rows), file());
            } catch (const std::exception &fault) {
                error = fault.what();
            }
        })
            .join();
        QCOMPARE(error, std::string());
        const QByteArray pdf = contentsOf(file());
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
        QCOMPARE(pdf.count("/Type /Page\n"), pages);
        QVERIFY(pdf.contains("/Subtype /Image")); // The pictures are in it.
    }

    void itStopsWhenAsked()
    {
        int calls = 0;
        QVERIFY_EXCEPTION_THROWN(
            writeReportPdf(page(40), file(), [&](const ProgressReport &) { return ++calls < 2; }),
            Cancelled);
        QCOMPARE(calls, 2);
    }

    void nothingOutsideTheReportIsLoaded()
    {
        const fs::path secret = (m_dir.path() + QStringLiteral("/secret.png")).toStdString();
        QImage image(64, 64, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(QString::fromStdString(secret.string())));
        writeReportPdf("<p>x<img src=\"file://" + secret.string() + "\"></p>", file());
        QVERIFY(!contentsOf(file()).contains("/Width 64"));
    }

    void aFileThatCannotBeWrittenIsNamed()
    {
        const fs::path nowhere = fs::path(m_dir.path().toStdString()) / "missing/report.pdf";
        try {
            writeReportPdf(page(1), nowhere);
            QFAIL("nothing was thrown");
        } catch (const Error &error) {
            QVERIFY(std::string(error.what()).starts_with(nowhere.string()));
        }
    }

    // With REFOCUS_REPORT set to an HTML file: its PDF, to look at.
    void looks()
    {
        const std::string html = qEnvironmentVariable("REFOCUS_REPORT").toStdString();
        if (html.empty())
            QSKIP("REFOCUS_REPORT is not set");
        writeReportPdf(contentsOf(html).toStdString(), fs::path(html).replace_extension("pdf"));
    }
};

QTEST_MAIN(TestReportPdf)
#include "tst_report_pdf.moc"
