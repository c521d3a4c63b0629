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

SettingsDialog::SettingsDialog(Workbench &workbench, Commands &commands, QWidget *parent,
                               SettingsTools tools)
    : QDialog(parent)
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
    const auto add = [this](const char *mark, const QString &name, QWidget *page) {
        auto *item = new QListWidgetItem(icon(QString::fromLatin1(mark)), name, m_list);
        item->setSizeHint(QSize(0, 36));
        m_pages->addWidget(page);
    };
    auto *appearance = new AppearancePage(this);
    m_packs = new PacksPage(workbench, tools, this);
    m_shortcuts = new ShortcutsPage(commands, this);
    add("moon", tr("Appearance"), appearance);
    add("cluster", tr("Model packs"), m_packs);
    add("adjust", tr("Device"), new DevicePage(workbench, tools, this));
    add("save", tr("Storage"), new StoragePage(workbench, this));
    add("keyboard", tr("Shortcuts"), m_shortcuts);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(m_pages, 1);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(appearance, &AppearancePage::themeChosen, this, [this](Theme theme) {
        const char *const marks[] = {"moon", "cluster", "adjust", "save", "keyboard"};
        for (int row = 0; row < m_list->count(); ++row) // In the new text colour.
            m_list->item(row)->setIcon(icon(QString::fromLatin1(marks[row])));
        Q_EMIT themeChosen(theme);
    });
    m_list->setCurrentRow(0);
}

void SettingsDialog::showPage(Page page) { m_list->setCurrentRow(page); }

} // namespace refocus::ui
