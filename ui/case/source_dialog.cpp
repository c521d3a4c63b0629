#include "ui/case/source_dialog.h"

#include "ui/state/time_axis.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

#include <cmath>

namespace refocus::ui {

namespace {

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, colours().muted);
    label->setPalette(palette);
    return label;
}

QTimeZone zoneOf(const QByteArray &id)
{
    const QTimeZone zone(id);
    return id.isEmpty() || !zone.isValid() ? QTimeZone::utc() : zone;
}

} // namespace

SourceDialog::SourceDialog(const SourceInfo &source, bool writable, QWidget *parent)
    : QDialog(parent), m_source(source), m_name(new QLineEdit(this)), m_known(new QCheckBox(this)),
      m_start(new QDateTimeEdit(this)), m_zone(new QComboBox(this)),
      m_offset(new QDoubleSpinBox(this)), m_result(new QLabel(this))
{
    const store::SourceRecord &record = source.record;
    setWindowTitle(tr("Properties of %1").arg(QString::fromStdString(source.name())));
    setMinimumWidth(440);

    m_name->setText(QString::fromStdString(record.name));
    m_name->setPlaceholderText(tr("Camera or place, as in “Gate 3”"));
    m_name->setAccessibleName(tr("Camera name"));

    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->setAccessibleName(tr("Time zone"));
    m_zone->setMaxVisibleItems(12);
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        m_zone->addItem(QString::fromLatin1(id));
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    m_zone->lineEdit()->setPlaceholderText(tr("UTC; type a city, as in “Berlin”"));
    m_zone->setCurrentText(QString::fromStdString(record.timeZone));

    m_known->setText(tr("Date and time of the first picture are known"));
    m_known->setChecked(record.wallClockStart.has_value());
    m_start->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    m_start->setTimeSpec(Qt::UTC); // A plain date and time; the zone is beside it.
    m_start->setButtonSymbols(QAbstractSpinBox::NoButtons); // Up and Down step.
    m_start->setAccessibleName(tr("Date and time of the first picture by the camera's clock"));
    const std::int64_t ms = record.wallClockStart
                                ? *record.wallClockStart / 1000
                                : QDateTime::currentMSecsSinceEpoch() / 86'400'000 * 86'400'000;
    const QDateTime local =
        QDateTime::fromMSecsSinceEpoch(ms, zoneOf(QByteArray::fromStdString(record.timeZone)));
    m_start->setDateTime(QDateTime(local.date(), local.time(), Qt::UTC));

    m_offset->setRange(-10.0 * 365 * 86'400, 10.0 * 365 * 86'400);
    m_offset->setDecimals(3);
    m_offset->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_offset->setSingleStep(1);
    m_offset->setSuffix(tr(" s"));
    m_offset->setValue(static_cast<double>(record.clockOffsetMs) / 1000);
    m_offset->setAccessibleName(tr("Clock offset in seconds"));

    auto *form = new QFormLayout;
    form->setSpacing(2 * kGrid);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Camera"), m_name);
    form->addRow(tr("Start"), m_known);
    form->addRow(QString(), m_start);
    form->addRow(tr("Time zone"), m_zone);
    form->addRow(tr("Clock offset"), m_offset);
    form->addRow(QString(), mutedLabel(tr("Is added to the camera's clock: positive where it is "
                                          "slow, negative where it is fast."),
                                       this));
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(tr("First picture"), m_result);

    const auto text = [&](const std::string &of) { return QString::fromStdString(of); };
    auto *file = mutedLabel(text(record.path), this);
    file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(tr("File"), file);
    auto *hash = mutedLabel(
        record.sha256.empty()
            ? tr("not known yet")
            : text(record.sha256.substr(0, 32)) + u'\n' +
                  text(record.sha256.substr(std::min<std::size_t>(32, record.sha256.size()))),
        this);
    hash->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(tr("SHA-256"), hash);

    auto *buttons = new QDialogButtonBox(this);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setProperty("primary", true);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    m_save->setDefault(true);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(5 * kGrid, 4 * kGrid, 5 * kGrid, 4 * kGrid);
    layout->setSpacing(4 * kGrid);
    layout->addLayout(form);
    if (!writable) {
        layout->addWidget(mutedLabel(tr("This case can only be read."), this));
        for (QWidget *widget : std::initializer_list<QWidget *>{m_name, m_known, m_zone, m_offset})
            widget->setEnabled(false);
    }
    layout->addWidget(buttons);

    connect(m_known, &QCheckBox::toggled, this, &SourceDialog::showResult);
    connect(m_start, &QDateTimeEdit::dateTimeChanged, this, &SourceDialog::showResult);
    connect(m_zone, &QComboBox::currentTextChanged, this, &SourceDialog::showResult);
    connect(m_offset, &QDoubleSpinBox::valueChanged, this, &SourceDialog::showResult);
    setProperty("writable", writable);
    showResult();
}

QByteArray SourceDialog::zoneId() const { return m_zone->currentText().trimmed().toLatin1(); }

bool SourceDialog::zoneIsKnown() const
{
    return zoneId().isEmpty() || QTimeZone::isTimeZoneIdAvailable(zoneId());
}

std::optional<std::int64_t> SourceDialog::start() const
{
    if (!m_known->isChecked())
        return {};
    const QDateTime plain = m_start->dateTime();
    const QDateTime local(plain.date(), plain.time(), zoneOf(zoneId()));
    return local.toMSecsSinceEpoch() * 1000;
}

store::SourceRecord SourceDialog::record() const
{
    store::SourceRecord record = m_source.record;
    record.name = m_name->text().trimmed().toStdString();
    record.timeZone = zoneId().toStdString();
    record.clockOffsetMs = std::llround(m_offset->value() * 1000);
    const auto edited = start();
    // Microseconds that the field does not show stay where the milliseconds did.
    if (!edited || !record.wallClockStart || *edited / 1000 != *record.wallClockStart / 1000)
        record.wallClockStart = edited;
    return record;
}

void SourceDialog::showResult()
{
    const bool writable = property("writable").toBool();
    m_start->setEnabled(writable && m_known->isChecked());
    m_save->setEnabled(writable && zoneIsKnown());
    if (!zoneIsKnown()) {
        m_result->setText(tr("There is no time zone “%1”.").arg(m_zone->currentText().trimmed()));
        return;
    }
    const store::SourceRecord edited = record();
    const auto clock = wallClockOf(edited, Timestamp{0});
    m_result->setText(clock ? wallClockText(*clock, edited.timeZone)
                            : tr("No clock; times count from the start of the video."));
}

} // namespace refocus::ui
