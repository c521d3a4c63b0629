#include "application.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <thread>

using namespace refocus::gui;

namespace {

void compute(int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < ms) {
    }
}

void wait(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

// Runs `work` as an event of its own and returns the longest stall that the watch saw; 0: none.
double longestStallOf(const std::function<void()> &work)
{
    auto &watch = static_cast<Application *>(QCoreApplication::instance())->watch();
    watch.takeStalls();
    bool done = false;
    QTimer::singleShot(0, [&] {
        work();
        done = true;
    });
    while (!done)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const auto stalls = watch.takeStalls();
    return stalls.empty() ? 0 : *std::ranges::max_element(stalls);
}

} // namespace

// Lengths are far apart, so that a busy machine changes no answer.
class TestStallWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEventThatHoldsTheThreadUpIsAStall()
    {
        QVERIFY(longestStallOf([] { compute(300); }) >= 299);
    }

    void aDialogThatWaitsIsNone()
    {
        QVERIFY(longestStallOf([] { wait(600); }) < 300);
    }

    void eventsOfADialogAreWatchedForThemselves()
    {
        const double stall = longestStallOf([] {
            QTimer::singleShot(200, [] { compute(300); });
            wait(900);
        });
        QVERIFY2(stall >= 299 && stall < 600, qPrintable(QString::number(stall)));
    }

    void workBeforeAndAfterADialogIsOne()
    {
        const auto before = [] {
            compute(300);
            wait(600);
        };
        const auto after = [] {
            wait(600);
            compute(300);
        };
        for (const double stall : {longestStallOf(before), longestStallOf(after)})
            QVERIFY2(stall >= 299 && stall < 600, qPrintable(QString::number(stall)));
    }

    void otherThreadsHoldNothingUp()
    {
        QVERIFY(longestStallOf([] {
                    std::thread other([] {
                        QEventLoop loop;
                        QTimer::singleShot(0, &loop, [&] {
                            compute(600);
                            loop.quit();
                        });
                        loop.exec();
                    });
                    wait(900);
                    other.join();
                }) < 300);
    }
};

int main(int argc, char **argv)
{
    Application application(argc, argv);
    TestStallWatch test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_stall_watch.moc"
