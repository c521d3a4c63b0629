// What the case takes on disk, by source; maps can be deleted, since they can be made anew, or be
// held within a limit. And how much memory pictures may take.
#pragma once

#include "ui/settings/settings_parts.h"
#include "ui/state/workbench.h"

class QComboBox;
class QPushButton;
class QTreeWidget;

namespace refocus::ui {

class StoragePage : public SettingsPage
{
    Q_OBJECT

public:
    StoragePage(Workbench &workbench, QWidget *parent);

private:
    void addLimits();
    void showSources();
    void showBudget();
    void remove();
    // Of the sources chosen in the table; none where the case can only be read.
    std::vector<std::string> selected(bool (*which)(const SourceInfo &)) const;
    void showPossible();
    void showMaking();

    Workbench &m_workbench;
    QTreeWidget *m_table = nullptr;
    QLabel *m_sum = nullptr, *m_said = nullptr;
    QPushButton *m_remove = nullptr, *m_make = nullptr;
    QComboBox *m_budget = nullptr, *m_pictures = nullptr;
    Job m_job;
};

} // namespace refocus::ui
