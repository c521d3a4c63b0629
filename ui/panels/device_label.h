// On what the networks run: "CPU bf16 · 2 threads", with the reason as its tool tip.
#pragma once

#include "ui/state/workbench.h"

#include <QLabel>

namespace refocus::ui {

class DeviceLabel : public QLabel
{
    Q_OBJECT

public:
    explicit DeviceLabel(Workbench &bench, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showInfo();

    CaseSession &m_session;
};

// "CPU bf16 · 2 threads", "NVIDIA H100 (cuda:0) fp16"; empty where nothing is known.
QString deviceText(const EngineInfo &info);

} // namespace refocus::ui
