#include "application.h"

#include <QDebug>
#include <QEvent>
#include <QMetaEnum>

#include <ctime>

namespace refocus::gui {

namespace {

// Of this thread: what it computed, without the time in which others had its core.
double computedMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

} // namespace

Application::Application(int &argc, char **argv)
    : QApplication(argc, argv), m_report(qEnvironmentVariableIsSet("REFOCUS_WATCHDOG"))
{
    setOrganizationName(QStringLiteral("refocus")); // The names of the settings.
    setApplicationName(QStringLiteral("refocus"));
    setApplicationDisplayName(QStringLiteral("Refocus"));
    setApplicationVersion(QStringLiteral(REFOCUS_VERSION));
    setDesktopFileName(QStringLiteral("org.refocus.Refocus"));
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0) // Part of an event that is being measured.
        return QApplication::notify(receiver, event);
    const auto type = event->type();
    const char *const name = receiver->metaObject()->className();
    const double before = m_report ? computedMs() : 0;
    QElapsedTimer clock;
    clock.start();
    ++m_depth;
    const bool result = QApplication::notify(receiver, event);
    --m_depth;
    const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    if (ms > kLongest) {
        m_stalls.push_back(ms);
        if (m_report)
            qWarning("stall of %.0f ms, %.0f ms computing: %s, event %s", ms, computedMs() - before,
                     name, QMetaEnum::fromType<QEvent::Type>().valueToKey(type));
    }
    return result;
}

std::vector<double> Application::takeStalls() { return std::exchange(m_stalls, {}); }

} // namespace refocus::gui
