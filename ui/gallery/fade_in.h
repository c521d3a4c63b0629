// New rows that come into view softly: for a moment after they came each has less than its whole
// opacity. Nothing fades where the desktop asks for no motion. GUI thread only.
#pragma once

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>

#include <span>

namespace refocus::ui {

class FadeIn : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMilliseconds = 120;

    using QObject::QObject;

    void start(std::span<const int> ids); // Names of rows that stay when others come and go.
    bool isRunning() const { return m_timer.isActive(); }
    double opacity(int id) const; // 0 to 1; 1 for whatever does not fade.

Q_SIGNALS:
    void stepped(const QList<int> &ids); // Their opacities are others now.

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    QElapsedTimer m_clock;
    QBasicTimer m_timer;
    QHash<int, qint64> m_begun; // By id, in milliseconds of the clock.
};

} // namespace refocus::ui
