// The settings: a list of pages at the left, the page at the right. Everything counts at once and
// is kept; there is nothing to confirm. Not modal.
#pragma once

#include "ui/settings/settings_tools.h"
#include "ui/state/commands.h"
#include "ui/state/workbench.h"
#include "ui/theme/theme.h"

#include <QDialog>

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
    PacksPage &packs() { return *m_packs; }
    ShortcutsPage &shortcuts() { return *m_shortcuts; }

Q_SIGNALS:
    void themeChosen(refocus::ui::Theme theme); // Kept and applied already.

private:
    QListWidget *m_list = nullptr;
    QStackedWidget *m_pages = nullptr;
    PacksPage *m_packs = nullptr;
    ShortcutsPage *m_shortcuts = nullptr;
};

} // namespace refocus::ui
