#include "ui/compare/disagreement_model.h"

#include "ui/state/time_text.h"

#include <algorithm>
#include <ranges>

namespace refocus::ui {

namespace {

QString depthText(const compare::Depth &depth)
{
    if (!depth)
        return QObject::tr("none");
    return depth->from == depth->to ? QString::number(depth->from)
                                    : QStringLiteral("%1→%2").arg(depth->from).arg(depth->to);
}

QString scoreText(float p) { return QString::number(static_cast<double>(p), 'f', 2); }

} // namespace

DisagreementModel::DisagreementModel(CaseSession &session, QObject *parent)
    : QAbstractListModel(parent), m_session(session)
{}

void DisagreementModel::setCompared(const Compared &compared)
{
    std::vector<Disagreement> rows;
    if (compared.depths() > 0)
        for (const std::size_t subject :
             compared.figures->disagreements | std::views::take(kMostShown))
            rows.push_back(rowOf(compared, subject));
    const bool same =
        std::ranges::equal(rows, m_rows, {}, &Disagreement::patch, &Disagreement::patch);
    if (!same)
        beginResetModel();
    m_rows = std::move(rows);
    if (!same)
        endResetModel();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int DisagreementModel::open() const
{
    return static_cast<int>(
        std::ranges::count_if(m_rows, [](const auto &row) { return !row.isWanted; }));
}

int DisagreementModel::nextOpen(int row) const
{
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int next = (row + step) % count;
        if (!m_rows[static_cast<std::size_t>(next)].isWanted)
            return next;
    }
    return -1;
}

int DisagreementModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant DisagreementModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Disagreement &of = row(index.row());
    switch (role) {
    case PatchRole:
        return QString::fromStdString(of.patch.toString());
    case DecidedRole:
        return of.isWanted ? static_cast<int>(*of.isWanted) : -1;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: {
        QStringList parts;
        for (const DepthVerdict &verdict : of.verdicts)
            parts << tr("%1: %2 %3")
                         .arg(verdict.depth, QString::fromStdString(verdict.className),
                              scoreText(verdict.p));
        return parts.join(QStringLiteral(" · "));
    }
    case Qt::ToolTipRole: {
        QStringList lines{of.camera + QLatin1Char(' ') + timeText(of.time), of.topK,
                          tr("Cluster %1, track %2").arg(of.cluster).arg(of.track)};
        if (of.isWanted)
            lines << (*of.isWanted ? tr("Decided: it is of the class asked for.")
                                   : tr("Decided: it is not of the class asked for."));
        return lines.join(QLatin1Char('\n'));
    }
    default:
        return {};
    }
}

Disagreement DisagreementModel::rowOf(const Compared &compared, std::size_t i) const
{
    const compare::Comparison &comparison = *compared.comparison;
    const compare::Subject &subject = comparison.subjects.list[i];
    Disagreement row;
    row.subject = i;
    row.patch = comparison.subjects.ref(i);
    row.track = subject.track;
    row.cluster = subject.cluster;
    row.time = subject.time;
    const SourceInfo *source = m_session.source(row.patch.video);
    row.camera = QString::fromStdString(source ? source->name() : row.patch.video);
    for (const compare::ComparedDepth &depth : comparison.depths) {
        if (!depth.retrained)
            continue;
        const compare::Answer &answer = depth.answers[i];
        row.verdicts.push_back({depthText(depth.depth), comparison.classes.at(answer.classId),
                                answer.p, isHit(comparison, answer)});
    }
    row.concernsHits = std::ranges::any_of(row.verdicts, [&](const DepthVerdict &verdict) {
        return verdict.isHit != row.verdicts.front().isHit;
    });
    QStringList classes;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, subject.topK.size()); ++k)
        classes << QString::fromStdString(comparison.classes.at(subject.topK[k].classId)) +
                       QLatin1Char(' ') + scoreText(subject.topK[k].p);
    row.topK = tr("ingest: %1").arg(classes.join(QStringLiteral(", ")));
    row.isWanted = subject.isWanted;
    return row;
}

} // namespace refocus::ui
