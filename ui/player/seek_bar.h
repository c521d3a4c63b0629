// The whole source as one thin line: where the picture is, the in and out marks; a press or drag
// asks for a time. GUI thread only.
#pragma once

#include "base/time.h"

#include <QWidget>

#include <optional>

namespace refocus::ui {

class SeekBar : public QWidget
{
    Q_OBJECT

public:
    explicit SeekBar(QWidget *parent = nullptr);

    void setDuration(Timestamp duration); // Zero: nothing is open.
    void setTime(Timestamp time);
    void setMarks(std::optional<Timestamp> in, std::optional<Timestamp> out);

    QSize sizeHint() const override { return {200, 16}; }

Q_SIGNALS:
    void seek(refocus::Timestamp time);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    double xOf(Timestamp time) const;
    Timestamp timeAt(double x) const;

    Timestamp m_duration{0}, m_time{0};
    std::optional<Timestamp> m_in, m_out;
};

} // namespace refocus::ui
