#include "ingest/pipeline.h"

#include "detect/patch_cut.h"

#include <algorithm>
#include <deque>

namespace refocus::ingest {

namespace {

constexpr int kThumbnailSize = 128;
constexpr Timestamp kGap = std::chrono::seconds(2);   // Longer without a picture: not recorded.
constexpr Timestamp kLongest = std::chrono::years(1); // What says more has a damaged header.

// Few pictures in flight where they are large: the queues hold at most about this many bytes.
std::size_t queueLength(const media::VideoInfo &info)
{
    constexpr std::size_t kBytes = 96 << 20;
    const auto picture =
        static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * 3;
    return std::clamp<std::size_t>(kBytes / std::max<std::size_t>(picture, 1), 1, 16);
}

// Also a packet that the decoder refused would have held a picture.
std::int64_t failedOf(const media::DecodeCounts &counts)
{
    return std::max(counts.failedPackets, counts.failedPictures);
}

// When the pictures should end, counted from the first; none where the container does not tell.
// Some count their duration from 0 on and not from their first picture.
std::optional<Timestamp> declaredEnd(const media::VideoInfo &info, std::int64_t firstPts)
{
    const double first = std::max(0.0, static_cast<double>(firstPts) * info.timeBase);
    if (firstPts == media::kNoPts || info.duration > kLongest || first > toSeconds(info.duration))
        return std::nullopt;
    return info.duration - fromSeconds(first);
}

} // namespace

Pipeline::Pipeline(media::VideoReader reader, const IngestOptions &options,
                   nn::IngestNetwork &network, int patchSize, FrameIndex replayTo)
    : m_reader(std::move(reader)), m_options(options), m_network(network), m_patchSize(patchSize),
      m_replayTo(replayTo), m_decoded(queueLength(m_reader.info())), m_detected(64)
{
    run(m_decoder, &Pipeline::decode);
    run(m_detector, &Pipeline::detect);
    run(m_inferrer, &Pipeline::infer);
}

Pipeline::~Pipeline()
{
    closeAll();
    for (std::thread *thread : {&m_decoder, &m_detector, &m_inferrer})
        if (thread->joinable())
            thread->join();
}

void Pipeline::run(std::thread &thread, void (Pipeline::*stage)())
{
    thread = std::thread([this, stage] {
        try {
            (this->*stage)();
        } catch (...) {
            fail(std::current_exception());
        }
    });
}

void Pipeline::fail(std::exception_ptr error)
{
    {
        const std::lock_guard lock(m_errorMutex);
        if (!m_error)
            m_error = std::move(error);
    }
    closeAll();
}

void Pipeline::closeAll()
{
    m_closed = true;
    m_decoded.close();
    m_detected.close();
    m_inferred.close();
}

std::optional<std::vector<Analysed>> Pipeline::next(std::chrono::milliseconds patience,
                                                    bool &timedOut)
{
    auto group = m_inferred.pop(patience, timedOut);
    const std::lock_guard lock(m_errorMutex);
    if (m_error)
        std::rethrow_exception(m_error);
    return group;
}

void Pipeline::decode()
{
    const double step = m_options.fps > 0 ? 1 / m_options.fps : 0;
    double due = 0;
    std::optional<Timestamp> last, end;
    while (auto frame = m_reader.read()) {
        const media::FrameEntry &entry = m_reader.entry();
        const double seconds = toSeconds(entry.time);
        // Half a millisecond of grace for time bases that cannot say a third.
        const bool skipped = seconds + 0.0005 < due;
        if (!skipped && step > 0)
            due = std::max(due + step, seconds);
        ++m_coverage.framesDecoded;
        m_coverage.framesSkipped += skipped;
        m_coverage.framesFailed = failedOf(m_reader.counts());
        if (!last)
            end = declaredEnd(m_reader.info(), entry.pts);
        else if (entry.time - *last > kGap)
            m_coverage.gaps.push_back({*last, entry.time});
        last = entry.time;
        m_fraction = m_reader.fraction();
        Decoded decoded{std::move(*frame),
                        {entry.time, entry.pts, entry.bytePosition, entry.keyframe},
                        skipped,
                        m_coverage};
        if (skipped)
            decoded.frame.image.release();
        if (!m_decoded.push(std::move(decoded)))
            return;
    }
    endCoverage(last.value_or(Timestamp{0}), end);
    m_fraction = 1;
    m_decoded.finish();
}

// What was lost behind the last picture, which no picture tells.
void Pipeline::endCoverage(Timestamp last, std::optional<Timestamp> end)
{
    const media::DecodeCounts &counts = m_reader.counts();
    m_coverage.framesFailed = failedOf(counts);
    const Timestamp missing = end ? *end - last : Timestamp{0};
    if (missing > (counts.endedEarly ? Timestamp{0} : kGap))
        m_coverage.gaps.push_back({last, *end});
    else if (counts.endedEarly) // How much is not known.
        m_coverage.framesFailed = std::max<std::int64_t>(m_coverage.framesFailed, 1);
}

// A picture as it leaves the detector, with the patches cut that the network has to see.
Analysed Pipeline::analysed(detect::FrameResult result) const
{
    Analysed out;
    out.frame = result.frame.index;
    out.time = result.frame.time;
    out.endedTracks = std::move(result.endedTracks);
    for (const detect::Detection &detection : result.detections) {
        Analysed::Object object{detection, {}, {}, {}};
        if (detection.needsInference && out.frame >= m_replayTo) {
            object.patch = detect::cutPatch(result.frame.image, detection.box, m_patchSize);
            object.thumbnail = detect::cutPatch(result.frame.image, detection.box, kThumbnailSize);
        }
        out.objects.push_back(std::move(object));
    }
    return out;
}

void Pipeline::detect()
{
    detect::Detector detector(m_options.detect);
    std::deque<std::pair<store::FrameEntry, store::Coverage>> waiting; // Behind the detector's lag.
    FrameIndex waitingFrom = 0;
    const auto pass = [&](Analysed out) {
        while (!waiting.empty() && waitingFrom <= out.frame) {
            out.entries.push_back(waiting.front().first);
            out.coverage = std::move(waiting.front().second);
            waiting.pop_front();
            ++waitingFrom;
        }
        out.coverage.maskedShare = detector.stats().maskedShare;
        return m_detected.push(std::move(out));
    };
    while (auto decoded = m_decoded.pop()) {
        waiting.emplace_back(decoded->entry, std::move(decoded->coverage));
        if (decoded->skipped)
            continue;
        if (auto result = detector.add(decoded->frame))
            if (!pass(analysed(std::move(*result))))
                return;
    }
    for (detect::FrameResult &result : detector.flush())
        if (!pass(analysed(std::move(result))))
            return;
    if (!waiting.empty()) { // Pictures that --fps skipped at the very end.
        Analysed rest;
        rest.frame = waitingFrom + static_cast<FrameIndex>(waiting.size()) - 1;
        rest.time = waiting.back().first.time;
        pass(std::move(rest));
    }
    m_detected.finish();
}

void Pipeline::infer()
{
    Group group;
    int patches = 0;
    while (auto analysed = m_detected.pop()) {
        const FrameIndex frame = analysed->frame;
        for (const Analysed::Object &object : analysed->objects)
            patches += !object.patch.empty();
        group.push_back(std::move(*analysed));
        // A replayed stretch ends where its last batch did.
        if (patches < m_options.batch && group.size() < kGroupFrames && frame + 1 != m_replayTo)
            continue;
        inferGroup(group);
        if (!m_inferred.push(std::exchange(group, {})))
            return;
        patches = 0;
    }
    inferGroup(group);
    if (!group.empty())
        m_inferred.push(std::move(group));
    m_inferred.finish();
}

void Pipeline::inferGroup(Group &group)
{
    std::vector<cv::Mat> patches;
    std::vector<Analysed::Object *> objects;
    for (Analysed &analysed : group)
        for (Analysed::Object &object : analysed.objects)
            if (!object.patch.empty()) {
                patches.push_back(object.patch);
                objects.push_back(&object);
            }
    if (patches.empty())
        return;
    const std::span<const int> cuts =
        m_options.maps == store::MapsKept::None ? std::span<const int>{} : m_options.cuts;
    auto results =
        m_network.run(patches, cuts, [this](const ProgressReport &) { return !m_closed; });
    for (std::size_t i = 0; i < objects.size(); ++i)
        objects[i]->result = std::move(results[i]);
}

} // namespace refocus::ingest
