// The jobs that a person may want to see, newest last, as rows for a view. GUI thread only.
#pragma once

#include "ui/jobs/job.h"

#include <QAbstractListModel>

namespace refocus::ui {

class JobList : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::UserRole, // QString
        FractionRole,             // double, 0 to 1
        DetailRole,               // QString: what it is doing now, or how it ended
        SecondsLeftRole,          // double, negative while unknown
        RunningRole,              // bool
        FailedRole                // bool
    };
    using QAbstractListModel::QAbstractListModel;

    // Shows the job from its next start on; it leaves the list when it is destroyed.
    void watch(Job *job);
    int running() const;
    double fraction() const; // Mean over those that run; 0 if none does.
    void cancel(int row);
    void clearEnded();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void runningChanged();
    void failed(const QString &title, const QString &sentence);

private:
    struct Row
    {
        Job *job = nullptr;
        QString title;
        ProgressReport report;
        QString ending; // Empty while it runs.
        bool failed = false;
    };
    int rowOf(const Job *job) const;
    void add(Job *job);
    void end(Job *job, const QString &ending, bool failed);
    void changed(int row);

    std::vector<Row> m_rows;
};

} // namespace refocus::ui
