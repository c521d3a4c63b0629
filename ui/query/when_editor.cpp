#include "ui/query/when_editor.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimeZone>
#include <QVBoxLayout>

namespace refocus::ui {

namespace {

constexpr std::int64_t kMinute = 60'000'000;

std::int64_t floorTo(std::int64_t time, std::int64_t step)
{
    return time - ((time % step) + step) % step;
}

QLabel *word(const QString &text, QWidget *of)
{
    auto *label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(of);
    return label;
}

int secondsOf(const QTime &time) { return time.msecsSinceStartOfDay() / 1000; }

} // namespace

std::optional<Timestamp> parseTime(const QString &text)
{
    const QStringList parts = text.trimmed().split(QLatin1Char(':'));
    if (parts.size() > 3 || parts.front().isEmpty())
        return {};
    double seconds = 0;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        bool good = false;
        const double value = parts[i].toDouble(&good);
        const bool whole = i + 1 == parts.size() || !parts[i].contains(QLatin1Char('.'));
        if (!good || !(value >= 0) || !whole || (i > 0 && value >= 60) || value > 1e7)
            return {};
        seconds = seconds * 60 + value;
    }
    return fromSeconds(seconds);
}

WhenEditor::WhenEditor(QWidget *parent)
    : QWidget(parent), m_from(new QDateTimeEdit), m_to(new QDateTimeEdit),
      m_daily(new QCheckBox(tr("Every day only from"))), m_dayFrom(new QTimeEdit),
      m_dayTo(new QTimeEdit), m_sourceFrom(new QLineEdit), m_sourceTo(new QLineEdit),
      m_clock(new QWidget), m_source(new QWidget), m_hint(new QLabel)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid);
    column->addWidget(m_clock);
    column->addWidget(m_source);
    column->addWidget(m_hint);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);

    for (QDateTimeEdit *edit : {m_from, m_to}) {
        edit->setTimeSpec(Qt::UTC); // Naive: shown as it is; the zone is applied here.
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
        edit->setButtonSymbols(QAbstractSpinBox::NoButtons);
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, &WhenEditor::readClock);
    }
    for (QTimeEdit *edit : {m_dayFrom, m_dayTo}) {
        edit->setDisplayFormat(QStringLiteral("HH:mm"));
        edit->setButtonSymbols(QAbstractSpinBox::NoButtons);
        edit->setEnabled(false);
        connect(edit, &QTimeEdit::timeChanged, this, &WhenEditor::readClock);
    }
    m_dayTo->setTime(QTime(6, 0));
    connect(m_daily, &QCheckBox::toggled, this, &WhenEditor::readClock);
    m_from->setAccessibleName(tr("From, date and time"));
    m_to->setAccessibleName(tr("To, date and time"));
    m_dayFrom->setAccessibleName(tr("Every day from"));
    m_dayTo->setAccessibleName(tr("Every day to"));
    auto *clock = new QGridLayout(m_clock);
    clock->setContentsMargins(0, 0, 0, 0);
    clock->setVerticalSpacing(kGrid);
    clock->setHorizontalSpacing(2 * kGrid);
    clock->addWidget(word(tr("From"), m_from), 0, 0);
    clock->addWidget(m_from, 0, 1);
    clock->addWidget(word(tr("To"), m_to), 1, 0);
    clock->addWidget(m_to, 1, 1);
    clock->addWidget(m_daily, 2, 0, 1, 2);
    auto *day = new QHBoxLayout;
    day->setSpacing(2 * kGrid);
    day->addWidget(m_dayFrom, 1);
    day->addWidget(word(tr("to"), m_dayTo));
    day->addWidget(m_dayTo, 1);
    clock->addLayout(day, 3, 0, 1, 2);
    clock->setColumnStretch(1, 1);

    for (QLineEdit *edit : {m_sourceFrom, m_sourceTo})
        connect(edit, &QLineEdit::textEdited, this, &WhenEditor::readSource);
    m_sourceFrom->setAccessibleName(tr("From, hours, minutes and seconds of each source"));
    m_sourceTo->setAccessibleName(tr("To, hours, minutes and seconds of each source"));
    m_sourceFrom->setPlaceholderText(QStringLiteral("00:00:00"));
    auto *source = new QHBoxLayout(m_source);
    source->setContentsMargins(0, 0, 0, 0);
    source->setSpacing(2 * kGrid);
    source->addWidget(m_sourceFrom, 1);
    source->addWidget(word(tr("to"), m_sourceTo));
    source->addWidget(m_sourceTo, 1);
    setAxis({});
}

void WhenEditor::setAxis(const TimeAxis &axis)
{
    m_axis = axis;
    m_zone = axis.lanes().empty() ? std::string() : axis.lanes().front().timeZone;
    m_clock->setVisible(axis.isWallClock());
    m_source->setVisible(!axis.isWallClock());
    m_sourceTo->setPlaceholderText(
        axis.lanes().empty() ? tr("the end") : timeText(Timestamp(axis.whole().end)).left(8));
    show();
}

void WhenEditor::set(const When &when, const TimeRange &time)
{
    m_when = when;
    m_time = time;
    show();
}

QDateTime WhenEditor::naive(AxisTime time) const
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time / 1000, zoneNamed(m_zone));
    return {local.date(), local.time(), Qt::UTC};
}

AxisTime WhenEditor::fromNaive(const QDateTime &time) const
{
    return QDateTime(time.date(), time.time(), zoneNamed(m_zone)).toMSecsSinceEpoch() * 1000;
}

void WhenEditor::show()
{
    m_showing = true;
    const auto put = [](QDateTimeEdit *edit, const QDateTime &time) {
        if (!edit->hasFocus() || edit->dateTime() != time)
            edit->setDateTime(time);
    };
    const AxisRange whole = m_axis.whole();
    if (m_axis.isWallClock()) {
        put(m_from, naive(m_when.from.value_or(floorTo(whole.begin, kMinute))));
        put(m_to, naive(m_when.to.value_or(floorTo(whole.end + kMinute - 1, kMinute))));
    }
    m_daily->setChecked(m_when.daily);
    m_dayFrom->setEnabled(m_when.daily);
    m_dayTo->setEnabled(m_when.daily);
    if (m_when.daily) {
        m_dayFrom->setTime(QTime::fromMSecsSinceStartOfDay(m_when.dayFrom * 1000));
        m_dayTo->setTime(QTime::fromMSecsSinceStartOfDay(m_when.dayTo * 1000));
    }
    const auto text = [](Timestamp time) {
        const QString full = timeText(time);
        return full.endsWith(QStringLiteral(".000")) ? full.left(full.size() - 4) : full;
    };
    if (!m_sourceFrom->hasFocus())
        m_sourceFrom->setText(m_time.begin > Timestamp{0} ? text(m_time.begin) : QString());
    if (!m_sourceTo->hasFocus())
        m_sourceTo->setText(m_time.end < Timestamp::max() ? text(m_time.end) : QString());
    m_showing = false;
    setError({});
}

void WhenEditor::readClock()
{
    if (m_showing)
        return;
    const AxisRange whole = m_axis.whole();
    When when;
    const AxisTime from = fromNaive(m_from->dateTime()), to = fromNaive(m_to->dateTime());
    if (from > whole.begin)
        when.from = from;
    if (to < whole.end)
        when.to = to;
    when.daily = m_daily->isChecked();
    m_dayFrom->setEnabled(when.daily);
    m_dayTo->setEnabled(when.daily);
    if (when.daily) {
        when.dayFrom = secondsOf(m_dayFrom->time());
        when.dayTo = secondsOf(m_dayTo->time());
    }
    m_when = when;
    setError(to <= from ? tr("“To” must be later than “from”.") : QString());
    Q_EMIT changed();
}

void WhenEditor::readSource()
{
    if (m_showing)
        return;
    TimeRange time;
    bool good = true;
    if (!m_sourceFrom->text().trimmed().isEmpty()) {
        const auto from = parseTime(m_sourceFrom->text());
        good = good && from;
        time.begin = from.value_or(Timestamp{0});
    }
    if (!m_sourceTo->text().trimmed().isEmpty()) {
        const auto to = parseTime(m_sourceTo->text());
        good = good && to;
        time.end = to.value_or(Timestamp::max());
    }
    if (good)
        m_time = time;
    setError(!good                    ? tr("Times are hh:mm:ss, mm:ss or seconds.")
             : time.end <= time.begin ? tr("“To” must be later than “from”.")
                                      : QString());
    Q_EMIT changed();
}

void WhenEditor::setError(const QString &text)
{
    m_error = text;
    m_hint->setForegroundRole(text.isEmpty() ? QPalette::PlaceholderText : QPalette::BrightText);
    if (!text.isEmpty())
        m_hint->setText(text);
    else if (m_axis.isWallClock())
        m_hint->setText(
            m_zone.empty()
                ? tr("Clock in UTC, offsets applied")
                : tr("Clock of %1, offsets applied").arg(QString::fromStdString(m_zone)));
    else
        m_hint->setText(tr("From the start of each source. With a clock on every source: dates "
                           "and times of day."));
}

} // namespace refocus::ui
