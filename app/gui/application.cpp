#include "application.h"

#include "ui/jobs/paint_helpers.h"

#include <QAbstractEventDispatcher>
#include <QThread>

namespace refocus::gui {

namespace {

bool isReporting()
{
#ifdef NDEBUG
    return qEnvironmentVariableIsSet("REFOCUS_WATCHDOG");
#else
    return true;
#endif
}

} // namespace

Application::Application(int &argc, char **argv) : QApplication(argc, argv)
{
    setOrganizationName(QStringLiteral("refocus")); // The names of the settings.
    setApplicationName(QStringLiteral("refocus"));
    setApplicationDisplayName(QStringLiteral("Refocus"));
    setApplicationVersion(QStringLiteral(REFOCUS_VERSION));
    setDesktopFileName(QStringLiteral("org.refocus.Refocus"));
    ui::holdPaintHelpers();
    m_watch.setReporting(isReporting());
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] { m_watch.pause(); });
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_watch.resume(); });
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    // Other threads deliver their events through here too.
    if (QThread::currentThread() != thread() || !m_watch.isNew(thread()->loopLevel()))
        return QApplication::notify(receiver, event);
    const auto before =
        m_watch.begin({receiver->metaObject()->className(), event->type(), thread()->loopLevel()});
    const bool result = QApplication::notify(receiver, event);
    m_watch.end(before);
    return result;
}

} // namespace refocus::gui
