#include "ui/settings/settings_parts.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace refocus::ui {

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

SettingsPage::SettingsPage(const QString &title, const QString &about, QWidget *parent)
    : QWidget(parent), m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(6 * kGrid, 5 * kGrid, 6 * kGrid, 5 * kGrid);
    m_rows->setSpacing(2 * kGrid);
    auto *heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    m_rows->addWidget(heading);
    if (!about.isEmpty())
        m_rows->addWidget(mutedLabel(about, this));
    m_rows->addSpacing(2 * kGrid);
}

void SettingsPage::addSection(const QString &title)
{
    m_rows->addSpacing(3 * kGrid);
    auto *label = new QLabel(title, this);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    m_rows->addWidget(label);
}

void SettingsPage::addRow(const QString &name, QWidget *control, const QString &note)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(4 * kGrid);
    auto *label = new QLabel(name, this);
    label->setFixedWidth(130);
    label->setMinimumHeight(kControl);
    label->setBuddy(control);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(name);
    auto *column = new QVBoxLayout;
    column->setSpacing(kGrid);
    auto *line = new QHBoxLayout;
    line->addWidget(control);
    line->addStretch(1);
    column->addLayout(line);
    if (!note.isEmpty())
        column->addWidget(mutedLabel(note, this));
    row->addWidget(label, 0, Qt::AlignTop);
    row->addLayout(column, 1);
    m_rows->addLayout(row);
}

ReopenNote::ReopenNote(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * kGrid);
    auto *mark = new QLabel(this);
    mark->setPixmap(icon(QStringLiteral("info")).pixmap(16, 16));
    auto *button = new QPushButton(tr("Open the case again"), this);
    button->setAutoDefault(false);
    layout->addWidget(mark);
    layout->addWidget(new QLabel(tr("Counts from the next time that the case is opened."), this),
                      1);
    layout->addWidget(button);
    connect(button, &QPushButton::clicked, this, &ReopenNote::reopen);
}

} // namespace refocus::ui
