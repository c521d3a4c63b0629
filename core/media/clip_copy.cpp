#include "base/error.h"
#include "media/clip_writer.h"
#include "media/output_file.h"
#include "media/picture_source.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

// How a copy is made:
// 1. The packets of the pictures around the range are told by their byte position in the table;
//    where that is ambiguous (raw streams) the source is decoded to learn which packet is which.
// 2. The packets are read once to plan: from the keyframe's on until every picture of the range has
//    had its packet. Later pictures that come in between are needed to decode the last ones; those
//    that are shown before the keyframe cannot be decoded without what precedes it and are left
//    out.
// 3. They are read again and written with the times of the table; decoding times are the same times
//    in increasing order, moved so far that none is after its picture's.
namespace refocus::media {

namespace {

constexpr FrameIndex kReorder = 64; // Pictures by which decoding and display order may differ.

void checkRange(const std::filesystem::path &source, const FrameTable &table, FrameRange range)
{
    if (range.first < 0 || range.last < range.first || range.last >= table.size())
        throw Error(source, "has no pictures " + std::to_string(range.first) + " to " +
                                std::to_string(range.last));
}

// Which picture a packet holds, for the pictures around a range.
class PacketNames
{
public:
    PacketNames(const std::filesystem::path &source, const FrameTable &table, FrameIndex first,
                FrameIndex last)
    {
        for (FrameIndex i = first; i <= last; ++i) {
            const std::int64_t position = table.entry(i).bytePosition;
            m_byNumber |= position < 0 || !m_names.emplace(position, i).second;
        }
        if (m_byNumber)
            decode(source, first, last);
    }

    bool byNumber() const { return m_byNumber; } // Then packets must be read from the start.
    std::optional<FrameIndex> find(std::int64_t number, std::int64_t position) const
    {
        const auto found = m_names.find(m_byNumber ? number : position);
        return found == m_names.end() ? std::nullopt : std::optional(found->second);
    }

private:
    void decode(const std::filesystem::path &path, FrameIndex first, FrameIndex last)
    {
        m_names.clear();
        PictureSource source(path, 0);
        for (FrameIndex i = 0; i <= last && source.next(); ++i)
            if (i >= first)
                m_names.emplace(source.packetNumber(), i);
    }

    bool m_byNumber = false;
    std::unordered_map<std::int64_t, FrameIndex> m_names;
};

// The video packets of a source from the keyframe's container position on, numbered from 0.
class PacketReader
{
public:
    PacketReader(const std::filesystem::path &source, const FrameEntry *from)
        : m_input(openVideoInput(source)), m_packet(av_packet_alloc())
    {
        if (from && !seekInput(m_input, *from)) {
            m_input.format.reset();
            m_input = openVideoInput(source);
        }
    }

    AVPacket *next() // Null at the end.
    {
        do {
            av_packet_unref(m_packet.get());
            if (av_read_frame(m_input.format.get(), m_packet.get()) < 0)
                return nullptr;
        } while (m_packet->stream_index != m_input.stream->index);
        ++m_number;
        return m_packet.get();
    }
    std::int64_t number() const { return m_number; }
    const VideoInput &input() const { return m_input; }

private:
    VideoInput m_input;
    PacketPtr m_packet;
    std::int64_t m_number = -1;
};

struct Plan
{
    std::int64_t firstPacket = 0;              // Its number in a PacketReader.
    std::vector<std::optional<Timestamp>> pts; // Of each packet from there on; none: left out.
    std::vector<Timestamp> dts;                // As long as pts; 0 for those left out.
    CopiedClip clip;
};

// Decoding times: the display times in increasing order, none after its picture's display time.
void planDecodingTimes(Plan &plan)
{
    std::vector<Timestamp> times;
    for (const auto &pts : plan.pts)
        if (pts)
            times.push_back(*pts);
    std::sort(times.begin(), times.end());
    const Timestamp origin = times.front();
    Timestamp delay{0};
    std::size_t next = 0;
    for (const auto &pts : plan.pts)
        if (pts)
            delay = std::max(delay, times[next++] - *pts);
    next = 0;
    for (auto &pts : plan.pts) {
        plan.dts.push_back(pts ? times[next++] - delay - origin : Timestamp{0});
        if (pts)
            *pts -= origin;
    }
}

Plan makePlan(PacketReader &&reader, const PacketNames &names, const FrameTable &table,
              FrameRange range, FrameIndex start)
{
    Plan plan;
    const FrameEntry &first = table.entry(start);
    const AVRational timeBase = reader.input().stream->time_base;
    FrameIndex end = range.last, seen = 0; // Of the pictures start to end.
    bool begun = start == 0; // Then also what comes before the first displayed picture.
    Timestamp last{0};
    while (seen < end - start + 1) {
        const AVPacket *packet = reader.next();
        if (!packet)
            break;
        const auto name = names.find(reader.number(), packet->pos);
        if (!begun && name != start)
            continue;
        if (!begun || plan.pts.empty())
            plan.firstPacket = reader.number();
        begun = true;

        std::optional<Timestamp> time;
        if (name) {
            time = table.entry(*name).time - first.time;
            end = std::max(end, *name);
            seen += *name >= start;
            plan.clip.extraAfter += *name > range.last;
        } else if (packet->pts != AV_NOPTS_VALUE && first.pts != kNoPts) {
            time = Timestamp(av_rescale_q(packet->pts - first.pts, timeBase, {1, 1'000'000}));
        } else {
            time = last + Timestamp(1);
        }
        last = *time;
        const bool leading = *time < Timestamp{0} && start > 0;
        plan.pts.push_back(leading ? std::nullopt : time);
        plan.clip.frames += !leading && (name || *time < Timestamp{0});
        plan.clip.extraFrames += !leading && *time < Timestamp{0};
    }
    plan.clip.firstFrame = start;
    plan.clip.extraFrames += range.first - start;
    if (seen > 0)
        planDecodingTimes(plan);
    else
        plan.pts.clear();
    return plan;
}

void setUpStream(OutputFile &output, const VideoInput &input)
{
    AVStream *stream = output.addStream();
    const AVStream &from = *input.stream;
    if (avcodec_parameters_copy(stream->codecpar, from.codecpar) < 0)
        throw Error("out of memory");
    stream->codecpar->codec_tag = 0; // The containers' tags differ.
    stream->sample_aspect_ratio = from.sample_aspect_ratio;
    const double rate = frameRateOf(input);
    stream->avg_frame_rate = av_d2q(rate > 0 ? rate : 25, 100'000);
    const bool avi = std::string_view(output.format()->oformat->name) == "avi";
    stream->time_base = avi ? av_inv_q(stream->avg_frame_rate) : from.time_base;
    copySideData(*stream, from);
    output.writeHeader();
}

} // namespace

FrameIndex extraFramesBefore(const FrameTable &table, FrameIndex first)
{
    return first - table.keyframeBefore(first).value_or(0);
}

CopiedClip copyClip(const std::filesystem::path &source, const FrameTable &table, FrameRange range,
                    const std::filesystem::path &out, const Progress &progress)
{
    checkRange(source, table, range);
    const FrameIndex start = table.keyframeBefore(range.first).value_or(0);
    const PacketNames names(source, table, std::max<FrameIndex>(0, start - kReorder),
                            std::min(table.size() - 1, range.last + kReorder));
    const FrameEntry *from = start == 0 || names.byNumber() ? nullptr : &table.entry(start);
    Plan plan = makePlan(PacketReader(source, from), names, table, range, start);
    if (plan.pts.empty() && from) { // The container went too far.
        from = nullptr;
        plan = makePlan(PacketReader(source, from), names, table, range, start);
    }
    if (plan.pts.empty())
        throw Error(source,
                    "its pictures cannot be copied, the file has changed since it was read");

    PacketReader reader(source, from);
    OutputFile output(out);
    setUpStream(output, reader.input());
    const AVRational microseconds{1, 1'000'000};
    const AVRational inBase = reader.input().stream->time_base;
    const AVRational outBase = output.format()->streams[0]->time_base;
    std::optional<std::int64_t> lastDts;
    for (std::size_t i = 0; i < plan.pts.size();) {
        AVPacket *packet = reader.next();
        if (!packet)
            throw Error(source, "can no longer be read");
        if (reader.number() < plan.firstPacket)
            continue;
        const auto pts = plan.pts[i];
        const Timestamp dts = plan.dts[i++];
        if (!pts)
            continue;
        packet->dts = av_rescale_q(dts.count(), microseconds, outBase);
        if (lastDts && packet->dts <= *lastDts) // Finer than the container can tell.
            packet->dts = *lastDts + 1;
        packet->pts = std::max(packet->dts, av_rescale_q(pts->count(), microseconds, outBase));
        packet->duration = av_rescale_q(packet->duration, inBase, outBase);
        packet->flags &= ~AV_PKT_FLAG_DISCARD;
        packet->stream_index = 0;
        packet->pos = -1;
        lastDts = packet->dts;
        output.write(*packet);
        const double done = static_cast<double>(i) / static_cast<double>(plan.pts.size());
        if (!goOn(progress, {done, out.filename().string()}))
            throw Cancelled();
    }
    output.finish();
    return plan.clip;
}

} // namespace refocus::media
