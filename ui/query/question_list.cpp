#include "ui/query/question_list.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QToolButton>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kRow = 28, kRowsShown = 6;

class QuestionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {100, kRow};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Colours &c = colours();
        const bool saved = index.data(QuestionBook::SavedRole).toBool();
        const QRect row = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            const bool focus = option.state & QStyle::State_HasFocus;
            painter->setPen(focus ? QPen(c.accent) : QPen(Qt::NoPen));
            painter->setBrush(c.raised);
            painter->drawRoundedRect(QRectF(row).adjusted(2.5, 1.5, -2.5, -1.5), 4, 4);
        }
        icon(saved ? QStringLiteral("bookmark") : QStringLiteral("clock"))
            .paint(painter, QRect(row.left() + 8, row.top() + 6, 16, 16), Qt::AlignCenter,
                   saved ? QIcon::Normal : QIcon::Disabled);
        painter->setFont(option.font);
        painter->setPen(saved ? c.text : c.muted);
        const QRect place = row.adjusted(32, 0, -8, 0);
        painter->drawText(
            place, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, place.width()));
        painter->restore();
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &) const override
    {
        editor->setGeometry(option.rect.adjusted(26, 0, -2, 0));
    }
};

QToolButton *tool(const QString &name, const QString &text)
{
    auto *button = new QToolButton;
    button->setIcon(icon(name));
    button->setIconSize({16, 16});
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

QuestionList::QuestionList(QuestionBook &book, QWidget *parent)
    : QWidget(parent), m_book(book), m_view(new QListView),
      m_run(tool(QStringLiteral("play"), tr("Ask again (Enter)"))),
      m_rename(tool(QStringLiteral("edit"), tr("Name and save (F2)"))),
      m_remove(tool(QStringLiteral("remove"), tr("Delete (Del)"))),
      m_restore(new QPushButton(tr("Undo delete")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid);
    m_view->setModel(&book);
    m_view->setItemDelegate(new QuestionDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Saved questions and history"));
    m_view->installEventFilter(this);
    column->addWidget(m_view);
    auto *empty =
        new QLabel(tr("Questions that you ask are listed here, and those you save stay."));
    empty->setWordWrap(true);
    empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty = empty;
    column->addWidget(m_empty);
    auto *line = new QHBoxLayout;
    line->setSpacing(kGrid);
    for (QToolButton *button : {m_run, m_rename, m_remove})
        line->addWidget(button);
    line->addStretch(1);
    line->addWidget(m_restore);
    column->addLayout(line);

    connect(m_view, &QListView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT chosen(index.row()); });
    connect(m_view, &QListView::customContextMenuRequested, this, &QuestionList::menu);
    connect(m_run, &QToolButton::clicked, this, [this] { Q_EMIT chosen(row()); });
    connect(m_rename, &QToolButton::clicked, this, [this] { edit(row()); });
    connect(m_remove, &QToolButton::clicked, this, &QuestionList::remove);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const int at = m_book.restore();
        m_view->setFocus();
        m_view->setCurrentIndex(m_book.index(at));
        update();
    });
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&book, signal, this, &QuestionList::update);
    connect(&book, &QAbstractItemModel::modelReset, this, &QuestionList::update);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &QuestionList::update);
    update();
}

int QuestionList::row() const { return m_view->currentIndex().row(); }

void QuestionList::edit(int row)
{
    const QModelIndex index = m_book.index(row);
    if (!index.isValid())
        return;
    m_view->setFocus();
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
    m_view->edit(index);
}

void QuestionList::remove()
{
    if (row() < 0)
        return;
    m_book.remove(row());
    update();
}

void QuestionList::update()
{
    const bool any = m_book.rowCount() > 0, current = row() >= 0;
    m_view->setVisible(any);
    m_empty->setVisible(!any);
    m_view->setFixedHeight(std::min(m_book.rowCount(), kRowsShown) * kRow + 2);
    for (QToolButton *button : {m_run, m_rename, m_remove}) {
        button->setVisible(any);
        button->setEnabled(current);
    }
    m_restore->setVisible(m_book.canRestore());
}

void QuestionList::menu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    const bool saved = index.data(QuestionBook::SavedRole).toBool();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(QStringLiteral("play")), tr("Ask again"), this,
                    [this] { Q_EMIT chosen(row()); });
    menu->addAction(icon(QStringLiteral("edit")), saved ? tr("Rename") : tr("Save as…"), this,
                    [this] { edit(row()); });
    menu->addAction(icon(QStringLiteral("remove")), tr("Delete"), this, &QuestionList::remove);
    menu->addSeparator();
    menu->addAction(tr("Clear history"), this, [this] {
        m_book.clearHistory();
        update();
    });
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

bool QuestionList::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_view && event->type() == QEvent::KeyPress && row() >= 0) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_view->hasFocus()) // Else it ends the editing of a name.
                Q_EMIT chosen(row());
            return true;
        }
        if (key == Qt::Key_Delete) {
            remove();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace refocus::ui
