// The buttons and figures under the picture. Shows what it is told and says what is clicked. GUI
// thread only.
#pragma once

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace refocus::ui {

class Readout;

class TransportBar : public QWidget
{
    Q_OBJECT

public:
    explicit TransportBar(QWidget *parent = nullptr);

    // "start", "stepBack", "play", "stepForward", "end", "markIn", "markOut", "loop", "boxes",
    // "region", "look", "snapshot", "fit". Null for another name.
    QToolButton *button(const QString &name) const;
    Readout *time() const { return m_time; }
    Readout *frame() const { return m_frame; }
    Readout *pts() const { return m_pts; }
    Readout *wallClock() const { return m_wallClock; }

    void setPlaying(bool playing);
    void setRate(double rate); // What is played at, or would be.
    void setUsable(bool usable);

    static constexpr double kSpeeds[] = {0.1, 0.25, 0.5, 1, 2, 4, 8, 16};

Q_SIGNALS:
    void clicked(const QString &name);
    void speedChosen(double speed);

private:
    QToolButton *add(QHBoxLayout *row, const char *name, const char *iconName, const QString &text,
                     const char *key, bool checkable = false);
    void addSpeed(QHBoxLayout *row);

    Readout *m_time, *m_frame, *m_pts, *m_wallClock;
    QToolButton *m_speed = nullptr;
};

QString rateText(double rate); // "1x", "-4x", "0.25x"

} // namespace refocus::ui
