// The kinds of video that every test of reading and seeking goes through, as small clips.
#pragma once

#include "support/test_clips.h"

#include <string>
#include <vector>

namespace refocus::test {

struct Variant
{
    std::string name;
    std::string file; // Its extension is the container.
    ClipOptions clip;
    int firstShown = 0; // Ordinals before it are hidden by an edit list.
};

std::vector<Variant> variants(); // Those whose encoder this FFmpeg has.
Variant variant(const std::string &name);

} // namespace refocus::test
