// How a person wants to look at sightings, kept from one start of the program to the next: size,
// sort and group. Which of them are shown is of the question, and not kept.
#pragma once

namespace refocus::ui {

class GalleryPanel;
class SightingModel;

void keepArrangement(const SightingModel &model, const GalleryPanel &gallery);
void restoreArrangement(SightingModel &model, GalleryPanel &gallery);

} // namespace refocus::ui
