#include "ui/compare/disagreement_view.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <map>

namespace refocus::ui {

namespace {

constexpr int kPicture = 88, kCardWidth = 264;

int lineHeight(const QFontMetrics &metrics) { return metrics.height() + 2; }

} // namespace

DisagreementDelegate::DisagreementDelegate(const DisagreementModel &model,
                                           const ThumbnailLoader &loader, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model), m_loader(loader)
{}

QSize DisagreementDelegate::sizeHint(const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
{
    const auto verdicts = static_cast<int>(m_model.row(index.row()).verdicts.size());
    const int text = (verdicts + 1) * lineHeight(option.fontMetrics);
    return {kCardWidth, std::max(kPicture, text) + 4 * kGrid};
}

void DisagreementDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Disagreement &of = m_model.row(index.row());
    const Colours &c = colours();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect card = option.rect.adjusted(2, 2, -2, -2);
    const bool selected = option.state & QStyle::State_Selected;
    painter->setPen(selected ? QPen(c.accent, 2) : QPen(c.hairline));
    painter->setBrush(c.raised);
    painter->drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), kRadius, kRadius);

    const QRect ground(card.left() + 2 * kGrid, card.top() + 2 * kGrid, kPicture, kPicture);
    painter->fillRect(ground, c.picture);
    const QImage *picture = m_loader.picture(of.patch);
    if (picture && !picture->isNull()) {
        const QSize size = picture->size().scaled(ground.size(), Qt::KeepAspectRatio);
        QRect box({}, size);
        box.moveCenter(ground.center());
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->setOpacity(of.isWanted == false ? 0.5 : 1);
        painter->drawImage(box, *picture);
        painter->setOpacity(1);
    }
    if (of.isWanted) { // A mark, as in the gallery.
        const QRectF mark(ground.right() - 19, ground.top() + 3, 16, 16);
        painter->setPen(Qt::NoPen);
        painter->setBrush(*of.isWanted ? c.ok : c.danger);
        painter->drawEllipse(mark);
        painter->setPen(Qt::white);
        QFont bold = option.font;
        bold.setBold(true);
        bold.setPixelSize(11);
        painter->setFont(bold);
        painter->drawText(mark, Qt::AlignCenter,
                          *of.isWanted ? QStringLiteral("✓") : QStringLiteral("✕"));
    }
    paintVerdicts(*painter, option,
                  QRect(ground.right() + 2 * kGrid, ground.top(),
                        card.right() - 2 * kGrid - ground.right() - 2 * kGrid, card.height()),
                  of);
    painter->restore();
}

void DisagreementDelegate::paintVerdicts(QPainter &painter, const QStyleOptionViewItem &option,
                                         const QRect &box, const Disagreement &of) const
{
    const Colours &c = colours();
    const QFontMetrics &metrics = option.fontMetrics;
    const int line = lineHeight(metrics);
    const int label = metrics.horizontalAdvance(QStringLiteral("13→47")) + kGrid;
    const int score = metrics.horizontalAdvance(QStringLiteral("0.00"));
    int y = box.top();
    painter.setFont(option.font);
    for (const DepthVerdict &verdict : of.verdicts) {
        const bool differs = verdict.className != of.verdicts.front().className;
        painter.setPen(c.muted);
        painter.drawText(QRect(box.left(), y, label, line), Qt::AlignVCenter, verdict.depth);
        const int mark = metrics.ascent();
        paintClassMark(painter, QRectF(box.left() + label, y + (line - mark) / 2.0, mark, mark),
                       classStyle(verdict.className), false);
        QFont font = option.font;
        font.setBold(differs);
        painter.setFont(font);
        painter.setPen(verdict.isHit ? c.text : c.muted);
        const int left = box.left() + label + mark + kGrid;
        const QString name = QString::fromStdString(verdict.className);
        const QFontMetrics own(font);
        painter.drawText(QRect(left, y, box.right() - score - kGrid - left, line), Qt::AlignVCenter,
                         own.elidedText(name, Qt::ElideRight, box.right() - score - kGrid - left));
        painter.setFont(option.font);
        painter.drawText(QRect(box.right() - score, y, score, line),
                         Qt::AlignVCenter | Qt::AlignRight,
                         QString::number(static_cast<double>(verdict.p), 'f', 2));
        y += line;
    }
    painter.setPen(c.muted);
    painter.drawText(QRect(box.left(), y, box.width(), line), Qt::AlignVCenter,
                     metrics.elidedText(of.camera + QLatin1Char(' ') + shortTimeText(of.time),
                                        Qt::ElideRight, box.width()));
}

DisagreementView::DisagreementView(Workbench &workbench, QWidget *parent)
    : QListView(parent), m_bench(workbench), m_model(workbench.session)
{
    setModel(&m_model);
    setItemDelegate(new DisagreementDelegate(m_model, m_loader, this));
    setAccessibleName(tr("Disagreements"));
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_loader.setEngine(workbench.session.engine());
    connect(&workbench.session, &CaseSession::opened, this,
            [this] { m_loader.setEngine(m_bench.session.engine()); });
    connect(&workbench.session, &CaseSession::closed, this,
            [this] { m_loader.setEngine(nullptr); });
    connect(&m_loader, &ThumbnailLoader::loaded, viewport(), [this] { viewport()->update(); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &DisagreementView::wantPictures);
    connect(this, &QListView::doubleClicked, this, &DisagreementView::play);
}

void DisagreementView::setCompared(const Compared &compared)
{
    const QModelIndex before = currentIndex();
    const QString patch = before.data(DisagreementModel::PatchRole).toString();
    m_classes.clear();
    if (compared.depths() > 0)
        for (const ClassId id : compared.comparison->subjects.classes)
            m_classes.push_back(compared.comparison->classes.at(id));
    m_model.setCompared(compared);
    if (!currentIndex().isValid() && !patch.isEmpty())
        for (int row = 0; row < m_model.rowCount(); ++row)
            if (m_model.index(row).data(DisagreementModel::PatchRole) == patch)
                setCurrentIndex(m_model.index(row));
    wantPictures();
}

void DisagreementView::acceptSelected() { decide(true); }

void DisagreementView::rejectSelected() { decide(false); }

void DisagreementView::next()
{
    const int row = std::min(currentIndex().row() + 1, m_model.rowCount() - 1);
    setCurrentIndex(m_model.index(row));
}

void DisagreementView::previous()
{
    setCurrentIndex(m_model.index(std::max(currentIndex().row() - 1, 0)));
}

// The one that a depth finds it to be, else the first.
std::string DisagreementView::classOf(const Disagreement &of) const
{
    for (const DepthVerdict &verdict : of.verdicts)
        if (verdict.isHit)
            return verdict.className;
    return m_classes.empty() ? std::string() : m_classes.front();
}

void DisagreementView::decide(bool isWanted)
{
    std::map<std::string, std::vector<PatchRef>> patches; // By class.
    const auto selected = selectionModel()->selectedIndexes();
    int last = -1;
    for (const QModelIndex &index : selected) {
        const Disagreement &of = m_model.row(index.row());
        patches[classOf(of)].push_back(of.patch);
        last = std::max(last, index.row());
    }
    for (const auto &[className, refs] : patches) {
        if (isWanted)
            m_bench.decisions.acceptPatches(refs, className);
        else
            m_bench.decisions.rejectPatches(refs, className);
    }
    if (const int row = m_model.nextOpen(last); row > last && selected.size() == 1)
        setCurrentIndex(m_model.index(row));
}

void DisagreementView::play(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const Disagreement &of = m_model.row(index.row());
    m_bench.playhead.moveTo(of.patch.video, of.time);
    m_bench.timeView.reveal(m_bench.session.axis().toAxis(of.patch.video, of.time));
    Q_EMIT playRequested();
}

void DisagreementView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        play(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void DisagreementView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid())
        return;
    QMenu menu;
    const QString name = QString::fromStdString(classOf(m_model.row(currentIndex().row())));
    menu.addAction(tr("It is a %1").arg(name), this, &DisagreementView::acceptSelected);
    menu.addAction(tr("It is no %1").arg(name), this, &DisagreementView::rejectSelected);
    menu.addSeparator();
    menu.addAction(tr("Show in the player"), this, [this] { play(currentIndex()); });
    menu.exec(event->globalPos());
}

void DisagreementView::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    wantPictures();
}

// What is in view first, then what comes next.
void DisagreementView::wantPictures()
{
    const int count = m_model.rowCount();
    if (count == 0)
        return;
    const QSize cell = sizeHintForIndex(m_model.index(0));
    const int columns = std::max(1, viewport()->width() / std::max(1, cell.width()));
    const int first = verticalScrollBar()->value() / std::max(1, cell.height()) * columns;
    const int shown = (viewport()->height() / std::max(1, cell.height()) + 2) * columns;
    std::vector<PatchRef> wanted;
    for (int row = std::min(first, count); row < std::min(count, first + 2 * shown); ++row)
        wanted.push_back(m_model.row(row).patch);
    const double ratio = devicePixelRatioF();
    m_loader.want(std::move(wanted), QSize(kPicture, kPicture) * ratio);
}

} // namespace refocus::ui
