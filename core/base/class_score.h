// A class and the network's belief in it.
#pragma once

#include "base/ids.h"

namespace refocus {

struct ClassScore
{
    ClassId classId = 0;
    float p = 0; // Softmax probability.
    friend bool operator==(const ClassScore &, const ClassScore &) = default;
};

} // namespace refocus
