// The model packs of this machine: what is in one, whether it is whole, which one the case uses.
#pragma once

#include "ui/settings/settings_parts.h"
#include "ui/settings/settings_tools.h"
#include "ui/state/workbench.h"

class QListWidget;
class QPushButton;

namespace refocus::ui {

class PacksPage : public SettingsPage
{
    Q_OBJECT

public:
    PacksPage(Workbench &workbench, SettingsTools tools, QWidget *parent);

    void importFrom(const std::filesystem::path &folder);

private:
    void find();
    void showPacks(std::vector<PackInfo> packs, const std::string &hash);
    void showCurrent();
    void verify();
    void use();
    const PackInfo *current() const;
    void say(const QString &sentence);

    Workbench &m_workbench;
    SettingsTools m_tools;
    std::vector<PackInfo> m_packs;
    QListWidget *m_list = nullptr;
    QLabel *m_info = nullptr, *m_said = nullptr;
    QPushButton *m_import = nullptr, *m_verify = nullptr, *m_use = nullptr;
    ReopenNote *m_reopen = nullptr;
    Job m_job, m_closedJob;
};

} // namespace refocus::ui
