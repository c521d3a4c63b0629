#include "ui/player/transport_bar.h"

#include "ui/player/readout.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace refocus::ui {

namespace {

constexpr int kIcon = 20;

void addHairline(QHBoxLayout *row)
{
    auto *line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedHeight(kIcon - kGrid);
    row->addSpacing(kGrid);
    row->addWidget(line);
    row->addSpacing(kGrid);
}

} // namespace

QString rateText(double rate)
{
    const QString number = QString::number(std::abs(rate), 'g', 3);
    return (rate < 0 ? QString(QChar(0x2212)) : QString()) + number + QChar(0x00d7);
}

TransportBar::TransportBar(QWidget *parent)
    : QWidget(parent), m_time(new Readout(tr("Time"), {}, QStringLiteral("00:00:00.000"))),
      m_frame(new Readout(tr("Frame number"), tr("f"), QStringLiteral("000000"))),
      m_pts(new Readout(tr("PTS"), tr("pts"), QStringLiteral("0000000000"))),
      m_wallClock(
          new Readout(tr("Wall clock"), {}, QStringLiteral("2026-11-23 02:14:07.480 +01:00")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 0, 2 * kGrid, kGrid);
    layout->setSpacing(0);

    auto *figures = new QHBoxLayout;
    figures->setSpacing(2 * kGrid);
    m_time->setPrimary(true);
    figures->addWidget(m_time);
    figures->addWidget(m_frame);
    figures->addWidget(m_pts);
    figures->addStretch(1);
    figures->addWidget(m_wallClock);
    layout->addLayout(figures);

    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    add(row, "start", "skip-back", tr("To the in mark, or the start"), "Home");
    add(row, "stepBack", "step-back", tr("One picture back"), ",");
    add(row, "play", "play", tr("Play"), "Space");
    add(row, "stepForward", "step-forward", tr("One picture on"), ".");
    add(row, "end", "skip-forward", tr("To the out mark, or the end"), "End");
    addSpeed(row);
    row->addStretch(1);
    add(row, "markIn", "mark-in", tr("In mark here"), "I");
    add(row, "markOut", "mark-out", tr("Out mark here"), "O");
    add(row, "loop", "loop", tr("Loop from in to out"), "Shift+L", true);
    addHairline(row);
    add(row, "boxes", "boxes", tr("Boxes, classes and scores"), "B", true);
    add(row, "region", "region", tr("Draw the query's region"), "D", true);
    add(row, "look", "adjust", tr("Brightness, contrast, gamma for viewing"), "", true);
    add(row, "fit", "fit", tr("Whole picture (Ctrl+wheel zooms)"), "Ctrl+0");
    add(row, "snapshot", "snapshot", tr("Snapshot of this picture"), "Ctrl+Shift+S");
    layout->addLayout(row);
    setRate(1);
    setUsable(false);
}

QToolButton *TransportBar::add(QHBoxLayout *row, const char *name, const char *iconName,
                               const QString &text, const char *key, bool checkable)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(QLatin1String(iconName)));
    button->setIconSize({kIcon, kIcon});
    button->setCheckable(checkable);
    button->setAccessibleName(text);
    const QString keys = QKeySequence(QLatin1String(key)).toString(QKeySequence::NativeText);
    button->setToolTip(keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys));
    row->addWidget(button);
    connect(button, &QToolButton::clicked, this,
            [this, name = QString::fromLatin1(name)] { Q_EMIT clicked(name); });
    return button;
}

void TransportBar::addSpeed(QHBoxLayout *row)
{
    m_speed = new QToolButton;
    m_speed->setObjectName(QStringLiteral("speed"));
    m_speed->setPopupMode(QToolButton::InstantPopup);
    m_speed->setFont(tabularFont(font()));
    m_speed->setAccessibleName(tr("Playback speed"));
    m_speed->setToolTip(tr("Playback speed (J and L double it)"));
    m_speed->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"
                                          "QToolButton { padding: 1px 6px; }"));
    m_speed->setMinimumWidth(QFontMetrics(m_speed->font()).horizontalAdvance(rateText(-0.25)) + 14);
    auto *menu = new QMenu(m_speed);
    for (const double speed : kSpeeds)
        menu->addAction(rateText(speed), this, [this, speed] { Q_EMIT speedChosen(speed); });
    m_speed->setMenu(menu);
    row->addSpacing(kGrid);
    row->addWidget(m_speed);
}

QToolButton *TransportBar::button(const QString &name) const
{
    return findChild<QToolButton *>(name);
}

void TransportBar::setPlaying(bool playing)
{
    QToolButton *play = button(QStringLiteral("play"));
    play->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
}

void TransportBar::setRate(double rate) { m_speed->setText(rateText(rate)); }

void TransportBar::setUsable(bool usable)
{
    for (QToolButton *child : findChildren<QToolButton *>())
        if (child->objectName() != QLatin1String("boxes"))
            child->setEnabled(usable);
}

} // namespace refocus::ui
