// The questions that a case keeps: those that a person saved under a name, and the last that were
// asked, as rows for a view; saved ones first by name, then the latest first. GUI thread only.
#pragma once

#include "ui/state/query_session.h"

#include <QAbstractListModel>

namespace refocus::ui {

struct KeptQuestion
{
    bool saved = false;
    std::string name; // In the case: of a saved one what a person reads, else a number that grows.
    query::QueryOptions options;
    When when;
};

class QuestionBook : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SavedRole = Qt::UserRole, // bool
        DetailRole                // QString: the question; what a saved one's name stands for
    };
    static constexpr int kHistory = 50;

    QuestionBook(CaseSession &session, QuerySession &query, QObject *parent = nullptr);

    bool isLoaded() const { return m_loaded; }
    const std::vector<KeptQuestion> &questions() const { return m_questions; }
    int save(const KeptQuestion &question); // Under a free name like its; the row.
    void remove(int row);
    bool canRestore() const { return !m_removed.empty(); }
    int restore();       // What was removed last; the row of one of it.
    void clearHistory(); // Can be restored, all at once.

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    // Renames a saved one, or saves one of the history under that name.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void load();
    void remember(KeptQuestion asked); // In the history.
    void take(int row);                // To be restored with what is there of it.
    void insert(KeptQuestion question);
    int rowFor(const KeptQuestion &question) const; // Where it belongs.
    std::string freeName(const QString &wanted) const;
    void put(const KeptQuestion &question);
    void erase(const KeptQuestion &question);
    std::string zone() const;

    CaseSession &m_session;
    QuerySession &m_query;
    std::vector<KeptQuestion> m_questions;
    std::vector<KeptQuestion> m_early; // Asked before the case's were read.
    std::vector<KeptQuestion> m_removed;
    bool m_loaded = false;
    Job m_load;
};

} // namespace refocus::ui
