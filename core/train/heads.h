// New heads on frozen bodies. Includes LibTorch.
#pragma once

#include "nn/resnet.h"
#include "train/training_session.h"

namespace refocus::train {

struct HeadOptions
{
    int epochs = 40; // Passes over the embeddings, at most.
    int views = 4;   // Of each picture; the first is the picture as it is, the others augmented.
};

// Replaces the network's last layer by one that was learnt from nothing on its embeddings of the
// training pictures: softmax regression by L-BFGS, so that no learning rate has to be chosen (the
// linear probe of Kornblith et al. 2019). The body stays as it is, batch norm's figures included.
// Keeps views x pictures x embedding floats in memory. `what` names it in the progress. Throws
// Cancelled.
void learnHead(TrainingSession &session, const std::string &what, nn::ResNet net,
               const HeadOptions &options);

} // namespace refocus::train
