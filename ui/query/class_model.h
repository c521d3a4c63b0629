// The classes that may be added to a question, as rows: those that occur first, most patches first.
// GUI thread only.
#pragma once

#include "ui/engine/engine.h"

#include <QAbstractListModel>

namespace refocus::ui {

class ClassModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole, // QString
        PatchesRole,             // qulonglong: indexed patches whose likeliest class it is
        OccursRole               // bool
    };
    using QAbstractListModel::QAbstractListModel;

    // known: classes of the pack, without "background"; those in neither list are no rows.
    void setClasses(const std::vector<std::string> &known, const std::vector<ClassTotal> &totals);
    // Leaves out these, and those that do not have the text in their name; names that begin with
    // it come first.
    void setFilter(const QString &text, const std::vector<std::string> &without);
    std::string nameAt(int row) const;
    const std::vector<ClassTotal> &all() const { return m_all; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void filter();

    std::vector<ClassTotal> m_all;
    std::vector<std::size_t> m_rows; // Places in m_all.
    QString m_text;
    std::vector<std::string> m_without;
};

} // namespace refocus::ui
