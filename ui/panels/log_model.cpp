#include "ui/panels/log_model.h"

#include "ui/theme/theme.h"

#include <QDateTime>
#include <nlohmann/json.hpp>

namespace refocus::ui {

using Kind = LogRow::Kind;

QString detailText(const std::string &text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return QString::fromStdString(text);
    QStringList parts;
    for (const auto &[key, value] : document.items()) {
        const std::string shown =
            value.is_string()
                ? value.get<std::string>()
                : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        parts << QString::fromStdString(key) + u' ' + QString::fromStdString(shown);
    }
    return parts.join(QStringLiteral(" · "));
}

void LogModel::add(const std::vector<store::AuditEntry> &entries)
{
    std::vector<LogRow> rows;
    for (const store::AuditEntry &entry : entries)
        if (entry.number > m_last)
            rows.push_back({Kind::Audit, entry.time, entry.number,
                            QString::fromStdString(entry.action), detailText(entry.detail)});
    if (rows.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows.size()) - 1);
    m_last = rows.back().number;
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    endInsertRows();
}

void LogModel::addMessage(Kind kind, const QString &sentence)
{
    const QString what = kind == Kind::Error     ? tr("error")
                         : kind == Kind::Warning ? tr("warning")
                                                 : tr("message");
    beginInsertRows({}, rowCount(), rowCount());
    m_rows.push_back({kind, QDateTime::currentMSecsSinceEpoch() * 1000, 0, what, sentence});
    endInsertRows();
}

void LogModel::clearAudit()
{
    beginResetModel();
    std::erase_if(m_rows, [](const LogRow &row) { return row.kind == Kind::Audit; });
    m_last = 0;
    endResetModel();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogRow &of = row(index.row());
    const auto time = [&](const char *format) {
        return QDateTime::fromMSecsSinceEpoch(of.time / 1000).toString(QLatin1String(format));
    };
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == TimeColumn   ? time("yyyy-MM-dd HH:mm:ss")
               : index.column() == WhatColumn ? of.what
                                              : of.detail;
    case Qt::ToolTipRole:
        return of.detail;
    case Qt::ForegroundRole:
        if (of.kind == Kind::Error && index.column() != TimeColumn)
            return colours().danger;
        if (of.kind == Kind::Warning && index.column() != TimeColumn)
            return colours().warning;
        return index.column() == DetailColumn ? colours().text : colours().muted;
    case TimeRole:
        return static_cast<qint64>(of.time);
    case KindRole:
        return static_cast<int>(of.kind);
    case LineRole:
        return QStringList{time("yyyy-MM-ddTHH:mm:ss.zzz"),
                           of.number > 0 ? QString::number(of.number) : QString(), of.what,
                           of.detail}
            .join(u'\t');
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("When");
    case WhatColumn:
        return tr("What");
    case DetailColumn:
        return tr("Details");
    default:
        return {};
    }
}

} // namespace refocus::ui
