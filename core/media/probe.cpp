#include "media/probe.h"

#include "base/error.h"
#include "media/video_input.h"
#include "media/video_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace refocus::media {

namespace {

constexpr std::int64_t kReportEvery = 512;
constexpr double kPacketShare = 0.3; // Of the work; the rest is decoding.

// What the packets of one stream say.
struct PacketFacts
{
    std::int64_t packets = 0, missingPts = 0, discarded = 0;
    std::vector<std::int64_t> pts, dts;
};

std::string text(AVRational rational)
{
    return std::to_string(rational.num) + "/" + std::to_string(rational.den);
}

std::string text(double value, const char *format = "%.3f")
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::vector<std::int64_t> stepsOf(std::vector<std::int64_t> &stamps)
{
    std::sort(stamps.begin(), stamps.end());
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < stamps.size(); ++i)
        steps.push_back(stamps[i] - stamps[i - 1]);
    return steps;
}

std::int64_t median(std::vector<std::int64_t> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// The rate is variable if more than one step in fifty is neither the usual one, nor a repeated
// PTS, nor a gap of whole pictures; containers round to their time base, hence the one unit.
struct Cadence
{
    bool variable = false;
    std::int64_t duplicates = 0, dropped = 0;
};

Cadence cadenceOf(const std::vector<std::int64_t> &steps)
{
    Cadence cadence;
    std::vector<std::int64_t> forward;
    for (const std::int64_t step : steps)
        if (step > 0)
            forward.push_back(step);
    cadence.duplicates = static_cast<std::int64_t>(steps.size() - forward.size());
    const std::int64_t usual = median(forward);
    std::int64_t odd = 0;
    for (const std::int64_t step : forward) {
        const std::int64_t pictures = (step + usual / 2) / usual;
        if (std::abs(step - usual * std::max<std::int64_t>(1, pictures)) >
            std::max<std::int64_t>(1, pictures))
            ++odd;
        else if (pictures > 1)
            cadence.dropped += pictures - 1;
    }
    const std::int64_t most = static_cast<std::int64_t>(forward.size()) / 50;
    cadence.variable =
        odd > most || cadence.dropped > static_cast<std::int64_t>(forward.size()) / 4;
    if (cadence.variable)
        cadence.dropped = 0;
    return cadence;
}

StreamProbe describe(const VideoInput &input, const AVStream &stream, PacketFacts &facts)
{
    const AVCodecParameters &codec = *stream.codecpar;
    StreamProbe probe;
    probe.codec = avcodec_get_name(codec.codec_id);
    probe.width = codec.width;
    probe.height = codec.height;
    const char *pixels = av_get_pix_fmt_name(static_cast<AVPixelFormat>(codec.format));
    probe.pixelFormat = pixels ? pixels : "unknown";
    probe.timeBase = text(stream.time_base);
    probe.averageRate = text(stream.avg_frame_rate);
    probe.rotation = rotationOf(stream);
    probe.frames = facts.packets - facts.discarded;
    probe.missingPts = input.hasTimestamps ? facts.missingPts : facts.packets;
    probe.interlaced =
        codec.field_order != AV_FIELD_UNKNOWN && codec.field_order != AV_FIELD_PROGRESSIVE;
    if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0)
        probe.containerDurationSeconds =
            static_cast<double>(stream.duration) * av_q2d(stream.time_base);
    else if (input.format->duration != AV_NOPTS_VALUE && input.hasTimestamps)
        probe.containerDurationSeconds = static_cast<double>(input.format->duration) / AV_TIME_BASE;

    // Containers without PTS (AVI) still have a clock.
    std::vector<std::int64_t> &stamps = facts.pts.empty() ? facts.dts : facts.pts;
    if (!input.hasTimestamps || stamps.empty())
        return probe;
    const Cadence cadence = cadenceOf(stepsOf(stamps));
    probe.variableFrameRate = cadence.variable;
    probe.duplicatePts = facts.pts.empty() ? 0 : cadence.duplicates;
    probe.droppedPictures = cadence.dropped;
    probe.firstPtsSeconds = static_cast<double>(stamps.front()) * av_q2d(stream.time_base);
    return probe;
}

std::vector<PacketFacts> readPackets(const VideoInput &input, const Progress &progress,
                                     const std::string &what, bool &endedEarly)
{
    AVFormatContext *format = input.format.get();
    std::vector<PacketFacts> facts(format->nb_streams);
    PacketPtr packet(av_packet_alloc());
    const double size = static_cast<double>(std::max<std::int64_t>(1, avio_size(format->pb)));
    int result = 0;
    for (std::int64_t count = 0; (result = av_read_frame(format, packet.get())) >= 0; ++count) {
        const auto index = static_cast<std::size_t>(packet->stream_index);
        if (index >= facts.size()) // A stream that shows up late.
            facts.resize(index + 1);
        PacketFacts &stream = facts[index];
        ++stream.packets;
        stream.discarded += (packet->flags & AV_PKT_FLAG_DISCARD) != 0;
        stream.missingPts += packet->pts == AV_NOPTS_VALUE;
        if (!(packet->flags & AV_PKT_FLAG_DISCARD)) {
            if (packet->pts != AV_NOPTS_VALUE)
                stream.pts.push_back(packet->pts);
            else if (packet->dts != AV_NOPTS_VALUE)
                stream.dts.push_back(packet->dts);
        }
        av_packet_unref(packet.get());
        const double done = kPacketShare * static_cast<double>(avio_tell(format->pb)) / size;
        if (count % kReportEvery == 0 && !goOn(progress, {std::min(done, kPacketShare), what}))
            throw Cancelled();
    }
    endedEarly = result != AVERROR_EOF;
    return facts;
}

// Whether the container shows other pictures or times than it stores, as an MP4's elst does: seen
// by reading it again without that.
bool hasEditList(const std::filesystem::path &path, const VideoInput &input, std::int64_t discarded)
{
    if (discarded > 0)
        return true;
    if (std::string_view(input.format->iformat->name).find("mp4") == std::string_view::npos)
        return false;
    AVFormatContext *format = nullptr;
    Dictionary options;
    options.set("protocol_whitelist", "file");
    options.set("ignore_editlist", "1");
    if (avformat_open_input(&format, urlOf(path.string()).c_str(), nullptr, options.get()) < 0)
        return false;
    const InputPtr plain(format);
    const auto index = static_cast<unsigned>(input.stream->index);
    PacketPtr packet(av_packet_alloc());
    while (index < plain->nb_streams && av_read_frame(plain.get(), packet.get()) >= 0) {
        if (packet->stream_index == input.stream->index) {
            const VideoInput again = openVideoInput(path);
            PacketPtr edited(av_packet_alloc());
            if (av_read_frame(again.format.get(), edited.get()) < 0)
                return false;
            return edited->pts != packet->pts || edited->pos != packet->pos;
        }
        av_packet_unref(packet.get());
    }
    return false;
}

void addWarnings(VideoProbe &probe, const StreamProbe &stream, const DecodeCounts &counts,
                 bool endedEarly, std::int64_t discarded)
{
    const auto warn = [&](const std::string &sentence) { probe.warnings.push_back(sentence); };
    const double container = stream.containerDurationSeconds;
    const double pictures = stream.picturesDurationSeconds;
    const double perPicture = stream.frames > 0 ? pictures / static_cast<double>(stream.frames) : 0;
    if (container > 0 && std::abs(container - pictures) > std::max(0.1, 2 * perPicture))
        warn("The container says " + text(container) + " s, but its pictures last " +
             text(pictures) + " s.");
    if (endedEarly || counts.endedEarly)
        warn("The file ends early or is damaged; what follows cannot be read.");
    if (counts.failedPackets > 0 || counts.failedPictures > 0)
        warn(std::to_string(std::max(counts.failedPackets, counts.failedPictures)) +
             " pictures could not be decoded.");
    if (counts.damagedPictures > 0)
        warn(std::to_string(counts.damagedPictures) + " pictures are damaged.");
    if (std::abs(stream.firstPtsSeconds) > 1e-6)
        warn("The first PTS is " + text(stream.firstPtsSeconds) +
             " s, not 0; times are counted from it.");
    if (stream.duplicatePts > 0)
        warn(std::to_string(stream.duplicatePts) + " pictures repeat the PTS of another.");
    if (stream.missingPts > 0)
        warn(std::to_string(stream.missingPts) + " packets have no PTS.");
    if (stream.droppedPictures > 0)
        warn(std::to_string(stream.droppedPictures) +
             " pictures are missing from an otherwise constant rate.");
    if (stream.variableFrameRate)
        warn("The frame rate is variable; frame numbers are not times.");
    if (discarded > 0)
        warn("An edit list hides " + std::to_string(discarded) + " of the stored pictures.");
    if (stream.interlaced)
        warn("The video is interlaced; the first field of each picture is shown.");
    if (stream.rotation != 0)
        warn("The pictures are turned by " + std::to_string(stream.rotation) + " degrees.");
}

} // namespace

VideoProbe probe(const std::filesystem::path &path, const Progress &progress)
{
    const std::string what = path.filename().string();
    const VideoInput input = openVideoInput(path, Streams::All);
    bool endedEarly = false;
    std::vector<PacketFacts> facts = readPackets(input, progress, what, endedEarly);

    // The pictures themselves, of the stream that is shown.
    FrameTable table;
    VideoReader reader(path);
    while (reader.skip()) {
        table.append(reader.entry());
        const double done = kPacketShare + (1 - kPacketShare) * reader.fraction();
        if (table.size() % kReportEvery == 0 && !goOn(progress, {done, what}))
            throw Cancelled();
    }

    VideoProbe probe;
    probe.format = input.format->iformat->name;
    for (unsigned i = 0; i < input.format->nb_streams; ++i) {
        const AVStream *stream = input.format->streams[i];
        if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO ||
            (stream->disposition & AV_DISPOSITION_ATTACHED_PIC))
            continue;
        facts.resize(std::max<std::size_t>(facts.size(), i + 1));
        StreamProbe described = describe(input, *stream, facts[i]);
        if (stream == input.stream) {
            described.frames = table.size();
            described.failedPackets = reader.counts().failedPackets;
            described.picturesDurationSeconds = toSeconds(table.duration());
            described.editList = hasEditList(path, input, facts[i].discarded);
            probe.durationSeconds = described.containerDurationSeconds > 0
                                        ? described.containerDurationSeconds
                                        : described.picturesDurationSeconds;
            addWarnings(probe, described, reader.counts(), endedEarly, facts[i].discarded);
        }
        probe.streams.push_back(described);
    }
    return probe;
}

} // namespace refocus::media
