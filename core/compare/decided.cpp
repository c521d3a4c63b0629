#include "compare/decided.h"

#include <algorithm>

namespace refocus::compare {

namespace {

std::optional<bool> is(std::span<const Decided> decisions, ClassId classId)
{
    const Decided *newest = nullptr;
    for (const Decided &decided : decisions)
        if ((decided.is || decided.classId == classId) && (!newest || decided.time >= newest->time))
            newest = &decided;
    if (!newest)
        return {};
    return newest->is && newest->classId == classId;
}

} // namespace

std::optional<bool> isOneOf(std::span<const Decided> decisions, std::span<const ClassId> classes)
{
    bool isNone = !classes.empty();
    for (const ClassId classId : classes) {
        const auto decided = is(decisions, classId);
        if (decided == true)
            return true;
        isNone = isNone && decided == false;
    }
    return isNone ? std::optional(false) : std::nullopt;
}

} // namespace refocus::compare
