// Verdicts of the query network on representatives: kept ones first, the network for the rest.
// Networks stay loaded. Not thread-safe.
#pragma once

#include "nn/inference.h"
#include "query/query.h"
#include "store/video_snapshot.h"

namespace refocus::query {

class Verifier
{
public:
    Verifier(const nn::ModelPack &pack, const nn::Backend &backend);

    // What a verdict of this splice on this video is kept under.
    store::VerdictSource sourceOf(const store::VideoSnapshot &video,
                                  const std::optional<nn::Splice> &splice) const;

    // The kept verdicts; none where the network has not been asked. result[i] is of patches[i].
    std::vector<std::optional<store::Verdict>> kept(const store::VideoSnapshot &video,
                                                    std::span<const PatchId> patches,
                                                    const std::optional<nn::Splice> &splice) const;

    // Runs the network and keeps what it says. Where the map of a patch is not stored, the same
    // network runs on its pixels; none where there are none either: an ingest that still runs drops
    // them when the cluster's representative becomes another. Adds to `stats`; once what was said
    // could not be kept, these say why and no more is tried. result[i] is of patches[i]. Throws
    // Cancelled; progress: see nn/inference.h.
    std::vector<std::optional<store::Verdict>>
    ask(const store::VideoSnapshot &video, std::span<const PatchId> patches,
        const std::optional<nn::Splice> &splice, QueryStats &stats, const Progress &progress = {});

private:
    nn::QueryNetwork &network(const std::optional<nn::Splice> &splice);

    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    std::map<std::optional<nn::Splice>, std::unique_ptr<nn::QueryNetwork>> m_networks;
};

} // namespace refocus::query
