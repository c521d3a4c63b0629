// The QApplication, with a watch on itself: how long the GUI thread is held up by an event.
#pragma once

#include "stall_watch.h"

#include <QApplication>

namespace refocus::gui {

class Application : public QApplication
{
    Q_OBJECT

public:
    // Stalls go to the log in debug builds, and with the environment variable REFOCUS_WATCHDOG.
    Application(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    StallWatch &watch() { return m_watch; }

private:
    StallWatch m_watch;
};

} // namespace refocus::gui
