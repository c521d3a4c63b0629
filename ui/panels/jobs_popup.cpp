#include "ui/panels/jobs_popup.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace refocus::ui {

namespace {

constexpr int kWidth = 360, kMostHeight = 420;

void mute(QLabel *label)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, colours().muted);
    label->setPalette(palette);
}

} // namespace

// One job: title and cancel, bar, what it does and how long it will take.
class JobsPopup::Row : public QWidget
{
public:
    Row(JobList &jobs, JobsPopup *popup)
        : QWidget(popup), m_mark(new QLabel(this)), m_title(new QLabel(this)),
          m_detail(new QLabel(this)), m_bar(new QProgressBar(this)), m_cancel(new QToolButton(this))
    {
        m_title->setTextFormat(Qt::PlainText);
        m_title->setWordWrap(true);
        m_detail->setTextFormat(Qt::PlainText);
        m_detail->setWordWrap(true);
        m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_bar->setRange(0, 1000);
        m_bar->setTextVisible(false);
        m_cancel->setIcon(icon(QStringLiteral("cancel")));
        m_cancel->setToolTip(tr("Cancel"));
        connect(m_cancel, &QToolButton::clicked, popup, [this, &jobs, popup] {
            const auto found = std::ranges::find(popup->m_rows, this);
            jobs.cancel(static_cast<int>(found - popup->m_rows.begin()));
        });
        auto *top = new QHBoxLayout;
        top->setSpacing(2 * kGrid);
        top->addWidget(m_mark, 0, Qt::AlignVCenter);
        top->addWidget(m_title, 1);
        top->addWidget(m_cancel, 0, Qt::AlignTop);
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(4 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
        layout->setSpacing(kGrid);
        layout->addLayout(top);
        layout->addWidget(m_bar);
        layout->addWidget(m_detail);
    }

    void showJob(const QModelIndex &job)
    {
        const bool running = job.data(JobList::RunningRole).toBool();
        const bool failed = job.data(JobList::FailedRole).toBool();
        const QString title = job.data(JobList::TitleRole).toString();
        const double fraction = job.data(JobList::FractionRole).toDouble();
        const double left = job.data(JobList::SecondsLeftRole).toDouble();
        QStringList detail;
        if (running && fraction > 0)
            detail << percentText(fraction);
        if (const QString what = job.data(JobList::DetailRole).toString(); !what.isEmpty())
            detail << what;
        if (running && left >= 0)
            detail << tr("%1 left").arg(spanText(left));
        m_title->setText(title);
        m_detail->setText(detail.isEmpty() ? tr("working") : detail.join(QStringLiteral(" · ")));
        m_bar->setVisible(running);
        m_bar->setValue(static_cast<int>(fraction * 1000));
        m_bar->setAccessibleName(tr("Progress of %1").arg(title));
        m_cancel->setVisible(running);
        m_cancel->setAccessibleName(tr("Cancel: %1").arg(title));
        const Colours &c = colours();
        m_mark->setPixmap(icon(running  ? QStringLiteral("jobs")
                               : failed ? QStringLiteral("error")
                                        : QStringLiteral("accept"),
                               running  ? c.accent
                               : failed ? c.danger
                                        : c.muted)
                              .pixmap(16, 16));
        mute(m_detail);
        setAccessibleName(title + QStringLiteral(", ") + m_detail->text());
    }

private:
    QLabel *m_mark, *m_title, *m_detail;
    QProgressBar *m_bar;
    QToolButton *m_cancel;
};

JobsPopup::JobsPopup(JobList &jobs, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint), m_jobs(jobs),
      m_empty(new QLabel(tr("Nothing is running. Indexing, searching and exporting are listed "
                            "here, each with a way to stop it."),
                         this)),
      m_clear(new QPushButton(tr("Clear ended"), this))
{
    setAccessibleName(tr("Jobs"));
    setFixedWidth(kWidth);
    setAttribute(Qt::WA_TranslucentBackground, false);
    auto *heading = new QLabel(tr("Jobs"), this);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(4 * kGrid, 2 * kGrid, 2 * kGrid, kGrid);
    top->addWidget(heading, 1);
    top->addWidget(m_clear);
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(4 * kGrid, 0, 4 * kGrid, 3 * kGrid);

    auto *inside = new QWidget(this);
    m_list = new QVBoxLayout(inside);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    auto *area = new QScrollArea(this);
    area->setWidget(inside);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    m_area = area;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_empty);
    layout->addWidget(area);

    connect(m_clear, &QPushButton::clicked, &jobs, &JobList::clearEnded);
    connect(&jobs, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { insert(first, last); });
    connect(&jobs, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { remove(first, last); });
    connect(&jobs, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                showJobs(first.row(), last.row());
                showWhole();
            });
    if (jobs.rowCount() > 0)
        insert(0, jobs.rowCount() - 1);
    showWhole();
}

// The list has the newest last, the popup first.
void JobsPopup::insert(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        auto *made = new Row(m_jobs, this);
        m_rows.insert(m_rows.begin() + row, made);
        m_list->insertWidget(static_cast<int>(m_rows.size()) - 1 - row, made);
    }
    showJobs(first, last);
    showWhole();
}

void JobsPopup::remove(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        m_rows[static_cast<std::size_t>(first)]
            ->deleteLater(); // It may be the one that was clicked.
        m_list->removeWidget(m_rows[static_cast<std::size_t>(first)]);
        m_rows[static_cast<std::size_t>(first)]->hide();
        m_rows.erase(m_rows.begin() + first);
    }
    showWhole();
}

void JobsPopup::showJobs(int first, int last)
{
    for (int row = first; row <= last; ++row)
        m_rows[static_cast<std::size_t>(row)]->showJob(m_jobs.index(row));
}

void JobsPopup::showWhole()
{
    m_empty->setVisible(m_rows.empty());
    m_area->setVisible(!m_rows.empty());
    m_clear->setEnabled(m_jobs.running() < m_jobs.rowCount());
    mute(m_empty);
    const int wanted = m_list->parentWidget()->heightForWidth(kWidth - 2);
    const int height = wanted > 0 ? wanted : m_list->sizeHint().height();
    m_area->setFixedHeight(std::min(height, kMostHeight));
    if (isVisible())
        adjustSize();
}

void JobsPopup::showBelow(const QWidget *button)
{
    showWhole();
    adjustSize();
    QPoint at = button->mapToGlobal(QPoint(button->width() - width(), button->height() + kGrid));
    if (const QScreen *screen = button->screen()) {
        const QRect free = screen->availableGeometry();
        at.setX(std::clamp(at.x(), free.left(), std::max(free.left(), free.right() + 1 - width())));
        at.setY(std::clamp(at.y(), free.top(), std::max(free.top(), free.bottom() + 1 - height())));
    }
    move(at);
    QFrame::show();
}

void JobsPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().base);
    painter.setPen(colours().hairline);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace refocus::ui
