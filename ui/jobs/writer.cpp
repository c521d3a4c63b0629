#include "ui/jobs/writer.h"

namespace refocus::ui {

Writer::Writer(QObject *parent) : QObject(parent) { m_pool.setMaxThreadCount(1); }

Writer::~Writer() { m_pool.waitForDone(); }

void Writer::write(std::function<void()> work)
{
    m_pool.start([this, work = std::move(work)] {
        try {
            work();
        } catch (const std::exception &error) {
            Q_EMIT failed(
                QString::fromUtf8(error.what())); // Queued: the receiver's thread differs.
        }
    });
}

void Writer::flush() { m_pool.waitForDone(); }

} // namespace refocus::ui
