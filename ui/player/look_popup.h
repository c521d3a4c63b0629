// Brightness, contrast and gamma of what is looked at. GUI thread only.
#pragma once

#include "ui/player/picture.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSlider;

namespace refocus::ui {

class LookPopup : public QFrame
{
    Q_OBJECT

public:
    explicit LookPopup(QWidget *parent = nullptr);
    Adjustment adjustment() const;
    void setAdjustment(const Adjustment &adjustment);

Q_SIGNALS:
    void changed();

private:
    void valuesChanged();

    QSlider *m_brightness, *m_contrast, *m_gamma; // Gamma in hundredths of its logarithm to base 5.
    QLabel *m_values[3];
    QPushButton *m_reset;
};

// "Brightness +20, gamma 1.40: for viewing only"; empty when neutral.
QString lookText(const Adjustment &adjustment);

} // namespace refocus::ui
