// The depths of a comparison as rows, their figures as columns. Rows change in place while a
// comparison runs. GUI thread only.
#pragma once

#include "ui/compare/compared.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace refocus::ui {

class DepthTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    // From what decides first to what is looked up.
    enum Column {
        ReuseColumn,
        TotalColumn,
        ReductionColumn,
        AccuracyColumn,
        RecallColumn,
        PrecisionColumn,
        F1Column,
        MissedColumn,
        BytesColumn,
        FirstColumn,
        QueryColumn,
        DecidedAccuracyColumn, // These four only mean something where decidedCount() is above 0.
        DecidedPrecisionColumn,
        DecidedRecallColumn,
        GainColumn,
        ReadColumn,
        DecodeColumn,
        InferColumn,
        ShapeColumn,
        CaseBytesColumn,
        Columns
    };
    enum Role {
        ValueRole = Qt::UserRole, // QString: "0.98"
        DetailRole,               // QString: "0.95–1.00", which stands behind it, muted
        ParetoRole                // bool
    };
    // Display is value and detail; alignment, tool tips and accessible texts are there too.
    using QAbstractTableModel::QAbstractTableModel;

    void setCompared(const Compared &compared); // A reset only where the depths are others.
    const Compared &compared() const { return m_compared; }
    std::size_t decidedCount() const; // Patches about which a person decided.
    static bool isOfDecisions(int column);

    // A header line and these rows, cells parted by tabs.
    QString tsv(const std::vector<int> &rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Cell
    {
        QString value, detail;
        QString text() const
        {
            return detail.isEmpty() ? value : QStringLiteral("%1 %2").arg(value, detail);
        }
        friend bool operator==(const Cell &, const Cell &) = default;
    };
    struct Row
    {
        compare::DepthChoice depth;
        bool pareto = false;
        std::vector<Cell> cells; // By column.
        friend bool operator==(const Row &, const Row &) = default;
    };
    static std::vector<Row> rowsOf(const Compared &compared);
    static Cell cellOf(const Compared &compared, std::size_t depth, int column);
    QString headerTip(int column) const;

    Compared m_compared;
    std::vector<Row> m_rows;
};

} // namespace refocus::ui
