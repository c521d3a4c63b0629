// All commands with their shortcuts, which can be changed; conflicts are shown, not made.
#pragma once

#include "ui/settings/settings_parts.h"
#include "ui/state/commands.h"

class QKeySequenceEdit;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace refocus::ui {

class ShortcutsPage : public SettingsPage
{
    Q_OBJECT

public:
    ShortcutsPage(Commands &commands, QWidget *parent);

    void select(const QString &id);

private:
    void fill();
    void update(QTreeWidgetItem *item);
    void updateAll();
    void filter(const QString &text);
    void showCurrent();
    void record();           // Says what the keys in the editor would mean.
    void take(bool besides); // Gives them to the current command; others give them up.
    QString currentId() const;
    QString titlesOf(const std::vector<QString> &ids) const;

    Commands &m_commands;
    QTreeWidget *m_table = nullptr;
    QKeySequenceEdit *m_edit = nullptr;
    QLabel *m_note = nullptr;
    QPushButton *m_set = nullptr, *m_add = nullptr, *m_none = nullptr, *m_reset = nullptr,
                *m_resetAll = nullptr;
};

} // namespace refocus::ui
