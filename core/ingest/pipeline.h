// Decode ∥ detect ∥ infer: three threads that turn a video into groups of analysed pictures.
#pragma once

#include "ingest/bounded_queue.h"
#include "ingest/indexer.h"
#include "media/video_reader.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace refocus::ingest {

class Pipeline
{
public:
    // Pictures before `replayTo` are decoded and detected, but no network runs on them.
    Pipeline(media::VideoReader reader, const IngestOptions &options, nn::IngestNetwork &network,
             int patchSize, FrameIndex replayTo);
    ~Pipeline(); // Ends the threads at once and joins them.

    // The next group, to be written as one batch; none at the end, or for now (`timedOut`). Groups
    // end where the number of patches to infer reaches the batch size, or after kGroupFrames: at
    // the same pictures in every run. Throws what a stage threw.
    std::optional<std::vector<Analysed>> next(std::chrono::milliseconds patience, bool &timedOut);

    // Of the whole file. Requires: next() has come to the end.
    const store::Coverage &coverage() const { return m_coverage; }

    double fraction() const { return m_fraction; } // Of the file read.
    static constexpr std::size_t kGroupFrames = 250;

private:
    struct Decoded
    {
        Frame frame;
        store::FrameEntry entry;
        bool skipped = false; // By --fps: known to the frame table, but not looked at.
        store::Coverage coverage;
    };
    using Group = std::vector<Analysed>;

    void decode();
    void endCoverage(Timestamp last, std::optional<Timestamp> end);
    void detect();
    void infer();
    void run(std::thread &thread, void (Pipeline::*stage)());
    void fail(std::exception_ptr error);
    void closeAll();
    Analysed analysed(detect::FrameResult result) const;
    void inferGroup(Group &group);

    media::VideoReader m_reader;
    const IngestOptions &m_options;
    nn::IngestNetwork &m_network;
    const int m_patchSize;
    const FrameIndex m_replayTo;
    BoundedQueue<Decoded> m_decoded;
    BoundedQueue<Analysed> m_detected;
    BoundedQueue<Group> m_inferred{2};
    store::Coverage m_coverage; // The decoder's; it is read when that has ended.
    std::atomic<double> m_fraction = 0;
    std::atomic<bool> m_closed = false; // The network stops behind the block that it is in.
    std::mutex m_errorMutex;
    std::exception_ptr m_error; // The first one. Guarded by m_errorMutex.
    std::thread m_decoder, m_detector, m_inferrer;
};

} // namespace refocus::ingest
