// What is written under a patch about its place. Pure functions.
#pragma once

#include "ui/gallery/cell_painter.h"
#include "ui/state/case_session.h"

namespace refocus::ui {

// The time, of the clock on the wall where every source has one, and the camera where there are
// several.
void describePlace(Cell &cell, const CaseSession &session, const std::string &video,
                   Timestamp time);

} // namespace refocus::ui
