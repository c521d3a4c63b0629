#include "ui/state/commands.h"

#include <QSettings>

#include <algorithm>

namespace refocus::ui {

namespace {

QString settingOf(const QString &id) { return QStringLiteral("shortcuts/") + id; }

QString textOf(const KeySequences &shortcuts)
{
    return QKeySequence::listToString(shortcuts, QKeySequence::PortableText);
}

KeySequences shortcutsOf(const QString &text)
{
    return text.isEmpty() ? KeySequences()
                          : QKeySequence::listFromString(text, QKeySequence::PortableText);
}

bool clash(const QKeySequence &a, const QKeySequence &b)
{
    return !a.isEmpty() && !b.isEmpty() &&
           (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
}

} // namespace

QString Command::title() const
{
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    while (text.endsWith(QChar(0x2026)) || text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

QAction *Commands::add(const QString &id, const QString &category, const QString &text,
                       const KeySequences &shortcuts, std::function<void()> run)
{
    Q_ASSERT(!find(id));
    auto *action = new QAction(text, this);
    action->setObjectName(id);
    if (run)
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_commands.push_back({id, category, action, shortcuts});
    const QSettings settings;
    const QVariant kept = settings.value(settingOf(id));
    apply(m_commands.back(), kept.isValid() ? shortcutsOf(kept.toString()) : shortcuts);
    return action;
}

QAction *Commands::action(const QString &id) const
{
    const Command *command = find(id);
    return command ? command->action : nullptr;
}

const Command *Commands::find(const QString &id) const
{
    const auto found = std::ranges::find(m_commands, id, &Command::id);
    return found == m_commands.end() ? nullptr : &*found;
}

std::vector<QString> Commands::categories() const
{
    std::vector<QString> names;
    for (const Command &command : m_commands)
        if (std::ranges::find(names, command.category) == names.end())
            names.push_back(command.category);
    return names;
}

void Commands::setShortcuts(const QString &id, const KeySequences &shortcuts)
{
    const Command *command = find(id);
    if (!command || command->action->shortcuts() == shortcuts)
        return;
    QSettings settings;
    if (shortcuts == command->defaults)
        settings.remove(settingOf(id)); // Later versions may have better ones.
    else
        settings.setValue(settingOf(id), textOf(shortcuts));
    apply(*command, shortcuts);
    Q_EMIT changed(id);
}

void Commands::reset(const QString &id)
{
    if (const Command *command = find(id))
        setShortcuts(id, command->defaults);
}

void Commands::reset()
{
    for (const Command &command : m_commands)
        setShortcuts(command.id, command.defaults);
}

std::vector<QString> Commands::conflicts(const QKeySequence &shortcut,
                                         const QString &exceptId) const
{
    std::vector<QString> ids;
    for (const Command &command : m_commands)
        if (command.id != exceptId &&
            std::ranges::any_of(command.action->shortcuts(),
                                [&](const QKeySequence &other) { return clash(shortcut, other); }))
            ids.push_back(command.id);
    return ids;
}

std::vector<QString> Commands::conflictsOf(const QString &id) const
{
    std::vector<QString> ids;
    const Command *command = find(id);
    if (!command)
        return ids;
    for (const QKeySequence &shortcut : command->action->shortcuts())
        for (const QString &other : conflicts(shortcut, id))
            if (std::ranges::find(ids, other) == ids.end())
                ids.push_back(other);
    return ids;
}

void Commands::apply(const Command &command, const KeySequences &shortcuts)
{
    command.action->setShortcuts(shortcuts);
    // Buttons of the action show how it is reached.
    const QString key =
        shortcuts.isEmpty() ? QString() : shortcuts.first().toString(QKeySequence::NativeText);
    command.action->setToolTip(key.isEmpty() ? command.title()
                                             : tr("%1 (%2)").arg(command.title(), key));
}

} // namespace refocus::ui
