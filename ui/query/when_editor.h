// From, to and time of day on the clock where every source has one; else from and to of each
// source. What is left at the ends of the case bounds nothing.
#pragma once

#include "ui/state/time_axis.h"
#include "ui/state/when.h"

#include <QWidget>

class QCheckBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QTimeEdit;

namespace refocus::ui {

// "90", "1:30", "01:02:03.5"; none for what is no time.
std::optional<Timestamp> parseTime(const QString &text);

class WhenEditor : public QWidget
{
    Q_OBJECT

public:
    explicit WhenEditor(QWidget *parent = nullptr);

    void setAxis(const TimeAxis &axis);
    void set(const When &when, const TimeRange &time); // Says nothing of it.
    const When &when() const { return m_when; }
    const TimeRange &time() const { return m_time; }
    bool isValid() const { return m_error.isEmpty(); }
    const QString &error() const { return m_error; }

Q_SIGNALS:
    void changed();

private:
    void show();
    void readClock();
    void readSource();
    void setError(const QString &text);
    QDateTime naive(AxisTime time) const; // As the zone's clock shows it.
    AxisTime fromNaive(const QDateTime &time) const;

    TimeAxis m_axis;
    std::string m_zone;
    When m_when;
    TimeRange m_time;
    QString m_error;
    bool m_showing = false;
    QDateTimeEdit *m_from, *m_to;
    QCheckBox *m_daily;
    QTimeEdit *m_dayFrom, *m_dayTo;
    QLineEdit *m_sourceFrom, *m_sourceTo;
    QWidget *m_clock, *m_source;
    QLabel *m_hint;
};

} // namespace refocus::ui
