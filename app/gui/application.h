// The QApplication, with a watch on itself: how long the GUI thread is held up by an event.
#pragma once

#include <QApplication>
#include <QElapsedTimer>

#include <vector>

namespace refocus::gui {

class Application : public QApplication
{
    Q_OBJECT

public:
    Application(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    // Milliseconds of the events that took longer than kLongest since the last call.
    std::vector<double> takeStalls();
    static constexpr double kLongest = 16;

private:
    int m_depth = 0;
    bool m_report = false; // REFOCUS_WATCHDOG: every stall goes to the log.
    std::vector<double> m_stalls;
};

} // namespace refocus::gui
