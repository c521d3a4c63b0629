// Compares reuse depths on a case: the same patches go through each depth, in turns, several times.
// What comes out is what was measured; figures.h makes shares and times of it.
#pragma once

#include "base/progress.h"
#include "compare/depth_input.h"
#include "compare/subjects.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace refocus::compare {

struct CompareOptions
{
    SubjectOptions subjects;
    // Compared with the whole network on pixels, which is put first where it is missing. Empty:
    // that and every retrained splice of the pack.
    std::vector<DepthChoice> depths;
    int runs = 5; // Of timing, after one that does not count and that gives the answers.
};

struct Answer
{
    ClassId classId = 0; // The likeliest.
    float p = 0;
    friend bool operator==(const Answer &, const Answer &) = default;
};

// One pass over the patches, several where they are few, or as much of it as there is yet.
struct TimedRun
{
    Milliseconds spent;
    std::size_t patches = 0;
    std::vector<double> batches; // Milliseconds of each; the depths took turns at every one.

    void add(const Milliseconds &batch, std::size_t count)
    {
        spent += batch;
        patches += count;
        batches.push_back(batch.total());
    }
};

struct ComparedDepth
{
    Depth depth;
    bool retrained = true; // See DepthNetwork.
    bool exact = true;
    std::array<int, 3> shape{};  // Of the map, or of the pixels.
    double bytes = 0;            // Of a map as the case keeps it, on average; 0 for none.
    std::size_t derived = 0;     // Patches whose map the case does not keep.
    std::vector<Answer> answers; // Of the first patches; of all once the first pass is over.
    std::vector<TimedRun> runs;
};

// Another way to keep the maps of a cut, tried on some of the patches.
struct CodecCost
{
    store::Codec codec = store::Codec::Int8;
    double bytes = 0;    // A patch.
    double encodeMs = 0; // A patch, at ingest.
    double decodeMs = 0; // A patch, at query time, one thread.
};

struct Comparison
{
    CompareOptions options;
    Subjects subjects;
    std::vector<ComparedDepth> depths; // None first.
    // Retrained splices that a query of the case may take by `auto`, as some video of it keeps
    // their maps, and that are not among the depths.
    std::vector<nn::Splice> leftOut;
    bool finished = false;
    std::vector<int> cutsKept;               // Whose maps every video has.
    store::Codec codec = store::Codec::Int8; // Of the maps, as of the first video.
    double deriveMs = 0; // A patch whose maps are derived from pixels; 0 where none was.
    std::map<int, std::vector<CodecCost>> codecs; // By cut; once finished.
    double diskBytesPerSecond = 0;    // Of this case's disk, past the cache; 0: not measured.
    std::vector<std::string> classes; // Of the pack.
    std::string pack, packHash, device, precision;
    int threads = 0;
    std::vector<std::string> notes; // Sentences about what was measured.
};

// What there is so far, a few times a second, and at the end.
using ComparisonSink = std::function<void(const Comparison &)>;

// Runs on the caller's thread. Verdicts that the case keeps are neither used nor changed. Throws
// Error: a depth that does not fit, nothing to compare, no pixels; Cancelled.
Comparison compareDepths(const store::Case &from, const nn::ModelPack &pack,
                         const nn::Backend &backend, const CompareOptions &options,
                         const ComparisonSink &sink = {}, const Progress &progress = {});

} // namespace refocus::compare
