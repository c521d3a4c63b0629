#include "ui/query/fold.h"

#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace refocus::ui {

FoldButton::FoldButton(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FoldButton::setSummary(const QString &text, bool isSet)
{
    setText(text);
    m_set = isSet;
    update();
}

QSize FoldButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 40, kControl};
}

QSize FoldButton::minimumSizeHint() const { return {60, kControl}; }

void FoldButton::enterEvent(QEnterEvent *) { update(); }
void FoldButton::leaveEvent(QEvent *) { update(); }

void FoldButton::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    paintRounded(painter, rect(), kRadius,
                 hasFocus()     ? c.accent
                 : underMouse() ? c.muted
                                : c.hairline,
                 c.base);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect arrow(width() - 24, (height() - 16) / 2, 16, 16);
    ui::icon(isChecked() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"))
        .paint(&painter, arrow, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
    painter.setPen(m_set ? c.text : c.muted);
    const QRect place = rect().adjusted(10, 0, -28, 0);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideRight, place.width()));
}

Fold::Fold(const QString &name, QWidget *parent)
    : QWidget(parent), m_name(name), m_button(new FoldButton), m_clear(new QToolButton),
      m_column(new QVBoxLayout(this))
{
    auto *line = new QHBoxLayout;
    line->setSpacing(kGrid);
    line->addWidget(m_button);
    line->addWidget(m_clear);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2 * kGrid);
    m_column->addLayout(line);
    m_clear->setIcon(icon(QStringLiteral("cancel")));
    m_clear->setIconSize({16, 16});
    m_clear->setAccessibleName(tr("Clear: %1").arg(name));
    m_clear->setToolTip(tr("Clear"));
    m_clear->hide();
    m_button->setAccessibleName(name);
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_button->setFocus();
        Q_EMIT cleared();
    });
    connect(m_button, &QAbstractButton::toggled, this, [this](bool open) {
        if (m_body)
            m_body->setVisible(open);
        if (open)
            Q_EMIT opened();
    });
}

void Fold::setBody(QWidget *body)
{
    m_body = body;
    m_column->addWidget(body);
    body->setVisible(isOpen());
}

void Fold::setSummary(const QString &text, bool isSet)
{
    m_button->setSummary(text, isSet);
    m_button->setToolTip(text);
    m_button->setAccessibleName(tr("%1: %2").arg(m_name, text));
    m_clear->setVisible(isSet);
}

void Fold::setOpen(bool open) { m_button->setChecked(open); }

} // namespace refocus::ui
