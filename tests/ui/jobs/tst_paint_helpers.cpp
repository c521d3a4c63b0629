#include "ui/jobs/paint_helpers.h"

#include <QTest>
#include <QThreadPool>

#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace refocus::ui;

namespace {

struct Helper
{
    pid_t thread;
    int nice;
    auto operator<=>(const Helper &) const = default;
};

// All threads of the pool, each with a task of its own, asked for by a thread that gives way.
std::set<Helper> askedForByANiceThread()
{
    std::set<Helper> seen;
    std::mutex mutex;
    QThreadPool &pool = *QThreadPool::globalInstance();
    std::jthread([&] {
        setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 5);
        const std::ptrdiff_t count = pool.maxThreadCount();
        const auto begun = std::make_shared<std::latch>(count);
        const auto ended = std::make_shared<std::latch>(count);
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.start([&, begun, ended] {
                {
                    const std::lock_guard lock(mutex);
                    seen.insert({gettid(), getpriority(PRIO_PROCESS, 0)});
                }
                begun->arrive_and_wait();
                ended->count_down();
            });
        ended->wait(); // QThreadPool::waitForDone would end the threads.
    }).join();
    return seen;
}

} // namespace

class TestPaintHelpers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areAsNiceAsTheWindow();
};

void TestPaintHelpers::areAsNiceAsTheWindow()
{
    holdPaintHelpers();
    const std::set<Helper> first = askedForByANiceThread();
    QCOMPARE(first.size(),
             static_cast<std::size_t>(QThreadPool::globalInstance()->maxThreadCount()));
    for (const Helper &helper : first)
        QCOMPARE(helper.nice, getpriority(PRIO_PROCESS, 0));
    // And they stay, also when they have had nothing to do.
    QVERIFY(askedForByANiceThread() == first);
    QCOMPARE(QThreadPool::globalInstance()->expiryTimeout(), -1);
}

QTEST_MAIN(TestPaintHelpers)
#include "tst_paint_helpers.moc"
