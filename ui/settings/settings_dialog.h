// The settings: a list of pages at the left, the page at the right. Everything counts at once and
// is kept; there is nothing to confirm. Not modal. A page is made when it is first shown.
#pragma once

#include "ui/settings/settings_tools.h"
#include "ui/state/commands.h"
#include "ui/state/workbench.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <array>

class QListWidget;
class QStackedWidget;

namespace refocus::ui {

class PacksPage;
class ShortcutsPage;

class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    enum Page { Appearance, ModelPacks, Device, Storage, Shortcuts };

    SettingsDialog(Workbench &workbench, Commands &commands, QWidget *parent = nullptr,
                   SettingsTools tools = SettingsTools::real());

    void showPage(Page page);
    PacksPage &packs();
    ShortcutsPage &shortcuts();

Q_SIGNALS:
    void themeChosen(refocus::ui::Theme theme); // Kept and applied already.

private:
    QWidget *page(int row);
    QWidget *makePage(Page which);
    QWidget *makeAppearance();

    Workbench &m_workbench;
    Commands &m_commands;
    const SettingsTools m_tools;
    QListWidget *m_list = nullptr;
    QStackedWidget *m_pages = nullptr;
    std::array<QWidget *, Shortcuts + 1> m_made{}; // Null: not shown yet.
};

} // namespace refocus::ui
