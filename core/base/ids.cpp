#include "base/ids.h"

#include "base/error.h"

#include <charconv>

namespace refocus {

std::string PatchRef::toString() const { return video + ':' + std::to_string(patch); }

PatchRef PatchRef::parse(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon != std::string_view::npos && colon > 0) {
        PatchRef ref{std::string(text.substr(0, colon)), 0};
        const char *const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, ref.patch);
        if (error == std::errc{} && rest == end)
            return ref;
    }
    throw Error("'" + std::string(text) + "' is not a patch; write VIDEO:NUMBER");
}

} // namespace refocus
