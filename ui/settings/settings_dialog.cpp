#include "ui/settings/settings_dialog.h"

#include "ui/settings/appearance_page.h"
#include "ui/settings/device_page.h"
#include "ui/settings/packs_page.h"
#include "ui/settings/shortcuts_page.h"
#include "ui/settings/storage_page.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

namespace refocus::ui {

namespace {

constexpr const char *kMarks[] = {"moon", "cluster", "adjust", "save", "keyboard"};

} // namespace

SettingsDialog::SettingsDialog(Workbench &workbench, Commands &commands, QWidget *parent,
                               SettingsTools tools)
    : QDialog(parent), m_workbench(workbench), m_commands(commands), m_tools(std::move(tools))
{
    setWindowTitle(tr("Settings"));
    resize(820, 580);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Pages of the settings"));
    m_list->setFixedWidth(176);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet(QStringLiteral(
        "QListWidget { padding: 8px; } QListWidget::item { padding: 0 8px; border-radius: 6px; }"
        "QListWidget::item:selected { background: palette(highlight);"
        " color: palette(highlighted-text); }"));
    m_pages = new QStackedWidget(this);
    const QString names[] = {tr("Appearance"), tr("Model packs"), tr("Device"), tr("Storage"),
                             tr("Shortcuts")};
    for (std::size_t row = 0; row < std::size(names); ++row) {
        auto *item =
            new QListWidgetItem(icon(QString::fromLatin1(kMarks[row])), names[row], m_list);
        item->setSizeHint(QSize(0, 36));
    }
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(m_pages, 1);
    connect(m_list, &QListWidget::currentRowChanged, this,
            [this](int row) { m_pages->setCurrentWidget(page(row)); });
    m_list->setCurrentRow(Appearance);
}

void SettingsDialog::showPage(Page page) { m_list->setCurrentRow(page); }

PacksPage &SettingsDialog::packs() { return *static_cast<PacksPage *>(page(ModelPacks)); }

ShortcutsPage &SettingsDialog::shortcuts()
{
    return *static_cast<ShortcutsPage *>(page(Shortcuts));
}

QWidget *SettingsDialog::page(int row)
{
    QWidget *&made = m_made[static_cast<std::size_t>(row)];
    if (!made) {
        made = makePage(static_cast<Page>(row));
        m_pages->addWidget(made);
    }
    return made;
}

QWidget *SettingsDialog::makePage(Page which)
{
    switch (which) {
    case ModelPacks:
        return new PacksPage(m_workbench, m_tools, this);
    case Device:
        return new DevicePage(m_workbench, m_tools, this);
    case Storage:
        return new StoragePage(m_workbench, this);
    case Shortcuts:
        return new ShortcutsPage(m_commands, this);
    case Appearance:
        break;
    }
    return makeAppearance();
}

QWidget *SettingsDialog::makeAppearance()
{
    auto *page = new AppearancePage(this);
    connect(page, &AppearancePage::themeChosen, this, [this](Theme theme) {
        for (int row = 0; row < m_list->count(); ++row) // In the new text colour.
            m_list->item(row)->setIcon(icon(QString::fromLatin1(kMarks[row])));
        Q_EMIT themeChosen(theme);
    });
    return page;
}

} // namespace refocus::ui
