#include "ui/query/class_model.h"

#include "ui/state/time_text.h"

#include <algorithm>

namespace refocus::ui {

void ClassModel::setClasses(const std::vector<std::string> &known,
                            const std::vector<ClassTotal> &totals)
{
    std::vector<ClassTotal> all = totals;
    for (const std::string &name : known)
        if (name != "background" && std::ranges::find(all, name, &ClassTotal::name) == all.end())
            all.push_back({name, 0, 0});
    std::ranges::stable_sort(all, [](const ClassTotal &a, const ClassTotal &b) {
        return a.patches != b.patches ? a.patches > b.patches : a.name < b.name;
    });
    if (all == m_all)
        return;
    beginResetModel();
    m_all = std::move(all);
    filter();
    endResetModel();
}

void ClassModel::setFilter(const QString &text, const std::vector<std::string> &without)
{
    beginResetModel();
    m_text = text.trimmed();
    m_without = without;
    filter();
    endResetModel();
}

void ClassModel::filter()
{
    m_rows.clear();
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        if (std::ranges::find(m_without, m_all[i].name) != m_without.end())
            continue;
        const QString name = QString::fromStdString(m_all[i].name);
        if (name.startsWith(m_text, Qt::CaseInsensitive))
            m_rows.push_back(i);
        else if (name.contains(m_text, Qt::CaseInsensitive))
            inside.push_back(i);
    }
    m_rows.insert(m_rows.end(), inside.begin(), inside.end());
}

std::string ClassModel::nameAt(int row) const
{
    return m_all[m_rows[static_cast<std::size_t>(row)]].name;
}

int ClassModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ClassModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ClassTotal &total = m_all[m_rows[static_cast<std::size_t>(index.row())]];
    const QString name = QString::fromStdString(total.name);
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return name;
    case Qt::AccessibleTextRole:
        return total.patches > 0 ? tr("%1, %2 patches").arg(name, countText(total.patches))
                                 : tr("%1, not in this case").arg(name);
    case PatchesRole:
        return static_cast<qulonglong>(total.patches);
    case OccursRole:
        return total.patches > 0;
    default:
        return {};
    }
}

} // namespace refocus::ui
