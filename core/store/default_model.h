// The model pack that a case is asked with when none is named. Thread-safe, as the case is.
#pragma once

#include "store/case.h"

namespace refocus::store {

struct DefaultModel
{
    std::filesystem::path folder; // Absolute.
    std::string name, hash;       // Of the pack, when it was chosen.
    friend bool operator==(const DefaultModel &, const DefaultModel &) = default;
};

// None where the case has no pack of its own. Throws Error.
std::optional<DefaultModel> defaultModel(const Case &of);

// A folder inside the case is kept relative to it, so that both can be moved together. None: the
// case has no pack of its own any more. Throws Error.
void setDefaultModel(Case &of, const std::optional<DefaultModel> &model);

} // namespace refocus::store
