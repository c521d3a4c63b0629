#include "ui/case/start_page.h"

#include "store/case.h"
#include "ui/case/recent_view.h"
#include "ui/state/local_files.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace refocus::ui {

namespace {

QString demoHint()
{
    return StartPage::tr(
        "A rendered street of 40 seconds, indexed while you watch. No footage of your own is "
        "needed.");
}

} // namespace

StartPage::StartPage(QWidget *parent, RecentCases recent)
    : QWidget(parent), m_recent(std::move(recent)), m_view(new RecentView(this)),
      m_stack(new QStackedWidget(this)), m_job(tr("Looking for recent cases"))
{
    setAcceptDrops(true);
    setAccessibleName(tr("Start"));
    auto *centre = new QWidget(this);
    centre->setMaximumWidth(1000);
    auto *columns = new QHBoxLayout(centre);
    columns->setContentsMargins(8 * kGrid, 16 * kGrid, 8 * kGrid, 8 * kGrid);
    columns->setSpacing(12 * kGrid);
    columns->addWidget(makeBeginning());
    columns->addWidget(makeRecent(), 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    layout->addWidget(centre, 100);
    layout->addStretch(1);

    connect(m_view, &RecentView::opened, this, [this](const QString &folder) {
        for (const RecentRow &row : m_view->rows())
            if (row.item.folder == folder && row.missing)
                return reload(); // Its disk may be there again.
        Q_EMIT openCase(folder);
    });
    connect(m_view, &RecentView::removed, this, [this](const QString &folder) {
        m_recent.remove(folder);
        reload();
    });
    colour();
}

QWidget *StartPage::makeBeginning()
{
    auto *column = new QWidget(this);
    column->setFixedWidth(264);
    auto *mark = new QLabel(column);
    mark->setPixmap(icon(QStringLiteral("refocus"), colours().accent).pixmap(48, 48));
    m_title = new QLabel(tr("Refocus"), column);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 2);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_tagline = new QLabel(tr("Hours of footage in; every truck, bus or person out, as clips and "
                              "a report that stand up to questions."),
                           column);
    m_tagline->setWordWrap(true);

    const auto button = [&](const char *iconName, const QString &text, auto signal) {
        auto *made = new QPushButton(icon(QString::fromLatin1(iconName)), text, column);
        made->setAccessibleName(text);
        connect(made, &QPushButton::clicked, this, signal);
        return made;
    };
    m_new = button("add", tr("New case…"), &StartPage::newCase);
    m_new->setIcon(icon(QStringLiteral("add"), colours().onAccent));
    m_new->setProperty("primary", true);
    m_open = button("folder", tr("Open a case…"), &StartPage::chooseCase);
    m_demo = button("play-circle", tr("Try the demo"), &StartPage::openDemo);
    m_demoHint = new QLabel(demoHint(), column);
    m_demoHint->setWordWrap(true);
    m_dropHint = new QLabel(tr("Or drop videos, a folder or a case anywhere here."), column);
    m_dropHint->setWordWrap(true);

    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * kGrid);
    layout->addWidget(mark);
    layout->addWidget(m_title);
    layout->addWidget(m_tagline);
    layout->addSpacing(5 * kGrid);
    layout->addWidget(m_new);
    layout->addWidget(m_open);
    layout->addSpacing(5 * kGrid);
    layout->addWidget(m_demo);
    layout->addWidget(m_demoHint);
    layout->addSpacing(5 * kGrid);
    layout->addWidget(m_dropHint);
    layout->addStretch(1);
    return column;
}

QWidget *StartPage::makeRecent()
{
    auto *column = new QWidget(this);
    auto *heading = new QLabel(tr("Recent cases"), column);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    heading->setContentsMargins(3 * kGrid, 0, 0, 0);
    m_nothing = new QLabel(tr("Cases that you open are listed here."), column);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_nothing->setContentsMargins(3 * kGrid, kGrid, 0, 0);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_nothing);
    m_stack->setCurrentIndex(1);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * kGrid);
    layout->addWidget(heading);
    layout->addWidget(m_stack, 1);
    return column;
}

void StartPage::reload()
{
    m_job.start([this, recent = m_recent](const Delivery &delivery) {
        std::vector<RecentRow> rows;
        for (RecentCase &one : recent.list()) {
            RecentRow row{std::move(one), {}, false};
            row.picture = recent.thumbnail(row.item.folder);
            row.missing = !store::Case::isAt(row.item.folder.toStdString());
            rows.push_back(std::move(row));
        }
        delivery.post([this, rows = std::move(rows)]() mutable {
            m_stack->setCurrentIndex(rows.empty() ? 1 : 0);
            m_view->setRows(std::move(rows));
        });
    });
}

void StartPage::chooseCase()
{
    auto *dialog = new QFileDialog(this, tr("Open a case"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &StartPage::openCase);
    dialog->open();
}

void StartPage::setBusy(const QString &text, double fraction)
{
    const bool busy = !text.isEmpty();
    m_demo->setEnabled(!busy);
    m_demoHint->setText(!busy          ? demoHint()
                        : fraction < 0 ? text
                                       : text + QStringLiteral(" · ") + percentText(fraction));
}

void StartPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (localFiles(*event->mimeData()).isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_dropping = true;
    update();
}

void StartPage::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropping = false;
    update();
}

void StartPage::dropEvent(QDropEvent *event)
{
    m_dropping = false;
    update();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const QStringList files = localFiles(*event->mimeData());
    if (files.size() == 1 && store::Case::isAt(files.front().toStdString()))
        Q_EMIT openCase(files.front());
    else if (!files.isEmpty())
        Q_EMIT videosDropped(files);
}

void StartPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().window);
    if (!m_dropping)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = colours().accent;
    ground.setAlphaF(0.10F);
    painter.setBrush(ground);
    painter.setPen(QPen(colours().accent, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(12, 12, -12, -12), kRadius, kRadius);
}

void StartPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void StartPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void StartPage::colour()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, colours().muted);
    for (QLabel *label : {m_tagline, m_demoHint, m_dropHint, m_nothing})
        label->setPalette(muted);
}

} // namespace refocus::ui
