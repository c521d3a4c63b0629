#include "ui/jobs/paint_helpers.h"

#include <QThreadPool>

#include <latch>
#include <memory>

namespace refocus::ui {

void holdPaintHelpers()
{
    QThreadPool &pool = *QThreadPool::globalInstance();
    pool.setExpiryTimeout(-1);
    // Each waits until all have begun, so that no thread takes two of them.
    const auto begun = std::make_shared<std::latch>(pool.maxThreadCount());
    for (int i = 0; i < pool.maxThreadCount(); ++i)
        pool.start([begun] { begun->arrive_and_wait(); });
}

} // namespace refocus::ui
