#include "ui/state/workbench.h"

#include <algorithm>
#include <set>
#include <vector>

namespace refocus::ui {

Workbench::Workbench(CaseSession::Opener opener) : session(std::move(opener))
{
    for (Job *job : {&session.openJob(), &query.job(), &ingest.job(), &exports.job(),
                     &comparison.job(), &mapsBudget.job(), &mapsMaker.job()})
        jobs.watch(job);
    QObject::connect(&session, &CaseSession::sourcesChanged, &timeView,
                     [this] { timeView.setWhole(session.axis().whole()); });
    QObject::connect(&session, &CaseSession::closed, &playhead, &Playhead::clear);
    QObject::connect(&session, &CaseSession::closed, &timeView, [this] {
        timeView.setSelected({});
        timeView.showAll();
    });
    QObject::connect(&sightings, &Sightings::aboutToReset, &selection, &Selection::clear);
    // What is shown nowhere any more cannot be decided about.
    QObject::connect(&sightings, &Sightings::changed, &selection, [this](int first, int last) {
        const std::set<int> &ids = selection.ids();
        const auto isAbsent = [this](int id) {
            return sightings.item(id).change == Change::Absent;
        };
        if (std::none_of(ids.lower_bound(first), ids.upper_bound(last), isAbsent))
            return;
        std::vector<int> stay(ids.begin(), ids.end());
        std::erase_if(stay, isAbsent);
        const int current = selection.current();
        selection.set(stay, current >= 0 && isAbsent(current) ? -1 : current);
    });
    // The picture follows the sighting that is looked at.
    QObject::connect(&selection, &Selection::currentChanged, &playhead, [this] {
        const int id = selection.current();
        if (id < 0)
            return;
        const query::Sighting &sighting = sightings.item(id).sighting;
        playhead.moveTo(sighting.video, sighting.best.time);
        timeView.reveal(session.axis().toAxis(sighting.video, sighting.best.time));
    });
}

} // namespace refocus::ui
