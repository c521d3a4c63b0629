// Everything that a key or a menu can do, by id, with its shortcuts: what a person changed is kept
// in QSettings. GUI thread only.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

namespace refocus::ui {

using KeySequences = QList<QKeySequence>;

// "Space; K" in Qt's portable text; at least one.
inline KeySequences keys(const char *portable)
{
    return QKeySequence::listFromString(QString::fromLatin1(portable), QKeySequence::PortableText);
}

struct Command
{
    QString id;       // "play.toggle"
    QString category; // As the sheet of shortcuts groups it: "Play".
    QAction *action = nullptr;
    KeySequences defaults;

    QString title() const; // The action's text without '&' and dots.
    bool isDefault() const { return action->shortcuts() == defaults; }
};

class Commands : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // The action is owned here and works in a window to which it is added (QWidget::addAction, or
    // a menu of it). Requires: an id that is new. Shortcuts are those the person set, else these.
    QAction *add(const QString &id, const QString &category, const QString &text,
                 const KeySequences &shortcuts, std::function<void()> run);

    QAction *action(const QString &id) const; // Null where there is none.
    const Command *find(const QString &id) const;
    const std::vector<Command> &all() const { return m_commands; } // As they were added.
    std::vector<QString> categories() const;                       // As they first came.

    // Kept at once. Takes nothing from other commands; see conflicts().
    void setShortcuts(const QString &id, const KeySequences &shortcuts);
    void reset(const QString &id);
    void reset(); // All.

    // Ids of other commands with a shortcut that would hide this one or be hidden by it: the same,
    // or the beginning of it.
    std::vector<QString> conflicts(const QKeySequence &shortcut, const QString &exceptId) const;
    // Over all shortcuts of the command.
    std::vector<QString> conflictsOf(const QString &id) const;

Q_SIGNALS:
    void changed(const QString &id); // Its shortcuts.

private:
    void apply(const Command &command, const KeySequences &shortcuts);

    std::vector<Command> m_commands;
};

} // namespace refocus::ui
