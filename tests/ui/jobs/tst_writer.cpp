#include "base/error.h"
#include "ui/jobs/writer.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>
#include <vector>

using namespace refocus;
using namespace refocus::ui;

class tst_Writer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesHappenInOrderOffTheGuiThread();
    void aFailureIsASentenceAndTheNextIsWritten();
    void theDestructorWritesWhatIsLeft();
};

void tst_Writer::writesHappenInOrderOffTheGuiThread()
{
    Writer writer;
    std::vector<int> written;
    bool elsewhere = true;
    for (int i = 0; i < 200; ++i)
        writer.write([&, i] {
            elsewhere = elsewhere && QThread::currentThread() != QCoreApplication::instance()->thread();
            written.push_back(i);
        });
    writer.flush();
    QVERIFY(elsewhere);
    QCOMPARE(written.size(), std::size_t{200});
    QVERIFY(std::ranges::is_sorted(written));
}

void tst_Writer::aFailureIsASentenceAndTheNextIsWritten()
{
    Writer writer;
    QSignalSpy failed(&writer, &Writer::failed);
    QThread *heardOn = nullptr;
    connect(&writer, &Writer::failed, &writer, [&] { heardOn = QThread::currentThread(); });
    bool written = false;
    writer.write([] { throw Error("case.mdb: no space left"); });
    writer.write([&] { written = true; });
    QTRY_VERIFY(heardOn);
    QCOMPARE(heardOn, QCoreApplication::instance()->thread());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.front().front().toString(), QString("case.mdb: no space left"));
    writer.flush();
    QVERIFY(written);
}

void tst_Writer::theDestructorWritesWhatIsLeft()
{
    int written = 0;
    {
        Writer writer;
        for (int i = 0; i < 10; ++i)
            writer.write([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                ++written;
            });
    }
    QCOMPARE(written, 10);
}

QTEST_GUILESS_MAIN(tst_Writer)
#include "tst_writer.moc"
