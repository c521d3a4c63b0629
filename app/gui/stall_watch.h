// How long the GUI thread is held up by an event. GUI thread only.
#pragma once

#include <QElapsedTimer>
#include <QEvent>

#include <optional>
#include <vector>

namespace refocus::gui {

// Waiting is no stall: an event that runs an event loop of its own, as a dialog does, counts until
// that loop waits or takes an event, which is watched for itself, and on when the loop has ended.
class StallWatch
{
public:
    static constexpr double kLongest = 16; // Milliseconds: a picture at 60 a second.

    // An event as the loops of the thread stand, `level` of them inside one another.
    struct Watched
    {
        const char *receiver = nullptr; // Class name.
        QEvent::Type type = QEvent::None;
        int level = 0;
    };

    // Whether an event at this level is none of the one watched now, but to be watched for itself.
    bool isNew(int level) const { return !m_watched || level > m_watched->level; }
    // Returns the one watched until now, to be given back to `end`.
    std::optional<Watched> begin(const Watched &event);
    void end(const std::optional<Watched> &before);
    void pause();
    void resume();

    void setReporting(bool on) { m_reporting = on; } // Every stall goes to the log.
    std::vector<double> takeStalls();                // Milliseconds of each since the last call.

private:
    std::optional<Watched> m_watched;
    QElapsedTimer m_clock; // Valid while what is watched runs.
    double m_computed = 0; // By this thread, when the clock was started.
    bool m_reporting = false;
    std::vector<double> m_stalls;
};

} // namespace refocus::gui
