#include "application.h"

#include <QDebug>
#include <QEvent>
#include <QMetaEnum>

namespace refocus::gui {

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
    QElapsedTimer clock;
    clock.start();
    ++m_depth;
    const bool result = QApplication::notify(receiver, event);
    --m_depth;
    const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    if (ms > kLongest) {
        m_stalls.push_back(ms);
        if (m_report)
            qWarning("stall of %.0f ms: %s, event %s", ms, name,
                     QMetaEnum::fromType<QEvent::Type>().valueToKey(type));
    }
    return result;
}

std::vector<double> Application::takeStalls() { return std::exchange(m_stalls, {}); }

} // namespace refocus::gui
