#include "ui/settings/shortcuts_page.h"

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>

namespace refocus::ui {

namespace {

enum Column { Name, Keys };

QString keysText(const QAction *action)
{
    return QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
        .replace(QStringLiteral("; "), QStringLiteral("   "));
}

} // namespace

ShortcutsPage::ShortcutsPage(Commands &commands, QWidget *parent)
    : SettingsPage(tr("Shortcuts"), {}, parent), m_commands(commands)
{
    auto *search = new QLineEdit(this);
    search->setPlaceholderText(tr("Find a command or a key"));
    search->setAccessibleName(tr("Find a command or a key"));
    search->setClearButtonEnabled(true);
    rows()->addWidget(search);
    m_table = new QTreeWidget(this);
    m_table->setUniformRowHeights(true);
    m_table->setStyleSheet(QStringLiteral("QTreeView::item { height: 26px; }"));
    m_table->setAccessibleName(tr("Commands and their shortcuts"));
    m_table->setHeaderLabels({tr("Command"), tr("Keys")});
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(Keys, QHeaderView::Fixed);
    m_table->header()->resizeSection(Keys, 190);
    rows()->addWidget(m_table, 1);

    auto *row = new QHBoxLayout;
    row->setSpacing(2 * kGrid);
    m_edit = new QKeySequenceEdit(this);
    m_edit->setAccessibleName(tr("Press the new keys"));
    m_edit->setClearButtonEnabled(true);
    m_set = new QPushButton(tr("Set"), this);
    m_add = new QPushButton(tr("Add"), this);
    m_add->setToolTip(tr("Besides the keys that it has"));
    m_none = new QPushButton(tr("Without keys"), this);
    m_reset = new QPushButton(tr("Reset"), this);
    m_resetAll = new QPushButton(tr("Reset all"), this);
    row->addWidget(m_edit, 1);
    for (QPushButton *button : {m_set, m_add, m_none, m_reset, m_resetAll}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    rows()->addLayout(row);
    m_note = mutedLabel({}, this);
    m_note->setMinimumHeight(2 * kControl - 3 * kGrid);
    m_note->setAlignment(Qt::AlignTop);
    m_note->setAccessibleName(tr("Conflicts"));
    rows()->addWidget(m_note);

    fill();
    connect(search, &QLineEdit::textChanged, this, &ShortcutsPage::filter);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &ShortcutsPage::showCurrent);
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsPage::record);
    connect(m_set, &QPushButton::clicked, this, [this] { take(false); });
    connect(m_add, &QPushButton::clicked, this, [this] { take(true); });
    connect(m_none, &QPushButton::clicked, this,
            [this] { m_commands.setShortcuts(currentId(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_commands.reset(currentId()); });
    connect(m_resetAll, &QPushButton::clicked, this, [this] { m_commands.reset(); });
    connect(&m_commands, &Commands::changed, this, &ShortcutsPage::updateAll);
    updateAll();
}

void ShortcutsPage::fill()
{
    for (const QString &category : m_commands.categories()) {
        auto *group = new QTreeWidgetItem(m_table, {category});
        group->setFlags(Qt::ItemIsEnabled);
        group->setFirstColumnSpanned(true);
        QFont font = group->font(Name);
        font.setWeight(QFont::DemiBold);
        group->setFont(Name, font);
        for (const Command &command : m_commands.all())
            if (command.category == category) {
                auto *item = new QTreeWidgetItem(group, {command.title()});
                item->setData(Name, Qt::UserRole, command.id);
            }
        group->setExpanded(true);
    }
}

void ShortcutsPage::update(QTreeWidgetItem *item)
{
    const Command *command = m_commands.find(item->data(Name, Qt::UserRole).toString());
    const std::vector<QString> conflicts = m_commands.conflictsOf(command->id);
    item->setText(Keys, keysText(command->action));
    item->setIcon(Keys, conflicts.empty() ? QIcon() : icon(QStringLiteral("warning")));
    item->setToolTip(Keys, conflicts.empty() ? QString() : tr("Also: %1").arg(titlesOf(conflicts)));
    QFont font = item->font(Keys);
    font.setWeight(command->isDefault() ? QFont::Normal : QFont::DemiBold);
    item->setFont(Keys, font);
}

void ShortcutsPage::updateAll()
{
    bool changed = false;
    for (int i = 0; i < m_table->topLevelItemCount(); ++i)
        for (int j = 0; j < m_table->topLevelItem(i)->childCount(); ++j)
            update(m_table->topLevelItem(i)->child(j));
    for (const Command &command : m_commands.all())
        changed = changed || !command.isDefault();
    m_resetAll->setEnabled(changed);
    showCurrent();
}

void ShortcutsPage::filter(const QString &text)
{
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_table->topLevelItem(i);
        int shown = 0;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem *item = group->child(j);
            const bool fits = item->text(Name).contains(text, Qt::CaseInsensitive) ||
                              item->text(Keys).contains(text, Qt::CaseInsensitive);
            item->setHidden(!fits);
            shown += fits;
        }
        group->setHidden(shown == 0);
    }
}

void ShortcutsPage::select(const QString &id)
{
    for (int i = 0; i < m_table->topLevelItemCount(); ++i)
        for (int j = 0; j < m_table->topLevelItem(i)->childCount(); ++j)
            if (m_table->topLevelItem(i)->child(j)->data(Name, Qt::UserRole).toString() == id)
                m_table->setCurrentItem(m_table->topLevelItem(i)->child(j));
}

QString ShortcutsPage::currentId() const
{
    const QTreeWidgetItem *item = m_table->currentItem();
    return item ? item->data(Name, Qt::UserRole).toString() : QString();
}

QString ShortcutsPage::titlesOf(const std::vector<QString> &ids) const
{
    QStringList titles;
    for (const QString &id : ids)
        titles << m_commands.find(id)->title();
    return titles.join(QStringLiteral(", "));
}

void ShortcutsPage::showCurrent()
{
    const Command *command = m_commands.find(currentId());
    m_edit->setEnabled(command);
    m_none->setEnabled(command && !command->action->shortcuts().isEmpty());
    m_reset->setEnabled(command && !command->isDefault());
    record();
}

void ShortcutsPage::record()
{
    const Command *command = m_commands.find(currentId());
    const QKeySequence keys = m_edit->keySequence();
    m_set->setEnabled(command && !keys.isEmpty());
    m_add->setEnabled(command && !keys.isEmpty());
    m_set->setText(tr("Set"));
    if (!command) {
        m_note->setText(tr("Choose a command, then press its new keys."));
        return;
    }
    const std::vector<QString> others = keys.isEmpty() ? m_commands.conflictsOf(command->id)
                                                       : m_commands.conflicts(keys, command->id);
    if (!keys.isEmpty() && !others.empty()) {
        m_set->setText(tr("Set and take"));
        m_note->setText(tr("%1 has these keys now and gives them up.").arg(titlesOf(others)));
    } else if (!others.empty()) {
        m_note->setText(tr("Its keys also belong to %1: neither works.").arg(titlesOf(others)));
    } else {
        m_note->setText(tr("%1: press its new keys.").arg(command->title()));
    }
}

void ShortcutsPage::take(bool besides)
{
    const QString id = currentId();
    const QKeySequence keys = m_edit->keySequence();
    for (const QString &other : m_commands.conflicts(keys, id)) {
        KeySequences left = m_commands.action(other)->shortcuts();
        left.removeIf([&](const QKeySequence &theirs) {
            return keys.matches(theirs) != QKeySequence::NoMatch ||
                   theirs.matches(keys) != QKeySequence::NoMatch;
        });
        m_commands.setShortcuts(other, left);
    }
    KeySequences own = besides ? m_commands.action(id)->shortcuts() : KeySequences();
    own.removeAll(keys);
    own.append(keys);
    m_commands.setShortcuts(id, own);
    m_edit->clear();
}

} // namespace refocus::ui
