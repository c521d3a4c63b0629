// The networks' inputs for the compared patches: where the case keeps them they are read there, and
// what it does not keep is derived once into a store beside it; so is copied what an ingest that
// still runs may drop. One thread.
#pragma once

#include "base/progress.h"
#include "compare/scratch_folder.h"
#include "compare/subjects.h"
#include "nn/inference.h"
#include "store/video_snapshot.h"

#include <map>
#include <optional>
#include <span>

namespace refocus::compare {

class Inputs
{
public:
    // Cuts: whose maps are needed. Throws Error where a patch has no pixels and its video is not at
    // hand, or the system's temporary files cannot be written; Cancelled.
    Inputs(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
           const Subjects &subjects, std::span<const int> cuts, const Progress &progress = {});

    // Places in Subjects::list; result[i] is of places[i]. Throws Error.
    std::vector<cv::Mat> pixels(std::span<const std::size_t> places) const;
    std::vector<store::EncodedMap> maps(std::span<const std::size_t> places, int cut) const;

    std::size_t derived(int cut) const; // Patches whose map was not kept.
    std::vector<int> cutsKept() const;  // Of the cuts asked for: every video has their maps.
    store::Codec codec() const { return m_stores.front().meta().codec; } // Of the first video.
    std::size_t cutFromVideo() const { return m_cutFromVideo; }
    double bytes(int cut) const; // Of a map as stored, on average; 0: not a cut asked for.
    double deriveMs() const { return m_deriveMs; } // A patch: network and codec; 0: none was.

private:
    // Where an input lies: a place in m_stores and its patch there.
    struct Place
    {
        std::size_t store = 0;
        PatchId patch = 0;
    };
    template <typename Value, typename Read>
    std::vector<Value> read(std::span<const std::size_t> places, const std::vector<Place> &where,
                            const Read &read) const;
    friend class InputSearch;

    ScratchFolder m_folder;
    std::vector<store::VideoSnapshot> m_stores; // Of the videos, then that of copies and derived.
    std::size_t m_videos = 0;
    std::vector<Place> m_pixels;              // Of each subject.
    std::map<int, std::vector<Place>> m_maps; // By cut, of each subject.
    std::map<int, std::size_t> m_derived;
    std::map<int, double> m_bytes;
    std::size_t m_cutFromVideo = 0;
    double m_deriveMs = 0;
};

} // namespace refocus::compare
