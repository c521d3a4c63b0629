// The whole program, run through once without a person: `refocus --self-test`.
#pragma once

class QApplication;

namespace refocus::gui {

class Application;

// Opens a demo case in a temporary folder, indexes it, asks for cars, accepts three sightings,
// rejects one, undoes that, exports two clips and looks at the files; says each step on standard
// output. The exit code: 0, or 1 with the step that failed on standard error.
int selfTest(Application &application);

} // namespace refocus::gui
