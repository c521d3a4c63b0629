// The threads with which Qt paints.
#pragma once

namespace refocus::ui {

// Qt paints large translucent areas, and scales pictures, with the threads of
// QThreadPool::globalInstance(), and the painting thread waits for them. A thread is as nice as the
// one that starts it: begun by a job that scales a picture, they would give way to the ingest, and
// the window with them. Starts all of them from the calling thread, the GUI's, and keeps them. Call
// it before the first job; nothing of one's own that takes long may run in that pool.
void holdPaintHelpers();

} // namespace refocus::ui
