#include "compare/inputs.h"

#include "base/error.h"
#include "compare/patch_pixels.h"
#include "store/video_writer.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace refocus::compare {

// Fills in an Inputs.
// 1. Looks up which pixels and maps the case has. Those of a video that is still being indexed are
//    copied: they may leave its store when a cluster's representative becomes another.
// 2. Cuts missing pixels from the videos and runs the ingest network where a map is missing.
// Copies and what was derived are in a store of its own, whose patches are places in the list of
// subjects.
class InputSearch
{
public:
    InputSearch(Inputs &into, const store::Case &from, const nn::ModelPack &pack,
                const nn::Backend &backend, const Subjects &subjects, std::span<const int> cuts,
                const Progress &progress)
        : m_into(into), m_case(from), m_pack(pack), m_backend(backend), m_subjects(subjects),
          m_cuts(cuts.begin(), cuts.end()), m_progress(progress)
    {}

    void run()
    {
        for (const SubjectVideo &video : m_subjects.videos)
            m_into.m_stores.emplace_back(m_case.videoFolder(video.id), store::Access::ReadOnly);
        m_into.m_pixels.resize(m_subjects.list.size());
        for (const int cut : m_cuts)
            m_into.m_maps[cut].resize(m_subjects.list.size());
        for (std::size_t v = 0; v < m_subjects.videos.size(); ++v)
            lookUp(v);
        cutMissing();
        if (!m_withoutPixels.empty() || !m_withoutMaps.empty())
            derive();
    }

private:
    void lookUp(std::size_t v)
    {
        std::vector<std::size_t> places;
        std::vector<PatchId> patches;
        for (std::size_t i = 0; i < m_subjects.list.size(); ++i)
            if (m_subjects.list[i].video == v) {
                places.push_back(i);
                patches.push_back(m_subjects.list[i].patch);
            }
        // In pieces: a map takes much more memory than its place.
        for (std::size_t begin = 0; begin < places.size(); begin += nn::kLargestBatch) {
            const std::size_t count = std::min(nn::kLargestBatch, places.size() - begin);
            lookUp(v, std::span(places).subspan(begin, count),
                   std::span(patches).subspan(begin, count));
        }
    }

    void lookUp(std::size_t v, std::span<const std::size_t> places,
                std::span<const PatchId> patches)
    {
        const bool copying = !m_into.m_stores[v].finished();
        store::Batch copies;
        for (const int cut : m_cuts) {
            auto maps = m_into.m_stores[v].maps(patches, cut);
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (!maps[i]) {
                    m_withoutMaps[places[i]].insert(cut);
                    continue;
                }
                addMap(cut, places[i], whereOf(v, places[i], patches[i], copying),
                       maps[i]->sizeBytes());
                if (copying)
                    copies.maps.push_back({places[i], cut, std::move(*maps[i])});
            }
        }
        auto pixels = m_into.m_stores[v].pixels(patches);
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!pixels[i]) {
                m_withoutPixels.insert(places[i]);
                continue;
            }
            m_into.m_pixels[places[i]] = whereOf(v, places[i], patches[i], copying);
            if (copying)
                copies.pixels.push_back({places[i], std::move(*pixels[i])});
        }
        if (copying)
            writer().commit(copies);
    }

    Inputs::Place whereOf(std::size_t v, std::size_t place, PatchId patch, bool copied) const
    {
        return copied ? Inputs::Place{derivedStore(), place} : Inputs::Place{v, patch};
    }

    std::size_t derivedStore() const { return m_subjects.videos.size(); }

    void addMap(int cut, std::size_t place, Inputs::Place where, std::size_t bytes)
    {
        m_into.m_maps[cut][place] = where;
        m_into.m_bytes[cut] +=
            static_cast<double>(bytes) / static_cast<double>(m_subjects.list.size());
    }

    void cutMissing()
    {
        for (std::size_t v = 0; v < m_subjects.videos.size(); ++v) {
            std::vector<std::size_t> places;
            for (const std::size_t place : m_withoutPixels)
                if (m_subjects.list[place].video == v)
                    places.push_back(place);
            if (places.empty())
                continue;
            std::ranges::sort(places, {}, [this](std::size_t place) {
                return std::pair(m_subjects.list[place].frame, m_subjects.list[place].patch);
            });
            const store::VideoSnapshot &video = m_into.m_stores[v];
            const auto file = sourceFile(m_case, video.meta());
            if (!file)
                throw Error(m_subjects.videos[v].path,
                            "is not at hand, and " + std::to_string(places.size()) +
                                " of the patches to compare have no pixels in the case; bring it "
                                "back, or compare on a question's candidates");
            std::vector<store::PatchRecord> records;
            for (const std::size_t place : places)
                records.push_back(video.patch(m_subjects.list[place].patch).value());
            const auto cut = cutFromVideo(video, *file, records, m_progress);
            for (std::size_t i = 0; i < places.size(); ++i)
                m_cut[places[i]] = cut[i];
            m_into.m_cutFromVideo += places.size();
        }
    }

    // Of the store of copies and of what is derived, which is begun when something is put into it.
    store::VideoWriter &writer()
    {
        if (m_writer)
            return *m_writer;
        store::VideoMeta meta;
        meta.videoId = "derived";
        meta.modelName = m_pack.manifest().name;
        meta.modelHash = m_pack.hash();
        meta.classes = m_pack.manifest().classes;
        meta.embeddingLength = m_pack.manifest().ingest.embeddingSize();
        meta.patchSize = m_pack.manifest().inputSize;
        meta.cuts = m_cuts;
        meta.options = "{}";
        const auto folder = m_into.m_folder.path() / "derived";
        m_writer = store::VideoWriter::start(folder, meta);
        m_into.m_stores.emplace_back(folder, store::Access::ReadOnly);
        return *m_writer;
    }

    void derive()
    {
        nn::IngestNetwork network(m_pack, m_backend);
        std::set<std::size_t> open = m_withoutPixels;
        for (const auto &[place, cuts] : m_withoutMaps)
            open.insert(place);
        const std::vector<std::size_t> places(open.begin(), open.end());
        for (std::size_t begin = 0; begin < places.size(); begin += nn::kLargestBatch) {
            if (!goOn(m_progress, {static_cast<double>(begin) / static_cast<double>(places.size()),
                                   "deriving maps that are not kept"}))
                throw Cancelled();
            writer().commit(
                derived(network, std::span(places).subspan(
                                     begin, std::min(nn::kLargestBatch, places.size() - begin))));
        }
        m_into.m_deriveMs /= static_cast<double>(std::max<std::size_t>(m_withoutMaps.size(), 1));
    }

    store::Batch derived(nn::IngestNetwork &network, std::span<const std::size_t> places)
    {
        store::Batch batch;
        std::vector<std::size_t> withoutMap;
        for (const std::size_t place : places) {
            if (m_withoutPixels.contains(place)) {
                batch.pixels.push_back({place, m_cut.at(place)});
                m_into.m_pixels[place] = {derivedStore(), place};
            }
            if (m_withoutMaps.contains(place))
                withoutMap.push_back(place);
        }
        if (withoutMap.empty())
            return batch;
        std::vector<cv::Mat> pixels;
        for (const std::size_t place : withoutMap)
            pixels.push_back(pixelsAt(place));
        const auto begin = std::chrono::steady_clock::now();
        auto results = network.run(pixels, m_cuts);
        for (std::size_t i = 0; i < withoutMap.size(); ++i) {
            const std::size_t place = withoutMap[i];
            const auto codec = m_into.m_stores[m_subjects.list[place].video].meta().codec;
            for (std::size_t c = 0; c < m_cuts.size(); ++c) {
                if (!m_withoutMaps.at(place).contains(m_cuts[c]))
                    continue;
                auto map = store::encodeMap(results[i].maps[c], codec);
                addMap(m_cuts[c], place, {derivedStore(), place}, map.sizeBytes());
                ++m_into.m_derived[m_cuts[c]];
                batch.maps.push_back({place, m_cuts[c], std::move(map)});
            }
        }
        m_into.m_deriveMs +=
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count();
        return batch;
    }

    cv::Mat pixelsAt(std::size_t place) const
    {
        if (const auto cut = m_cut.find(place); cut != m_cut.end())
            return cut->second;
        const Inputs::Place &where = m_into.m_pixels[place];
        return m_into.m_stores[where.store].pixels(where.patch).value();
    }

    Inputs &m_into;
    const store::Case &m_case;
    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    const Subjects &m_subjects;
    const std::vector<int> m_cuts;
    const Progress &m_progress;
    std::optional<store::VideoWriter> m_writer;
    std::set<std::size_t> m_withoutPixels;              // Places in the list.
    std::map<std::size_t, std::set<int>> m_withoutMaps; // The cuts, by place.
    std::map<std::size_t, cv::Mat> m_cut;               // Pixels from the videos.
};

Inputs::Inputs(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
               const Subjects &subjects, std::span<const int> cuts, const Progress &progress)
{
    m_videos = subjects.videos.size();
    InputSearch(*this, from, pack, backend, subjects, cuts, progress).run();
}

// By store, so that each is read in one transaction.
template <typename Value, typename Read>
std::vector<Value> Inputs::read(std::span<const std::size_t> places,
                                const std::vector<Place> &where, const Read &read) const
{
    std::map<std::size_t, std::vector<std::size_t>> byStore; // Places in `places`.
    for (std::size_t i = 0; i < places.size(); ++i)
        byStore[where[places[i]].store].push_back(i);
    std::vector<Value> result(places.size());
    for (const auto &[number, wanted] : byStore) {
        std::vector<PatchId> patches;
        for (const std::size_t i : wanted)
            patches.push_back(where[places[i]].patch);
        auto values = read(m_stores[number], patches);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!values[i])
                throw Error(m_stores[number].folder(), "patch " + std::to_string(patches[i]) +
                                                           " has lost its map or its pixels "
                                                           "meanwhile; compare again");
            result[wanted[i]] = std::move(*values[i]);
        }
    }
    return result;
}

std::vector<cv::Mat> Inputs::pixels(std::span<const std::size_t> places) const
{
    return read<cv::Mat>(places, m_pixels, [](const auto &video, const auto &patches) {
        return video.pixels(patches);
    });
}

std::vector<store::EncodedMap> Inputs::maps(std::span<const std::size_t> places, int cut) const
{
    return read<store::EncodedMap>(
        places, m_maps.at(cut),
        [cut](const auto &video, const auto &patches) { return video.maps(patches, cut); });
}

std::vector<int> Inputs::cutsKept() const
{
    std::vector<int> kept;
    for (const auto &[cut, places] : m_maps)
        if (std::ranges::all_of(std::span(m_stores).first(m_videos), [&](const auto &video) {
                const auto cuts = video.cutsWithMaps();
                return std::ranges::find(cuts, cut) != cuts.end();
            }))
            kept.push_back(cut);
    return kept;
}

std::size_t Inputs::derived(int cut) const
{
    const auto found = m_derived.find(cut);
    return found == m_derived.end() ? 0 : found->second;
}

double Inputs::bytes(int cut) const
{
    const auto found = m_bytes.find(cut);
    return found == m_bytes.end() ? 0 : found->second;
}

} // namespace refocus::compare
