// Work of the GUI thread in pieces, each in a turn of the event loop of its own: keys and painting
// come between them. Lives on the GUI thread.
#pragma once

#include <QObject>

#include <deque>
#include <functional>

namespace refocus::ui {

class Turns : public QObject
{
    Q_OBJECT

public:
    using Step = std::function<void()>;
    using QObject::QObject;

    void start(std::deque<Step> steps); // Instead of what is left.
    void cancel() { start({}); }
    bool isRunning() const { return !m_steps.empty(); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    std::deque<Step> m_steps;
    int m_timer = 0;
};

} // namespace refocus::ui
