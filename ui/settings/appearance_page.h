// Theme, size of text, scale.
#pragma once

#include "ui/settings/settings_parts.h"
#include "ui/theme/theme.h"

namespace refocus::ui {

class AppearancePage : public SettingsPage
{
    Q_OBJECT

public:
    explicit AppearancePage(QWidget *parent);

Q_SIGNALS:
    void themeChosen(refocus::ui::Theme theme); // Kept and applied already.
};

} // namespace refocus::ui
