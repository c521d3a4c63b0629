// Finished query networks that teach a new one. Includes LibTorch.
#pragma once

#include "nn/resnet.h"
#include "train/training_session.h"

namespace refocus::train {

// The query network of each pack; which these are becomes part of the session's recipe. Throws
// Error where a pack's classes, input size or normalisation are not those of the session.
std::vector<nn::ResNet> loadTeachers(TrainingSession &session,
                                     const std::vector<std::filesystem::path> &packs);

// The mean of the networks' answers to pictures [N,3,S,S], as logits [N,classes]; no gradient goes
// into them. Requires: at least one.
torch::Tensor meanAnswer(const std::vector<nn::ResNet> &teachers, const torch::Tensor &x);

// Targets [N,classes] with `share` of the teachers' answers [N,classes], given as logits, in place
// of theirs; a row whose own classes the teachers give less than a tenth keeps its targets, for
// that is a picture of a kind, or with a label, that they were not taught.
torch::Tensor taught(const torch::Tensor &targets, const torch::Tensor &answers, double share);

} // namespace refocus::train
