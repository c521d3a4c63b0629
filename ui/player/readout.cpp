#include "ui/player/readout.h"

#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kPadding = kGrid;

} // namespace

QFont tabularFont(const QFont &font)
{
    const QFontMetricsF metrics(font);
    for (char figure = '1'; figure <= '9'; ++figure)
        if (qAbs(metrics.horizontalAdvance(QLatin1Char(figure)) -
                 metrics.horizontalAdvance(QLatin1Char('0'))) > 0.01) {
            QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
            fixed.setPointSizeF(font.pointSizeF());
            fixed.setWeight(static_cast<QFont::Weight>(font.weight()));
            return fixed;
        }
    return font;
}

Readout::Readout(const QString &name, const QString &caption, const QString &widest,
                 QWidget *parent)
    : QWidget(parent), m_caption(caption), m_widest(widest), m_placeholder(QChar(0x2013))
{
    setAccessibleName(name);
    setToolTip(tr("%1: a click copies it").arg(name));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
}

void Readout::setValue(const QString &value)
{
    if (value == m_value)
        return;
    const bool longer = value.size() > m_widest.size();
    m_value = value;
    if (longer) {
        m_widest = value;
        updateGeometry();
    }
    update();
}

void Readout::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void Readout::setPrimary(bool primary)
{
    m_primary = primary;
    updateGeometry();
}

void Readout::copy()
{
    if (m_value.isEmpty())
        return;
    const QString text = m_copied.isEmpty() ? m_value : m_copied;
    QApplication::clipboard()->setText(text);
    Q_EMIT copied(text);
}

QFont Readout::figures() const
{
    QFont font = tabularFont(this->font());
    if (m_primary) {
        font.setPointSizeF(font.pointSizeF() * 1.15);
        font.setWeight(QFont::DemiBold);
    }
    return font;
}

QSize Readout::minimumSizeHint() const
{
    const QSize whole = sizeHint();
    return {m_primary ? whole.width() : std::min(whole.width(), 80), whole.height()};
}

QSize Readout::sizeHint() const
{
    const QFontMetricsF metrics(figures());
    double width = metrics.horizontalAdvance(m_widest);
    if (!m_caption.isEmpty())
        width += QFontMetricsF(font()).horizontalAdvance(m_caption) + kGrid;
    return {static_cast<int>(width + 0.5) + 2 * kPadding,
            static_cast<int>(metrics.height()) + kGrid};
}

bool Readout::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void Readout::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() && !m_value.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.raised);
        painter.drawRoundedRect(rect(), kGrid, kGrid);
    }
    if (hasFocus())
        paintRounded(painter, rect(), kGrid, c.accent, Qt::transparent);
    QRect box = rect().adjusted(kPadding, 0, -kPadding, 0);
    if (!m_caption.isEmpty()) {
        painter.setFont(font());
        painter.setPen(c.muted);
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, m_caption);
        box.adjust(painter.fontMetrics().horizontalAdvance(m_caption) + kGrid, 0, 0, 0);
    }
    const bool empty = m_value.isEmpty();
    painter.setFont(empty && m_placeholder.size() > 1 ? font() : figures());
    painter.setPen(m_primary && !empty ? c.text : c.muted);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(empty ? m_placeholder : m_value,
                                                      Qt::ElideRight, box.width() + 1));
}

void Readout::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        copy();
}

void Readout::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QWidget::keyPressEvent(event);
}

void Readout::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *action =
        menu->addAction(icon(QStringLiteral("copy")), tr("Copy %1").arg(accessibleName().toLower()),
                        this, &Readout::copy);
    action->setEnabled(!m_value.isEmpty());
    menu->popup(event->globalPos());
}

} // namespace refocus::ui
