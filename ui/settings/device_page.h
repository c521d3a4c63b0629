// Device, precision and threads, and a self-test that says what is really used.
#pragma once

#include "ui/settings/settings_parts.h"
#include "ui/settings/settings_tools.h"
#include "ui/state/workbench.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace refocus::ui {

class DevicePage : public SettingsPage
{
    Q_OBJECT

public:
    DevicePage(Workbench &workbench, SettingsTools tools, QWidget *parent);

private:
    nn::InferenceOptions chosen() const;
    void showInfo();
    void test();
    void updateReopen();

    Workbench &m_workbench;
    SettingsTools m_tools;
    nn::InferenceOptions m_opened; // With which the case was opened, as far as known.
    QComboBox *m_device = nullptr, *m_precision = nullptr;
    QSpinBox *m_threads = nullptr;
    QLabel *m_now = nullptr, *m_result = nullptr;
    QPushButton *m_test = nullptr;
    ReopenNote *m_reopen = nullptr;
    Job m_job;
};

} // namespace refocus::ui
