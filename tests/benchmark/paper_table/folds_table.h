// Several folds of one random split beside each other: how far accuracy depends on which pictures
// are for testing.
#pragma once

#include "dataset_table.h"

#include <span>

namespace refocus::benchmark {

// Accuracy of both networks and of every retrained depth in each fold, and over the folds, which
// are of equal size: the mean is the share of all their pictures. Requires: the same depths in
// each.
Table foldsTable(std::span<const DatasetResult> folds);

} // namespace refocus::benchmark
