#include "split.h"

#include "base/error.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <set>

namespace refocus::benchmark {

namespace {

// splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t nextNumber(std::uint64_t &state)
{
    std::uint64_t z = state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

LabelledPatch parsed(const std::string &line)
{
    LabelledPatch patch;
    int end = 0;
    const auto comma = line.find(',');
    if (comma != std::string::npos) {
        patch.name = line.substr(0, comma);
        std::sscanf(line.c_str(), "frame_%d_patch_%d.jpg,%d%n", &patch.frame, &patch.patch,
                    &patch.label, &end);
    }
    if (end == 0 || static_cast<std::size_t>(end) != line.size() || patch.label < 0)
        throw Error("'" + line + "' is not a line of labels");
    return patch;
}

} // namespace

std::vector<LabelledPatch> parseLabels(std::string_view text)
{
    std::vector<LabelledPatch> patches;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string line(text.substr(0, end));
        if (line.ends_with('\r'))
            line.pop_back();
        if (!line.empty())
            patches.push_back(parsed(line));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    std::ranges::sort(patches, {}, [](const auto &p) { return std::pair(p.frame, p.patch); });
    return patches;
}

Split randomSplit(std::vector<LabelledPatch> patches, std::uint64_t seed, int fold)
{
    assert(fold >= 1 && fold <= kFolds);
    for (std::size_t i = patches.size(); i > 1; --i)
        std::swap(patches[i - 1], patches[nextNumber(seed) % i]);
    const auto border = [&](int fifth) {
        return patches.begin() + static_cast<std::ptrdiff_t>(
                                     patches.size() * static_cast<std::size_t>(fifth) / kFolds);
    };
    const auto first = border(kFolds - fold), last = border(kFolds - fold + 1); // From the end.
    Split split{{patches.begin(), first}, {first, last}};
    split.train.insert(split.train.end(), last, patches.end());
    return split;
}

Split splitByTime(const std::vector<LabelledPatch> &patches)
{
    std::set<int> numbers;
    for (const LabelledPatch &patch : patches)
        numbers.insert(patch.frame);
    const std::vector<int> frames(numbers.begin(), numbers.end());
    Split split;
    for (const LabelledPatch &patch : patches) {
        const bool early = static_cast<std::size_t>(std::ranges::lower_bound(frames, patch.frame) -
                                                    frames.begin()) < frames.size() * 4 / 5;
        (early ? split.train : split.test).push_back(patch);
    }
    return split;
}

} // namespace refocus::benchmark
