// The patches on which depths differ as rows: those that one depth finds and another does not
// first. GUI thread only.
#pragma once

#include "ui/compare/compared.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"

#include <QAbstractListModel>

#include <vector>

namespace refocus::ui {

// What one depth says of a patch.
struct DepthVerdict
{
    QString depth;         // "7→11"
    std::string className; // The likeliest.
    float p = 0;
    bool isHit = false; // Of the question.
    friend bool operator==(const DepthVerdict &, const DepthVerdict &) = default;
};

struct Disagreement
{
    std::size_t subject = 0; // A place in Subjects::list.
    PatchRef patch;
    TrackId track = 0;
    ClusterId cluster = 0;
    Timestamp time{0};
    QString camera;
    std::vector<DepthVerdict> verdicts; // Of the retrained depths, none first.
    QString topK;                       // "ingest: car 0.61, van 0.30, bus 0.04"
    bool concernsHits = false;          // Else only the classes' names differ.
    std::optional<bool> isWanted;       // As far as a person decided.
};

class DisagreementModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        PatchRole = Qt::UserRole, // QString: "video:patch"
        DecidedRole               // int: 1 accepted, 0 rejected, -1 open
    };

    static constexpr std::size_t kMostShown = 1000; // Those about hits first; more is not skimmed.

    DisagreementModel(CaseSession &session, QObject *parent = nullptr);

    // Rows are kept where the same patches differ, so that the view stays where it is.
    void setCompared(const Compared &compared);
    const Disagreement &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int open() const;            // About which nobody decided.
    int nextOpen(int row) const; // Behind it, else from the first on; -1: none.

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    Disagreement rowOf(const Compared &compared, std::size_t subject) const;

    CaseSession &m_session;
    std::vector<Disagreement> m_rows;
};

} // namespace refocus::ui
