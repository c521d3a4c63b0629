// Where the person looks: one picture of one source, and the in and out marks. GUI thread only.
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QObject>

#include <optional>
#include <string>

namespace refocus::ui {

class Playhead : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const std::string &video() const { return m_video; } // Empty: nothing is shown.
    Timestamp time() const { return m_time; }
    bool isPlaying() const { return m_playing; }
    std::optional<Timestamp> in() const { return m_in; }   // Of the video shown.
    std::optional<Timestamp> out() const { return m_out; } // Belongs to the span; after in().
    std::optional<TimeRange> marked() const;               // Where both are set.

    // Another video clears the marks.
    void moveTo(const std::string &video, Timestamp time);
    void setPlaying(bool playing);
    void setIn(std::optional<Timestamp> time);  // An out mark before it goes.
    void setOut(std::optional<Timestamp> time); // An in mark after it goes.
    void clear();

Q_SIGNALS:
    void moved();
    void playingChanged();
    void marksChanged();

private:
    std::string m_video;
    Timestamp m_time{0};
    bool m_playing = false;
    std::optional<Timestamp> m_in, m_out;
};

} // namespace refocus::ui
