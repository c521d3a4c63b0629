#include "ui/compare/depth_table_model.h"

#include "ui/compare/figure_text.h"
#include "ui/state/time_text.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

const QString kPending = QStringLiteral("…"), kNothing = QStringLiteral("–");

} // namespace

bool DepthTableModel::isOfDecisions(int column)
{
    return column >= DecidedAccuracyColumn && column <= GainColumn;
}

std::size_t DepthTableModel::decidedCount() const
{
    return m_compared.comparison ? m_compared.comparison->subjects.decided : 0;
}

DepthTableModel::Cell DepthTableModel::cellOf(const Compared &compared, std::size_t d, int column)
{
    const compare::ComparedDepth &depth = compared.depth(d);
    const compare::DepthFigures &at = compared.at(d);
    const bool none = !depth.depth, timed = at.runs > 0, answered = compared.answered();
    const int decimals = decimalsOf(compared.at(0).time.total.mean);
    const auto time = [&](const compare::MeanSd &of, bool spread) -> Cell {
        if (!timed)
            return {kPending, {}};
        const double half = at.runs > 1 ? of.sd : INFINITY;
        return {numberText(of.mean, decimals), spread ? plusMinusText(half, decimals) : QString()};
    };
    const auto share = [&](const compare::Share &of) -> Cell {
        if (!answered)
            return {kPending, {}};
        return of.defined() ? Cell{shareText(of.value()), intervalText(of)} : Cell{kNothing, {}};
    };
    // None compared with itself says nothing.
    const auto againstNone = [&](const compare::Share &of) {
        return none ? Cell{kNothing, {}} : share(of);
    };
    switch (column) {
    case ReuseColumn:
        return {depthLabel(depth), depthWord(depth)};
    case TotalColumn:
        return time(at.time.total, true);
    case ReductionColumn:
        if (none)
            return {kNothing, {}};
        if (!timed)
            return {kPending, {}};
        return {signedPercentText(at.reduction), plusMinusText(100 * at.reductionError, 1)};
    case AccuracyColumn:
        return againstNone(at.accuracy);
    case RecallColumn:
        return againstNone(at.retrieval.recall);
    case PrecisionColumn:
        return againstNone(at.retrieval.precision);
    case F1Column:
        if (none || (answered && !at.retrieval.recall.defined()))
            return {kNothing, {}};
        return {answered ? shareText(at.retrieval.f1()) : kPending, {}};
    case MissedColumn:
        if (none)
            return {kNothing, {}};
        return {answered ? QStringLiteral("%1 / %2").arg(countText(at.missed), countText(at.added))
                         : kPending,
                {}};
    case BytesColumn:
        return {none ? kNothing : depth.bytes > 0 ? bytesText(depth.bytes) : kPending, {}};
    case FirstColumn:
        if (!timed || !answered)
            return {kPending, {}};
        return {at.msFirst > 0 ? durationText(at.msFirst) : kNothing, {}};
    case QueryColumn:
        return {timed ? durationText(at.msQuery) : kPending, {}};
    case DecidedAccuracyColumn:
        return share(at.decidedAccuracy);
    case DecidedPrecisionColumn:
        return share(at.decided.precision);
    case DecidedRecallColumn:
        return share(at.decided.recall);
    case GainColumn:
        if (!answered)
            return {kPending, {}};
        return {at.gainKept ? signedPercentText(*at.gainKept) : kNothing, {}};
    case ReadColumn:
        return time(at.time.read, false);
    case DecodeColumn:
        return time(at.time.decode, false);
    case InferColumn:
        return time(at.time.infer, false);
    case ShapeColumn:
        return {shapeText(depth.shape), {}};
    case CaseBytesColumn:
        return {none ? kNothing : depth.bytes > 0 ? bytesText(at.bytesInCase) : kPending, {}};
    default:
        return {};
    }
}

std::vector<DepthTableModel::Row> DepthTableModel::rowsOf(const Compared &compared)
{
    std::vector<Row> rows;
    for (std::size_t d = 0; d < compared.depths(); ++d) {
        const compare::ComparedDepth &depth = compared.depth(d);
        Row row{{depth.depth, depth.retrained},
                compared.at(d).pareto && compared.timed() && compared.answered(),
                {}};
        for (int column = 0; column < Columns; ++column)
            row.cells.push_back(cellOf(compared, d, column));
        rows.push_back(std::move(row));
    }
    return rows;
}

void DepthTableModel::setCompared(const Compared &compared)
{
    const std::size_t decided = decidedCount();
    std::vector<Row> rows = rowsOf(compared);
    if (!std::ranges::equal(rows, m_rows, {}, &Row::depth, &Row::depth)) {
        beginResetModel();
        m_compared = compared;
        m_rows = std::move(rows);
        endResetModel();
    } else {
        m_compared = compared;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r] == m_rows[r])
                continue;
            int first = rows[r].pareto == m_rows[r].pareto ? Columns : 0, last = 0;
            for (int column = 0; column < Columns; ++column)
                if (rows[r].cells[static_cast<std::size_t>(column)] !=
                    m_rows[r].cells[static_cast<std::size_t>(column)]) {
                    first = std::min(first, column);
                    last = column;
                }
            m_rows[r] = std::move(rows[r]);
            const int row = static_cast<int>(r);
            Q_EMIT dataChanged(index(row, first), index(row, last));
        }
    }
    if (decided != decidedCount())
        Q_EMIT headerDataChanged(Qt::Horizontal, DecidedAccuracyColumn, GainColumn);
}

int DepthTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DepthTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant DepthTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const Cell &cell = row.cells[static_cast<std::size_t>(index.column())];
    const bool reuse = index.column() == ReuseColumn;
    switch (role) {
    case Qt::DisplayRole:
        return cell.text();
    case ValueRole:
        return cell.value;
    case DetailRole:
        return cell.detail;
    case ParetoRole:
        return row.pareto;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>((reuse ? Qt::AlignLeft : Qt::AlignRight) |
                                                  Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (reuse && row.pareto)
            return tr("%1, no other is both faster and nearer to no reuse").arg(cell.text());
        return cell.text();
    case Qt::ToolTipRole: {
        if (!reuse)
            return {};
        QStringList lines{QString::fromStdString(sentenceOf(
            *m_compared.comparison, *m_compared.figures, static_cast<std::size_t>(index.row())))};
        if (row.pareto)
            lines << tr("Marked: no other depth is both faster and nearer to the answers without "
                        "reuse.");
        lines.removeAll(QString());
        return lines.isEmpty() ? QVariant() : lines.join(u'\n');
    }
    default:
        return {};
    }
}

QString DepthTableModel::headerTip(int column) const
{
    switch (column) {
    case ReuseColumn:
        return tr("The depth at which the query network enters: none is the whole network on "
                  "pixels, 7→11 its block 12 behind block 7 of the ingest network. Marked are "
                  "depths than which no other is both faster and nearer to none.");
    case TotalColumn:
        return tr("Milliseconds a patch to read, decode and infer: mean and standard deviation "
                  "over the runs.");
    case ReductionColumn:
        return tr("How much less time a patch takes than without reuse, with half of its 95 % "
                  "interval.");
    case AccuracyColumn:
        return tr("Share of the patches that get the same class as without reuse, with its 95 % "
                  "interval (Wilson; patches of one object count as one).");
    case RecallColumn:
        return tr("Of the hits without reuse, the share that is found here too, with its 95 % "
                  "interval.");
    case PrecisionColumn:
        return tr("Of the hits here, the share that is one without reuse too, with its 95 % "
                  "interval.");
    case F1Column:
        return tr("Harmonic mean of precision and recall against no reuse.");
    case MissedColumn:
        return tr("Patches that are hits without reuse and not here, and the other way round.");
    case BytesColumn:
        return tr("Bytes that the case keeps for a patch at this cut, on average.");
    case FirstColumn:
        return tr("Time expected until the question shows its first sighting.");
    case QueryColumn:
        return tr("Time expected for all candidates of the question.");
    case DecidedAccuracyColumn:
        return tr("Against your decisions: share of the decided patches on which this depth is "
                  "right about whether they are of a class asked for.");
    case DecidedPrecisionColumn:
        return tr("Against your decisions: of the hits here, the share that you accepted.");
    case DecidedRecallColumn:
        return tr("Against your decisions: of what you accepted, the share that is found here.");
    case GainColumn:
        return tr("How much of what the query network gains over the ingest network, by your "
                  "decisions, is left at this depth.");
    case ReadColumn:
        return tr("Milliseconds a patch to read its pixels or its map from the case.");
    case DecodeColumn:
        return tr("Milliseconds a patch to decode its map; pixels are decoded as they are read.");
    case InferColumn:
        return tr("Milliseconds a patch in the network.");
    case ShapeColumn:
        return tr("Channels, height and width of what enters the network there.");
    case CaseBytesColumn:
        return tr("Bytes of all maps of these sources at this cut, kept or as they would be.");
    default:
        return {};
    }
}

QVariant DepthTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns)
        return {};
    if (role == Qt::ToolTipRole)
        return headerTip(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(
            (section == ReuseColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    // A name, and below it of what.
    const QString ms = tr("ms a patch"), none = tr("against none"),
                  decided = tr("%n decided", nullptr, static_cast<int>(decidedCount()));
    const auto lines = [](const QString &name, const QString &of) {
        return QStringLiteral("%1\n%2").arg(name, of);
    };
    switch (section) {
    case ReuseColumn:
        return lines(tr("Reuse"), tr("depth"));
    case TotalColumn:
        return lines(tr("Total"), ms);
    case ReductionColumn:
        return lines(tr("Reduction"), none);
    case AccuracyColumn:
        return lines(tr("Accuracy"), none);
    case RecallColumn:
        return lines(tr("Recall"), none);
    case PrecisionColumn:
        return lines(tr("Precision"), none);
    case F1Column:
        return lines(tr("F1"), {});
    case MissedColumn:
        return lines(tr("Missed"), tr("/ added"));
    case BytesColumn:
        return lines(tr("Kept"), tr("a patch"));
    case FirstColumn:
        return lines(tr("First"), tr("sighting"));
    case QueryColumn:
        return lines(tr("Whole"), tr("query"));
    case DecidedAccuracyColumn:
        return lines(tr("Accuracy"), decided);
    case DecidedPrecisionColumn:
        return lines(tr("Precision"), decided);
    case DecidedRecallColumn:
        return lines(tr("Recall"), decided);
    case GainColumn:
        return lines(tr("Gain kept"), decided);
    case ReadColumn:
        return lines(tr("Read"), ms);
    case DecodeColumn:
        return lines(tr("Decode"), ms);
    case InferColumn:
        return lines(tr("Infer"), ms);
    case ShapeColumn:
        return lines(tr("Shape"), tr("enters"));
    case CaseBytesColumn:
        return lines(tr("Kept"), tr("in the case"));
    default:
        return {};
    }
}

QString DepthTableModel::tsv(const std::vector<int> &rows) const
{
    const auto wanted = [this](int column) { return !isOfDecisions(column) || decidedCount() > 0; };
    QStringList header;
    for (int column = 0; column < Columns; ++column)
        if (wanted(column))
            header << headerData(column, Qt::Horizontal, Qt::DisplayRole)
                          .toString()
                          .replace(u'\n', u' ');
    QString text = header.join(u'\t') + u'\n';
    for (const int row : rows) {
        QStringList cells;
        for (int column = 0; column < Columns; ++column)
            if (wanted(column))
                cells << m_rows[static_cast<std::size_t>(row)]
                             .cells[static_cast<std::size_t>(column)]
                             .text();
        text += cells.join(u'\t') + u'\n';
    }
    return text;
}

} // namespace refocus::ui
