#include "ui/timeline/status_strip.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QMenu>
#include <QPainter>

#include <cmath>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::status", text); }

QString clockOffsetText(std::int64_t ms)
{
    const QString sign = ms < 0 ? QStringLiteral("−") : QStringLiteral("+");
    const bool whole = ms % 1000 == 0;
    return tr("(clock %1%2 s)")
        .arg(sign, QString::number(static_cast<double>(std::llabs(ms)) / 1000, 'f', whole ? 0 : 3));
}

// The time of day of a mark, to the second where that tells enough.
QString markText(const SourceInfo &source, Timestamp time, bool exact)
{
    const auto clock = wallClockOf(source.record, time);
    const QString text =
        clock ? wallClockText(*clock, source.record.timeZone).section(QLatin1Char(' '), 1, 1)
              : timeText(time);
    return exact ? text : text.section(QLatin1Char('.'), 0, 0);
}

} // namespace

QString statusText(const Workbench &workbench)
{
    const Playhead &playhead = workbench.playhead;
    const SourceInfo *source = workbench.session.source(playhead.video());
    QStringList parts;
    if (source) {
        const auto clock = wallClockOf(source->record, playhead.time());
        QString time =
            clock ? wallClockText(*clock, source->record.timeZone) : timeText(playhead.time());
        if (clock && source->record.clockOffsetMs != 0)
            time += QLatin1Char(' ') + clockOffsetText(source->record.clockOffsetMs);
        parts << QString::fromStdString(source->name()) << time;
        const auto marked = playhead.marked();
        const double seconds = marked ? toSeconds(marked->end - marked->begin) : 0;
        const bool exact = !marked || seconds < 10;
        QStringList marks;
        if (playhead.in())
            marks << tr("in %1").arg(markText(*source, *playhead.in(), exact));
        if (playhead.out())
            marks << tr("out %1").arg(markText(*source, *playhead.out(), exact));
        if (!marks.empty())
            parts << marks.join(QLatin1Char(' '));
        if (marked)
            parts << spanText(seconds);
    }
    if (const auto &selected = workbench.timeView.selected())
        parts << tr("%1 selected").arg(spanText(static_cast<double>(selected->length()) / 1e6));
    return parts.join(QStringLiteral(" · "));
}

StatusStrip::StatusStrip(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_workbench(workbench)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Time and marks"));
    connect(&workbench.playhead, &Playhead::moved, this, &StatusStrip::read);
    connect(&workbench.playhead, &Playhead::marksChanged, this, &StatusStrip::read);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, &StatusStrip::read);
    connect(&workbench.timeView, &TimeView::selectedChanged, this, &StatusStrip::read);
    read();
}

void StatusStrip::read()
{
    const QString text = statusText(m_workbench);
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleDescription(m_text);
    update();
}

QSize StatusStrip::sizeHint() const { return {640, kControl}; }

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect area = rect().adjusted(12, 0, -12, 0);
    if (m_text.isEmpty()) {
        painter.setPen(colours().muted);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tr("No picture is shown"));
        return;
    }
    // The source's name stands out, what follows does not.
    const QFontMetrics metrics(font());
    const QString whole = metrics.elidedText(m_text, Qt::ElideRight, area.width());
    const qsizetype name = m_text.indexOf(QStringLiteral(" · "));
    const QString first = whole.left(name < 0 ? whole.size() : name);
    painter.setPen(colours().text);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, first);
    painter.setPen(colours().muted);
    painter.drawText(area.adjusted(metrics.horizontalAdvance(first), 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, whole.mid(first.size()));
}

void StatusStrip::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_text.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(QStringLiteral("copy")), tr("Copy"),
                    [text = m_text] { QApplication::clipboard()->setText(text); });
    menu->popup(event->globalPos());
}

} // namespace refocus::ui
