#include "query/similar.h"

#include "base/error.h"
#include "store/known_video.h"
#include "store/video_snapshot.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace refocus::query {

namespace {

// With sums of its own for each of 16 lanes, so that the compiler may use vector instructions.
float dot(const float *a, const float *b, std::size_t n)
{
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sums{};
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    float sum = 0;
    for (; i < n; ++i)
        sum += a[i] * b[i];
    for (const float lane : sums)
        sum += lane;
    return sum;
}

bool better(const SimilarPatch &a, const SimilarPatch &b)
{
    if (a.similarity != b.similarity)
        return a.similarity > b.similarity;
    return std::tie(a.patch.video, a.patch.patch) < std::tie(b.patch.video, b.patch.patch);
}

// The best so far, as a heap whose front is the worst of them.
class Best
{
public:
    explicit Best(std::size_t limit) : m_limit(limit) {}

    bool wants(float similarity) const
    {
        return m_heap.size() < m_limit || (m_limit > 0 && similarity >= m_heap.front().similarity);
    }
    void add(SimilarPatch patch)
    {
        m_heap.push_back(std::move(patch));
        std::ranges::push_heap(m_heap, better);
        if (m_heap.size() > m_limit) {
            std::ranges::pop_heap(m_heap, better);
            m_heap.pop_back();
        }
    }
    std::vector<SimilarPatch> sorted() &&
    {
        std::ranges::sort(m_heap, better);
        return std::move(m_heap);
    }

private:
    std::size_t m_limit;
    std::vector<SimilarPatch> m_heap;
};

store::VideoSnapshot openVideo(const store::Case &from, const std::string &video)
{
    return store::VideoSnapshot(from.videoFolder(video), store::Access::ReadOnly);
}

bool sameNetwork(const store::VideoMeta &a, const store::VideoMeta &b)
{
    return a.modelHash == b.modelHash || (!a.ingestHash.empty() && a.ingestHash == b.ingestHash);
}

} // namespace

SimilarResult similar(const store::Case &from, const PatchRef &patch, std::size_t limit,
                      const Progress &progress)
{
    store::requireVideo(from, patch.video);
    const std::vector<std::string> videos = from.videoIds();
    const store::VideoSnapshot own = openVideo(from, patch.video);
    const auto record = own.patch(patch.patch);
    if (!record)
        throw Error(from.folder(), "has no patch " + patch.toString());
    SimilarResult result;
    result.asked = {patch.video, record->inferred ? patch.patch : record->inferredFrom};
    const auto wanted = own.embedding(result.asked.patch);
    if (!wanted)
        throw Error(from.folder(), "has no embedding of patch " + result.asked.toString());
    const float wantedNorm = std::sqrt(dot(wanted->data(), wanted->data(), wanted->size()));

    Best best(limit);
    for (std::size_t v = 0; v < videos.size(); ++v) {
        if (!goOn(progress, {static_cast<double>(v) / static_cast<double>(videos.size()),
                             "comparing with " + videos[v]}))
            throw Cancelled();
        const store::VideoSnapshot video = openVideo(from, videos[v]);
        if (!sameNetwork(video.meta(), own.meta())) {
            result.notes.push_back(videos[v] +
                                   " was left out: it was ingested with the model pack " +
                                   video.meta().modelName + ", not " + own.meta().modelName);
            continue;
        }
        video.forEachEmbeddings([&](const store::EmbeddingTable &table) {
            const auto length = static_cast<std::size_t>(table.length);
            for (std::size_t i = 0; i < table.patches.size(); ++i) {
                const float *row = table.values.data() + i * length;
                const float norm = wantedNorm * std::sqrt(dot(row, row, length));
                const float similarity = norm > 0 ? dot(row, wanted->data(), length) / norm : 0;
                if (!best.wants(similarity))
                    continue;
                PatchRef found{videos[v], table.patches[i]};
                if (found != result.asked)
                    best.add({std::move(found), similarity});
            }
            return goOn(progress, {static_cast<double>(v) / static_cast<double>(videos.size()),
                                   "comparing with " + videos[v]});
        });
    }
    if (!goOn(progress, {1, "compared"}))
        throw Cancelled();
    result.patches = std::move(best).sorted();
    return result;
}

} // namespace refocus::query
