// Persons on foot, on a bicycle and on a motorcycle as a camera above a road sees them, from any
// side: what labelled pictures of riders lack, most of which were taken from the roadside. Rendered
// to teach a network; the demo scene does not use them. Any thread.
#pragma once

#include "demo/training_crops.h"

namespace refocus::demo {

// perClass crops of each of "bicycle", "motorcycle" and "person", by turns and the same for a seed.
// The figures are rounded bars in space under sun or clouds; a walker and a rider get the same
// ground, clothes and shadow, so that only what they ride tells them apart. Boxes are off by a few
// per cent at each edge and half of them take in the shadow.
std::vector<Crop> overheadCrops(std::uint64_t seed, int perClass, const CutFunction &cut,
                                int size = 96);

} // namespace refocus::demo
