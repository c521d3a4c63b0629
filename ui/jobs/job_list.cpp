#include "ui/jobs/job_list.h"

namespace refocus::ui {

void JobList::watch(Job *job)
{
    connect(job, &Job::started, this, [this, job] { add(job); });
    connect(job, &Job::progressed, this, [this, job] {
        const int row = rowOf(job);
        if (row < 0)
            return;
        m_rows[static_cast<std::size_t>(row)].report = job->report();
        changed(row);
    });
    connect(job, &Job::finished, this, [this, job] { end(job, tr("Done"), false); });
    connect(job, &Job::cancelled, this, [this, job] { end(job, tr("Cancelled"), false); });
    connect(job, &Job::failed, this, [this, job](const QString &sentence) {
        end(job, sentence, true);
        Q_EMIT failed(job->title(), sentence);
    });
    connect(job, &QObject::destroyed, this, [this, job] {
        const int row = rowOf(job);
        if (row < 0)
            return;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
        Q_EMIT runningChanged();
    });
    if (job->isRunning())
        add(job);
}

int JobList::running() const
{
    return static_cast<int>(
        std::ranges::count_if(m_rows, [](const Row &row) { return row.ending.isEmpty(); }));
}

double JobList::fraction() const
{
    double sum = 0;
    for (const Row &row : m_rows)
        if (row.ending.isEmpty())
            sum += row.report.fraction;
    const int count = running();
    return count > 0 ? sum / count : 0;
}

void JobList::cancel(int row)
{
    if (row >= 0 && row < rowCount())
        m_rows[static_cast<std::size_t>(row)].job->cancel();
}

void JobList::clearEnded()
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (m_rows[static_cast<std::size_t>(row)].ending.isEmpty())
            continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
}

int JobList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant JobList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool running = row.ending.isEmpty();
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return row.title;
    case FractionRole:
        return running ? row.report.fraction : 1.0;
    case DetailRole:
        return running ? QString::fromStdString(row.report.what) : row.ending;
    case SecondsLeftRole:
        return running ? row.report.secondsLeft : -1.0;
    case RunningRole:
        return running;
    case FailedRole:
        return row.failed;
    default:
        return {};
    }
}

int JobList::rowOf(const Job *job) const
{
    const auto found = std::ranges::find(m_rows, job, &Row::job);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void JobList::add(Job *job)
{
    const int row = rowOf(job);
    if (row < 0) {
        beginInsertRows({}, rowCount(), rowCount());
        m_rows.push_back({job, job->title(), {}, {}, false});
        endInsertRows();
    } else {
        m_rows[static_cast<std::size_t>(row)] = {job, job->title(), {}, {}, false};
        changed(row);
    }
    Q_EMIT runningChanged();
}

void JobList::end(Job *job, const QString &ending, bool failed)
{
    const int row = rowOf(job);
    if (row < 0)
        return;
    m_rows[static_cast<std::size_t>(row)].ending = ending;
    m_rows[static_cast<std::size_t>(row)].failed = failed;
    changed(row);
    Q_EMIT runningChanged();
}

void JobList::changed(int row)
{
    if (row >= 0)
        Q_EMIT dataChanged(index(row), index(row));
}

} // namespace refocus::ui
