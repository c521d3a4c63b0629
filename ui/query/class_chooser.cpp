#include "ui/query/class_chooser.h"

#include "ui/controls/flow_layout.h"
#include "ui/query/class_chip.h"
#include "ui/state/time_text.h"
#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kRow = 28, kRowsShown = 8;

// Mark, name, and how many patches; muted where the class does not occur.
class ClassDelegate : public QStyledItemDelegate
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
        const bool current = option.state & QStyle::State_Selected;
        const bool occurs = index.data(ClassModel::OccursRole).toBool();
        const QRect row = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (current) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(c.raised);
            painter->drawRoundedRect(QRectF(row).adjusted(4, 1, -4, -1), 4, 4);
            painter->setBrush(c.accent);
            painter->drawRoundedRect(QRectF(row.left() + 4, row.top() + 6, 3, row.height() - 12),
                                     1.5, 1.5);
        }
        painter->setOpacity(occurs ? 1 : 0.55);
        const QString name = index.data(ClassModel::NameRole).toString();
        paintClassMark(*painter, QRectF(row.left() + 14, row.top() + (kRow - 16) / 2.0, 16, 16),
                       classStyle(name.toStdString()));
        painter->setOpacity(1);
        const QString count =
            occurs ? countText(index.data(ClassModel::PatchesRole).toULongLong())
                   : QCoreApplication::translate("refocus::ui::ClassChooser", "none");
        painter->setFont(option.font);
        painter->setPen(c.muted);
        painter->drawText(row.adjusted(0, 0, -14, 0), Qt::AlignVCenter | Qt::AlignRight, count);
        const int countWidth = option.fontMetrics.horizontalAdvance(count);
        painter->setPen(occurs ? c.text : c.muted);
        const QRect place = row.adjusted(38, 0, -countWidth - 22, 0);
        painter->drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(name, Qt::ElideRight, place.width()));
        painter->restore();
    }
};

} // namespace

ClassChooser::ClassChooser(QWidget *parent)
    : QWidget(parent), m_flow(new FlowLayout(kGrid, this)), m_edit(new QLineEdit),
      m_popup(new QFrame(this)), m_list(new QListView), m_caption(new QLabel)
{
    m_flow->setContentsMargins(4, 3, 4, 3);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setCursor(Qt::IBeamCursor);
    m_edit->setStyleSheet(QStringLiteral("QLineEdit { border: none; background: transparent;"
                                         " padding: 0 4px; min-height: 22px; max-height: 22px; }"));
    m_edit->setMinimumWidth(56);
    m_edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_edit->setAccessibleName(tr("Class to search for"));
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        filter();
        openList();
    });
    setFocusProxy(m_edit);
    m_flow->addWidget(m_edit);

    m_popup->setObjectName(QStringLiteral("classPopup"));
    m_popup->hide();
    auto *column = new QVBoxLayout(m_popup);
    column->setContentsMargins(1, 5, 1, 5);
    column->setSpacing(kGrid);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ClassDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Classes"));
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { add(m_model.nameAt(index.row())); });
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    // Counts change while footage is indexed; what Enter would add must not be lost by that.
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_edit->text().trimmed().isEmpty() && m_model.rowCount() > 0)
            m_list->setCurrentIndex(m_model.index(0));
    });
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setContentsMargins(14, 0, 14, 0);
    column->addWidget(m_list);
    column->addWidget(m_caption);
    rebuild();
}

ClassChooser::~ClassChooser()
{
    delete m_popup; // It may be the window's child by now.
}

void ClassChooser::setCaption(const QString &text) { m_caption->setText(text); }

void ClassChooser::setChosen(const std::vector<std::string> &names)
{
    if (names == m_chosen)
        return;
    m_chosen = names;
    rebuild();
}

void ClassChooser::search()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    filter();
    openList();
}

bool ClassChooser::isListOpen() const { return m_popup->isVisible(); }

void ClassChooser::add(const std::string &name)
{
    if (std::ranges::find(m_chosen, name) != m_chosen.end())
        return;
    m_chosen.push_back(name);
    m_edit->clear();
    closeList();
    rebuild();
    Q_EMIT changed();
}

void ClassChooser::remove(const std::string &name)
{
    std::erase(m_chosen, name);
    rebuild();
    m_edit->setFocus();
    Q_EMIT changed();
}

void ClassChooser::rebuild()
{
    for (ClassChip *chip : findChildren<ClassChip *>()) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    int place = 0;
    for (const std::string &name : m_chosen) {
        auto *chip = new ClassChip(name, this);
        connect(chip, &ClassChip::clicked, this, [this, name] { remove(name); });
        m_flow->insertWidget(place++, chip);
        chip->show();
        setTabOrder(chip, m_edit);
    }
    m_edit->setPlaceholderText(m_chosen.empty() ? tr("truck, person…") : tr("add…"));
    filter();
    m_flow->invalidate();
    updateGeometry();
}

void ClassChooser::filter()
{
    m_model.setFilter(m_edit->text(), m_chosen);
    if (!m_edit->text().trimmed().isEmpty() && m_model.rowCount() > 0)
        m_list->setCurrentIndex(m_model.index(0));
}

void ClassChooser::openList()
{
    const int rows = std::min(m_model.rowCount(), kRowsShown);
    if (rows == 0) {
        closeList();
        return;
    }
    QWidget *top = window();
    if (m_popup->parentWidget() != top)
        m_popup->setParent(top);
    m_list->setFixedHeight(rows * kRow + 2);
    const QPoint below = mapTo(top, QPoint(0, height() + kGrid));
    const int high = rows * kRow + 2 + 10 + kGrid + m_caption->sizeHint().height();
    const bool fits = below.y() + high <= top->height();
    const QPoint above = mapTo(top, QPoint(0, -high - kGrid));
    m_popup->setStyleSheet(
        QStringLiteral("#classPopup { background: %1; border: 1px solid %2; border-radius: 6px; }"
                       "QListView { background: transparent; }")
            .arg(colours().base.name(), colours().hairline.name()));
    m_popup->setGeometry(QRect(fits || above.y() < 0 ? below : above, QSize(width(), high)));
    m_popup->show();
    m_popup->raise();
}

void ClassChooser::closeList() { m_popup->hide(); }

void ClassChooser::step(int rows)
{
    if (!isListOpen()) {
        filter();
        openList();
        if (m_list->currentIndex().isValid() && !m_edit->text().isEmpty())
            return; // The first match is current by now.
    }
    if (m_model.rowCount() == 0)
        return;
    const QModelIndex now = m_list->currentIndex();
    const int row = now.isValid() ? std::clamp(now.row() + rows, 0, m_model.rowCount() - 1)
                                  : (rows > 0 ? 0 : m_model.rowCount() - 1);
    m_list->setCurrentIndex(m_model.index(row));
    m_list->scrollTo(m_model.index(row));
}

// Whether the key was for the list.
bool ClassChooser::key(int key)
{
    switch (key) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        step(key == Qt::Key_Down ? 1 : -1);
        return true;
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        step(key == Qt::Key_PageDown ? kRowsShown : -kRowsShown);
        return true;
    case Qt::Key_Comma:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (isListOpen() && m_list->currentIndex().isValid()) {
            add(m_model.nameAt(m_list->currentIndex().row()));
            return true;
        }
        if (m_edit->text().trimmed().isEmpty()) {
            closeList();
            return key == Qt::Key_Comma; // Enter runs the question.
        }
        return true; // Nothing has this name: not a question yet.
    case Qt::Key_Slash:
        if (!m_edit->text().isEmpty())
            return false;
        search(); // The window's key for this line, pressed where one is already.
        return true;
    case Qt::Key_Escape:
        if (!isListOpen() && m_edit->text().isEmpty())
            return false;
        closeList();
        m_edit->clear();
        filter();
        return true;
    case Qt::Key_Backspace:
        if (!m_edit->text().isEmpty() || m_chosen.empty())
            return false;
        remove(std::string(m_chosen.back()));
        return true;
    default:
        return false;
    }
}

bool ClassChooser::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_edit) {
        if (event->type() == QEvent::KeyPress) {
            if (key(static_cast<QKeyEvent *>(event)->key()))
                return true;
        } else if (event->type() == QEvent::ShortcutOverride) {
            const int key = static_cast<QKeyEvent *>(event)->key();
            // No class begins with it, and the window's sheet of shortcuts has this key.
            if (m_edit->text().isEmpty() && key == Qt::Key_Question) {
                event->ignore();
                return true;
            }
            // The list's, and not the window's for the next sighting.
            if (key == Qt::Key_Up || key == Qt::Key_Down) {
                event->accept();
                return true;
            }
        } else if (event->type() == QEvent::MouseButtonPress) {
            filter();
            openList();
        } else if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide) {
            closeList();
            update();
        } else if (event->type() == QEvent::FocusIn) {
            update();
        }
    }
    return QWidget::eventFilter(object, event);
}

void ClassChooser::mousePressEvent(QMouseEvent *) { search(); }

void ClassChooser::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    paintRounded(painter, rect(), kRadius, m_edit->hasFocus() ? c.accent : c.hairline, c.base);
}

} // namespace refocus::ui
