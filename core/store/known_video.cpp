#include "store/known_video.h"

#include "base/error.h"

#include <algorithm>

namespace refocus::store {

namespace {

void require(const Case &in, const std::vector<std::string> &ids, std::string_view videoId)
{
    constexpr std::size_t kMost = 10; // A sentence, not a list.
    if (std::ranges::find(ids, videoId) != ids.end())
        return;
    std::string text = "has no video '" + std::string(videoId) + "'; ";
    if (ids.empty())
        throw Error(in.folder(), text + "no video has been ingested into it");
    text += "it has ";
    for (std::size_t i = 0; i < std::min(ids.size(), kMost); ++i)
        text += (i == 0 ? "" : ", ") + ids[i];
    if (ids.size() > kMost)
        text += " and " + std::to_string(ids.size() - kMost) + " more";
    throw Error(in.folder(), text);
}

} // namespace

void requireVideo(const Case &in, std::string_view videoId) { require(in, in.videoIds(), videoId); }

std::vector<std::string> chosenVideos(const Case &in, const std::vector<std::string> &asked)
{
    std::vector<std::string> ids = in.videoIds();
    if (asked.empty())
        return ids;
    std::vector<std::string> chosen;
    for (const std::string &id : asked) {
        require(in, ids, id);
        if (std::ranges::find(chosen, id) == chosen.end())
            chosen.push_back(id);
    }
    return chosen;
}

} // namespace refocus::store
