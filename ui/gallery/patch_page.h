// The gallery's second page: the members of a patch's cluster, or the patches that look most like
// it. From any of them one goes on to others, and back. GUI thread only.
#pragma once

#include "ui/gallery/patch_grid.h"
#include "ui/jobs/job.h"

class QLabel;
class QToolButton;

namespace refocus::ui {

class PatchPage : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostSimilar = 60; // Objects, each by its likest patch,
    static constexpr std::size_t kLookedAt = 3000;  // of so many patches.
    enum class Kind { Cluster, Similar };

    PatchPage(Workbench &workbench, ThumbnailLoader &loader, QWidget *parent = nullptr);

    void open(Kind kind, const PatchRef &patch); // Reads in the background.
    void back();                                 // To what was shown before, else closed().
    void close();

    PatchGrid &grid() { return *m_grid; }
    PatchRef currentPatch() const; // Of the grid, else what the page is about.
    bool isReading() const { return m_job.isRunning(); }
    QString statusText() const;

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Visit
    {
        Kind kind = Kind::Similar;
        PatchRef patch;
    };
    void read();
    void add(std::vector<PatchItem> items);
    void showState(const QString &text);

    Workbench &m_workbench;
    std::vector<Visit> m_visits; // The last one is shown.
    std::map<std::pair<std::string, TrackId>, int> m_sightings;
    QToolButton *m_back;
    QLabel *m_title, *m_count, *m_message;
    PatchGrid *m_grid;
    Job m_job;
};

} // namespace refocus::ui
