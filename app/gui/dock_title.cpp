#include "dock_title.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

namespace refocus::gui {

DockTitle::DockTitle(QDockWidget *dock) : QWidget(dock), m_dock(dock)
{
    setFixedHeight(kHeight);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 0, 4, 0);
    layout->setSpacing(0);
    auto *label = new QLabel(dock->windowTitle());
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 0.88);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(label);
    layout->addStretch();
    const auto button = [&](const QString &iconName, const QString &text) {
        auto *made = new QToolButton;
        made->setIcon(ui::icon(iconName));
        made->setIconSize({14, 14});
        made->setToolTip(text);
        made->setAccessibleName(text + QStringLiteral(": ") + dock->windowTitle());
        made->setFocusPolicy(Qt::NoFocus);
        made->setFixedSize(22, 22);
        layout->addWidget(made);
        return made;
    };
    connect(button(QStringLiteral("copy"), tr("Float")), &QToolButton::clicked, dock,
            [dock] { dock->setFloating(!dock->isFloating()); });
    connect(button(QStringLiteral("reject"), tr("Hide")), &QToolButton::clicked, dock,
            &QDockWidget::hide);
}

void DockTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), ui::colours().window);
}

void DockTitle::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_dock->setFloating(!m_dock->isFloating());
    event->accept();
}

} // namespace refocus::gui
