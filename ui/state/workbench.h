// The state that the panels of one window share. Panels take it, or what they need of it, and
// connect to its members, never to one another. GUI thread only.
#pragma once

#include "ui/jobs/job_list.h"
#include "ui/state/case_session.h"
#include "ui/state/comparison_session.h"
#include "ui/state/decisions.h"
#include "ui/state/export_queue.h"
#include "ui/state/ingest_queue.h"
#include "ui/state/maps_budget.h"
#include "ui/state/maps_maker.h"
#include "ui/state/playhead.h"
#include "ui/state/query_session.h"
#include "ui/state/selection.h"
#include "ui/state/sightings.h"
#include "ui/state/time_view.h"

namespace refocus::ui {

struct Workbench
{
    explicit Workbench(CaseSession::Opener opener);

    JobList jobs;
    CaseSession session;
    Sightings sightings;
    Selection selection;
    Playhead playhead;
    TimeView timeView;
    QuerySession query{session, sightings};
    Decisions decisions{session, sightings};
    IngestQueue ingest{session};
    MapsBudget mapsBudget{session, ingest};
    MapsMaker mapsMaker{session};
    ExportQueue exports{session, sightings};
    ComparisonSession comparison{session, sightings};
};

} // namespace refocus::ui
