// Moves the depth of reuse of the answer on the screen, and says what that changes in it. GUI
// thread only.
//
// It is there once a question has been asked of a pack that has several depths, and works once the
// answer is whole.
#pragma once

#include "ui/state/workbench.h"

#include <QSlider>

#include <array>
#include <optional>

class QLabel;

namespace refocus::ui {

// A slider whose few stops can be seen, and at which of them the shift began.
class StopSlider : public QSlider
{
    Q_OBJECT

public:
    StopSlider();
    void setBaseline(int stop); // -1: none.
    QSize sizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int m_baseline = -1;
};

class DepthSlider : public QWidget
{
    Q_OBJECT

public:
    explicit DepthSlider(Workbench &workbench, QWidget *parent = nullptr);

    void step(int by); // Deeper by so many, or shallower; stays at the ends.
    bool isWanted() const { return m_wanted; }
    void setBrief(bool brief);         // "reuse 7 +2 −1", not a sentence.
    int widthWanted(bool brief) const; // So wide in brief, or not, whatever depth is chosen.
    QString text() const;              // As it is shown.
    QSlider &slider() { return *m_slider; }

Q_SIGNALS:
    void wantedChanged(); // Also where it wants another width.

protected:
    void changeEvent(QEvent *event) override;

private:
    int measured(bool brief) const;
    int placeOf(const query::Reuse &depth) const; // -1 where there is none.
    void showDepths();
    void showState();

    Workbench &m_workbench;
    StopSlider *m_slider;
    QLabel *m_label;
    std::vector<query::Reuse> m_depths;
    bool m_wanted = false, m_brief = true;
    mutable std::array<std::optional<int>, 2> m_widths; // Of widthWanted(), until they change.
};

} // namespace refocus::ui
