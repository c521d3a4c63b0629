// How much memory pictures of patches may take, as the settings keep it (QSettings). GUI thread
// only.
#pragma once

namespace refocus::ui {

int keptPictureMegabytes(); // Of each grid; 96 where nothing was chosen.
void keepPictureMegabytes(int megabytes);
void applyPictureMemory(); // To the grids that there are, and to new ones.

} // namespace refocus::ui
