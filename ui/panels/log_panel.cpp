#include "ui/panels/log_panel.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace refocus::ui {

// Rows of the wanted kinds with all the words in any column.
class LogFilter : public QSortFilterProxyModel
{
public:
    enum Kinds { All, Case, Program };
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString &text)
    {
        m_words = text.split(u' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }
    void setKinds(Kinds kinds)
    {
        m_kinds = kinds;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0);
        const bool audit =
            index.data(LogModel::KindRole).toInt() == static_cast<int>(LogRow::Kind::Audit);
        if ((m_kinds == Case && !audit) || (m_kinds == Program && audit))
            return false;
        const QString line = index.data(LogModel::LineRole).toString();
        return std::ranges::all_of(
            m_words, [&](const QString &word) { return line.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
    Kinds m_kinds = All;
};

LogPanel::LogPanel(Workbench &bench, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_filter(new LogFilter(this)), m_text(new QLineEdit(this)),
      m_kinds(new QComboBox(this)), m_view(new QTableView(this)), m_stack(new QStackedWidget(this)),
      m_empty(new QLabel(this)),
      m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("Copy"), this)),
      m_job(tr("Reading the audit log"))
{
    setAccessibleName(tr("Log"));
    m_filter->setSourceModel(&m_model);
    m_filter->setSortRole(LogModel::TimeRole);
    m_filter->sort(0);
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setAccessibleName(tr("Filter the log"));
    m_text->setClearButtonEnabled(true);
    m_kinds->addItems({tr("Everything"), tr("Done to the case"), tr("Messages")});
    m_kinds->setAccessibleName(tr("Which entries"));
    m_copy->setToolTip(tr("Copy the selected entries, or all that are shown"));

    m_view->setModel(m_filter);
    m_view->setAccessibleName(tr("Log entries"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 2 * kGrid);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setHighlightSections(false);
    const QFontMetrics metrics = m_view->fontMetrics();
    m_view->setColumnWidth(LogModel::TimeColumn,
                           metrics.horizontalAdvance(QStringLiteral("0000-00-00 00:00:00")) +
                               6 * kGrid);
    m_view->setColumnWidth(LogModel::WhatColumn, 96);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(6 * kGrid, 0, 6 * kGrid, 0);

    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    bar->setSpacing(2 * kGrid);
    bar->addWidget(m_text, 1);
    bar->addWidget(m_kinds);
    bar->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);

    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setWords(text);
        showCount();
    });
    connect(m_kinds, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setKinds(static_cast<LogFilter::Kinds>(index));
        showCount();
    });
    connect(m_copy, &QPushButton::clicked, this, &LogPanel::copy);
    auto *copyKeys = new QShortcut(QKeySequence::Copy, m_view);
    copyKeys->setContext(Qt::WidgetShortcut);
    connect(copyKeys, &QShortcut::activated, this, &LogPanel::copy);
    connect(&bench.session, &CaseSession::opened, this, &LogPanel::reload);
    connect(&bench.session, &CaseSession::closed, this, [this] {
        m_job.cancel();
        m_model.clearAudit();
        showCount();
    });
    connect(&m_job, &Job::failed, this, [this](const QString &sentence) {
        m_timer.stop(); // Not again and again.
        addMessage(LogRow::Kind::Error, sentence);
    });
    m_timer.setInterval(2000);
    connect(&m_timer, &QTimer::timeout, this, &LogPanel::reload);
    showCount();
}

void LogPanel::addMessage(LogRow::Kind kind, const QString &sentence)
{
    const QScrollBar *bar = m_view->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_model.addMessage(kind, sentence);
    showCount();
    if (atEnd)
        m_view->scrollToBottom();
}

void LogPanel::reload()
{
    const EnginePtr engine = m_bench.session.engine();
    if (!engine || !isVisible() || m_job.isRunning())
        return;
    m_job.start([this, engine, from = m_model.lastNumber() + 1](const Delivery &delivery) {
        auto entries = engine->auditLog(from);
        if (entries.empty())
            return;
        delivery.post([this, entries = std::move(entries)] {
            const QScrollBar *bar = m_view->verticalScrollBar();
            const bool atEnd = bar->value() == bar->maximum();
            m_model.add(entries);
            showCount();
            if (atEnd)
                m_view->scrollToBottom();
        });
    });
}

void LogPanel::copy()
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        for (int row = 0; row < m_filter->rowCount(); ++row)
            rows << m_filter->index(row, 0);
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList lines;
    for (const QModelIndex &index : rows)
        lines << index.data(LogModel::LineRole).toString();
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

void LogPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_timer.start();
    reload();
}

void LogPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

void LogPanel::showCount()
{
    const int shown = m_filter->rowCount();
    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
    m_copy->setEnabled(shown > 0);
    m_empty->setText(m_model.rowCount() > 0
                         ? tr("No entry has these words.")
                         : tr("What is done to the case and what the program says is listed here, "
                              "with its time."));
    QPalette muted = m_empty->palette();
    muted.setColor(QPalette::WindowText, colours().muted);
    m_empty->setPalette(muted);
}

} // namespace refocus::ui
