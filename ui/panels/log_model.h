// What happened, oldest first: the case's audit log and the messages of this session. GUI thread
// only.
#pragma once

#include "store/case.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace refocus::ui {

struct LogRow
{
    enum class Kind { Audit, Info, Warning, Error };
    Kind kind = Kind::Audit;
    std::int64_t time = 0;    // Unix time, microseconds.
    std::uint64_t number = 0; // Of the audit log; 0 for messages.
    QString what, detail;
};

class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, WhatColumn, DetailColumn, Columns };
    enum Role {
        KindRole = Qt::UserRole, // int, LogRow::Kind
        LineRole,                // QString: the whole row, tab-separated
        TimeRole                 // qint64: Unix time, microseconds
    };
    using QAbstractTableModel::QAbstractTableModel;

    void add(const std::vector<store::AuditEntry> &entries); // Behind what is there.
    void addMessage(LogRow::Kind kind, const QString &sentence);
    void clearAudit();                                  // Another case.
    std::uint64_t lastNumber() const { return m_last; } // Of the audit log; 0: none.
    const LogRow &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<LogRow> m_rows;
    std::uint64_t m_last = 0;
};

// {"video": "gate-1", "n": 3} as "video gate-1 · n 3"; what is no object stays as it is.
QString detailText(const std::string &json);

} // namespace refocus::ui
