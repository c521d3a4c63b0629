#include "ingest/bounded_queue.h"

#include <QTest>

#include <thread>

using refocus::ingest::BoundedQueue;

class TestBoundedQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void valuesComeOutInOrderAndThenTheEnd()
    {
        BoundedQueue<int> queue(2);
        std::thread producer([&] {
            for (int i = 0; i < 100; ++i)
                queue.push(i);
            queue.finish();
        });
        for (int i = 0; i < 100; ++i)
            QCOMPARE(queue.pop(), std::optional(i));
        QVERIFY(!queue.pop());
        producer.join();
    }

    void closingFreesAProducerThatWaits()
    {
        BoundedQueue<int> queue(1);
        QVERIFY(queue.push(1));
        bool taken = true;
        std::thread producer([&] { taken = queue.push(2); });
        queue.close();
        producer.join();
        QVERIFY(!taken);
        QVERIFY(!queue.pop());
    }

    void anEmptyQueueIsToldFromItsEnd()
    {
        BoundedQueue<int> queue(1);
        bool timedOut = false;
        QVERIFY(!queue.pop(std::chrono::milliseconds(1), timedOut));
        QVERIFY(timedOut);
        queue.finish();
        QVERIFY(!queue.pop(std::chrono::milliseconds(1), timedOut));
        QVERIFY(!timedOut);
    }
};

QTEST_GUILESS_MAIN(TestBoundedQueue)
#include "tst_bounded_queue.moc"
