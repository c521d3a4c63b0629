#include "ui/panels/jobs_button.h"

#include "ui/panels/jobs_popup.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace refocus::ui {

namespace {

constexpr int kRing = 14;

} // namespace

JobsButton::JobsButton(JobList &jobs, QWidget *parent)
    : QToolButton(parent), m_jobs(jobs), m_popup(new JobsPopup(jobs, this))
{
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QToolButton::clicked, this, [this] {
        m_failed = false;
        showState();
        m_popup->showBelow(this);
    });
    connect(&jobs, &JobList::runningChanged, this, &JobsButton::showState);
    connect(&jobs, &QAbstractItemModel::dataChanged, this, &JobsButton::showState);
    connect(&jobs, &JobList::failed, this, [this] {
        m_failed = true;
        showState();
    });
    showState();
}

QString JobsButton::label() const
{
    return m_jobs.running() > 0 ? QString::number(m_jobs.running()) : QString();
}

void JobsButton::showState()
{
    const int running = m_jobs.running();
    const QString text =
        running > 0
            ? tr("%n job(s) running, %1 done", nullptr, running).arg(percentText(m_jobs.fraction()))
        : m_failed ? tr("A job failed; open the list to see why")
                   : tr("No job is running");
    setAccessibleName(text);
    setToolTip(text);
    updateGeometry();
    update();
}

QSize JobsButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int count = metrics.horizontalAdvance(QStringLiteral("00"));
    return {2 * kGrid + metrics.horizontalAdvance(tr("jobs")) + kGrid + kRing + kGrid + count +
                2 * kGrid,
            std::max(24, metrics.height() + kGrid)};
}

void JobsButton::paintEvent(QPaintEvent *)
{
    QStylePainter style(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    style.drawComplexControl(QStyle::CC_ToolButton, option);

    const Colours &c = colours();
    const bool running = m_jobs.running() > 0;
    style.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics(font());
    const int textWidth = metrics.horizontalAdvance(tr("jobs"));
    style.setPen(running ? c.text : c.muted);
    style.drawText(QRect(2 * kGrid, 0, textWidth, height()), Qt::AlignVCenter, tr("jobs"));

    const QRectF ring(2 * kGrid + textWidth + kGrid + 1, (height() - kRing) / 2.0 + 1, kRing - 2,
                      kRing - 2);
    style.setPen(QPen(running ? c.hairline : m_failed ? c.danger : c.hairline, 2.5));
    style.drawEllipse(ring);
    if (running) {
        style.setPen(QPen(c.accent, 2.5, Qt::SolidLine, Qt::FlatCap));
        style.drawArc(ring, 90 * 16,
                      -static_cast<int>(std::max(0.02, m_jobs.fraction()) * 360 * 16));
    }
    style.setPen(m_failed && !running ? c.danger : c.text);
    style.drawText(QRectF(ring.right() + 1 + kGrid, 0, width(), height()), Qt::AlignVCenter,
                   running    ? label()
                   : m_failed ? QStringLiteral("!")
                              : QString());
}

} // namespace refocus::ui
