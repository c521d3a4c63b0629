// The patches that look most like one, over a whole case, by their embeddings. A plain scan: one
// dot product an embedding. Free function, any thread.
#pragma once

#include "base/progress.h"
#include "store/case.h"

#include <string>
#include <vector>

namespace refocus::query {

struct SimilarPatch
{
    PatchRef patch;
    float similarity = 0; // Cosine of the embeddings, 1 is the same.
    friend bool operator==(const SimilarPatch &, const SimilarPatch &) = default;
};

struct SimilarResult
{
    PatchRef asked; // Whose embedding was compared: the patch or its inferredFrom.
    std::vector<SimilarPatch> patches; // Most similar first, then by video and patch; not `asked`.
    std::vector<std::string> notes;    // Sentences: videos left out because of another model pack.
};

// Only patches that the network ran on have an embedding of their own and are found. Throws Error
// where there is no such video or patch, Cancelled.
SimilarResult similar(const store::Case &from, const PatchRef &patch, std::size_t limit = 20,
                      const Progress &progress = {});

} // namespace refocus::query
