#include "ui/compare/depth_table.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace refocus::ui {

namespace {

constexpr int kPad = 2 * kGrid, kBetween = kGrid + 2, kMark = 14;

using Model = DepthTableModel;

// The widest detail of a column, so that values stand below each other. Empty: it has none.
QString widestDetail(int column)
{
    switch (column) {
    case Model::TotalColumn:
        return QStringLiteral("± 0.00");
    case Model::ReductionColumn:
        return QStringLiteral("± 00.0");
    case Model::AccuracyColumn:
    case Model::RecallColumn:
    case Model::PrecisionColumn:
    case Model::DecidedAccuracyColumn:
    case Model::DecidedPrecisionColumn:
    case Model::DecidedRecallColumn:
        return QStringLiteral("0.00–0.00");
    default:
        return {};
    }
}

QString widestValue(int column)
{
    switch (column) {
    case Model::ReuseColumn:
        return QStringLiteral("00→00 un-retrained");
    case Model::ShapeColumn:
        return QStringLiteral("512x28x28");
    case Model::FirstColumn:
    case Model::QueryColumn:
    case Model::BytesColumn:
    case Model::CaseBytesColumn:
        return QStringLiteral("999 MB");
    case Model::MissedColumn:
        return QStringLiteral("000 / 00");
    case Model::ReductionColumn:
        return QStringLiteral("−00 %");
    default:
        return QStringLiteral("00.00");
    }
}

int widthOf(const QFontMetrics &metrics, int column, const QString &header)
{
    const QString detail = widestDetail(column);
    int width = metrics.horizontalAdvance(widestValue(column));
    if (column == Model::ReuseColumn)
        width += kMark;
    if (!detail.isEmpty())
        width += kBetween + metrics.horizontalAdvance(detail);
    for (const QString &line : header.split(u'\n'))
        width = std::max(width, metrics.horizontalAdvance(line));
    return width + 2 * kPad;
}

// A value, its detail muted behind it; the mark of the Pareto set before the depth.
class FigureDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Colours &c = colours();
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->fillRect(option.rect, selected ? c.raised : c.base);
        if (selected && index.column() == Model::ReuseColumn)
            painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())),
                              c.accent);
        painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)),
                          c.hairline);
        const auto hasFocus = [](const QWidget *widget) { return widget && widget->hasFocus(); };
        if (selected && option.widget &&
            (hasFocus(option.widget) || hasFocus(option.widget->parentWidget()))) {
            painter->fillRect(QRect(option.rect.topLeft(), QSize(option.rect.width(), 1)),
                              c.accent);
            painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)),
                              c.accent);
        }
        painter->setFont(option.font);
        QRect box = option.rect.adjusted(kPad, 0, -kPad, 0);
        const QString value = index.data(Model::ValueRole).toString(),
                      detail = index.data(Model::DetailRole).toString();
        const QFontMetrics metrics(option.font);
        if (index.column() == Model::ReuseColumn) {
            if (index.data(Model::ParetoRole).toBool()) {
                const QPointF middle(box.left() + 4, box.center().y() + 0.5);
                painter->setRenderHint(QPainter::Antialiasing);
                painter->setPen(Qt::NoPen);
                painter->setBrush(c.accent);
                painter->drawPolygon(QPolygonF{middle - QPointF(0, 4.5), middle + QPointF(4.5, 0),
                                               middle + QPointF(0, 4.5), middle - QPointF(4.5, 0)});
            }
            box.adjust(kMark, 0, 0, 0);
            painter->setPen(c.text);
            painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter, value);
            box.setLeft(box.left() + metrics.horizontalAdvance(value) + kBetween);
            painter->setPen(c.warning);
            painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                              metrics.elidedText(detail, Qt::ElideRight, box.width()));
        } else {
            const QString widest = widestDetail(index.column());
            if (!widest.isEmpty()) {
                const int room = metrics.horizontalAdvance(widest);
                painter->setPen(c.muted);
                painter->drawText(QRect(box.right() + 1 - room, box.top(), room, box.height()),
                                  Qt::AlignLeft | Qt::AlignVCenter, detail);
                box.setRight(box.right() - room - kBetween);
            }
            const bool empty = value == QStringLiteral("–") || value == QStringLiteral("…");
            painter->setPen(empty ? c.muted : c.text);
            painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, value);
        }
        painter->restore();
    }
};

// Two lines: what it is, and in what.
class FigureHeader : public QHeaderView
{
public:
    explicit FigureHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
    {
        setHighlightSections(false);
        setSectionsClickable(false);
        setMinimumSectionSize(kControl);
    }
    QSize sizeHint() const override { return {100, 2 * fontMetrics().height() + 2 * kGrid}; }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QHeaderView::paintEvent(event);
        if (length() >= viewport()->width())
            return;
        QPainter painter(viewport());
        const QRect rest(length(), 0, viewport()->width() - length(), viewport()->height());
        painter.fillRect(rest, colours().window);
        painter.fillRect(QRect(rest.bottomLeft(), QSize(rest.width(), 1)), colours().hairline);
    }
    void paintSection(QPainter *painter, const QRect &box, int section) const override
    {
        const Colours &c = colours();
        const QString text = model()->headerData(section, Qt::Horizontal).toString();
        painter->fillRect(box, c.window);
        painter->fillRect(QRect(box.bottomLeft(), QSize(box.width(), 1)), c.hairline);
        if (section == Model::DecidedAccuracyColumn || section == Model::ReadColumn)
            painter->fillRect(QRect(box.left(), box.top() + kGrid, 1, box.height() - 2 * kGrid),
                              c.hairline);
        const bool left = section == Model::ReuseColumn;
        const QRect inside = box.adjusted(kPad + (left ? kMark : 0), kGrid, -kPad, -kGrid);
        const auto align = left ? Qt::AlignLeft : Qt::AlignRight;
        painter->setPen(c.text);
        painter->drawText(inside, align | Qt::AlignTop, text.section(u'\n', 0, 0));
        painter->setPen(c.muted);
        painter->drawText(inside, align | Qt::AlignBottom, text.section(u'\n', 1));
    }
};

void setUp(QTableView *view, QAbstractItemModel *model)
{
    auto *header = new FigureHeader(view);
    view->setHorizontalHeader(header);
    view->setModel(model);
    view->setItemDelegate(new FigureDelegate(view));
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setFrameShape(QFrame::NoFrame);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setDefaultSectionSize(kControl);
    header->setSectionResizeMode(QHeaderView::Fixed);
}

} // namespace

DepthTable::DepthTable(QWidget *parent) : QTableView(parent), m_frozen(new QTableView(this))
{
    setAccessibleName(tr("Reuse depths"));
    setUp(this, &m_model);
    setUp(m_frozen, &m_model);
    setTabKeyNavigation(false);
    setSelectionMode(SingleSelection);
    m_frozen->setSelectionMode(SingleSelection);
    m_frozen->setSelectionModel(selectionModel());
    m_frozen->setFocusPolicy(Qt::NoFocus);
    m_frozen->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_frozen->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_frozen->setContextMenuPolicy(Qt::NoContextMenu); // It is the table's.
    for (int column = 1; column < Model::Columns; ++column)
        m_frozen->setColumnHidden(column, true);
    fitColumns();

    connect(verticalScrollBar(), &QScrollBar::valueChanged, m_frozen->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(m_frozen->verticalScrollBar(), &QScrollBar::valueChanged, verticalScrollBar(),
            &QScrollBar::setValue);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &now) {
                if (!m_choosing && now.isValid())
                    Q_EMIT depthChosen(now.row());
            });
    connect(&m_model, &QAbstractItemModel::headerDataChanged, this, &DepthTable::fitColumns);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &DepthTable::fitColumns);
}

void DepthTable::setCompared(const Compared &compared)
{
    // A depth that is still there stays the chosen one.
    const int row = chosen();
    std::optional<compare::DepthChoice> was;
    if (row >= 0 && static_cast<std::size_t>(row) < m_model.compared().depths()) {
        const compare::ComparedDepth &depth =
            m_model.compared().depth(static_cast<std::size_t>(row));
        was = {depth.depth, depth.retrained};
    }
    m_choosing = true;
    m_model.setCompared(compared);
    if (was && chosen() < 0)
        for (std::size_t d = 0; d < compared.depths(); ++d)
            if (*was == compare::DepthChoice{compared.depth(d).depth, compared.depth(d).retrained})
                choose(static_cast<int>(d));
    m_choosing = false;
}

int DepthTable::chosen() const { return currentIndex().isValid() ? currentIndex().row() : -1; }

void DepthTable::choose(int depth)
{
    if (depth == chosen())
        return;
    const bool was = std::exchange(m_choosing, true);
    if (depth < 0 || depth >= m_model.rowCount())
        setCurrentIndex({});
    else
        setCurrentIndex(m_model.index(depth, std::max(0, currentIndex().column())));
    m_choosing = was;
}

void DepthTable::copy() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    if (rows.empty()) {
        rows.resize(static_cast<std::size_t>(m_model.rowCount()));
        std::iota(rows.begin(), rows.end(), 0);
    }
    QApplication::clipboard()->setText(m_model.tsv(rows));
}

void DepthTable::fitColumns()
{
    for (int column = 0; column < Model::Columns; ++column) {
        setColumnHidden(column, Model::isOfDecisions(column) && m_model.decidedCount() == 0);
        setColumnWidth(
            column,
            widthOf(fontMetrics(), column,
                    m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
    }
    m_frozen->setColumnWidth(0, widthOf(fontMetrics(), 0, {}));
    placeFrozen();
    updateGeometry();
}

void DepthTable::placeFrozen()
{
    m_frozen->setGeometry(0, 0, QTableView::columnWidth(0),
                          viewport()->height() + horizontalHeader()->height());
    m_frozen->raise();
}

void DepthTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    placeFrozen();
}

void DepthTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitColumns();
}

void DepthTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    // The first column hides what would come to lie behind it.
    QTableView::scrollTo(index, hint);
    const int hidden = QTableView::columnWidth(0) - visualRect(index).left();
    if (index.column() > 0 && hidden > 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - hidden);
}

void DepthTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QTableView::keyPressEvent(event);
}

void DepthTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_model.rowCount() == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(icon(QStringLiteral("copy")), tr("Copy this depth")),
            &QAction::triggered, this, &DepthTable::copy);
    connect(menu->addAction(tr("Copy all depths")), &QAction::triggered, this, [this] {
        std::vector<int> rows(static_cast<std::size_t>(m_model.rowCount()));
        std::iota(rows.begin(), rows.end(), 0);
        QApplication::clipboard()->setText(m_model.tsv(rows));
    });
    menu->popup(event->globalPos());
}

QSize DepthTable::sizeHint() const
{
    const int rows = std::max(1, m_model.rowCount());
    return {900, horizontalHeader()->sizeHint().height() + rows * kControl +
                     horizontalScrollBar()->sizeHint().height()};
}

QSize DepthTable::minimumSizeHint() const
{
    return {320, horizontalHeader()->sizeHint().height() + 2 * kControl};
}

} // namespace refocus::ui
