#include "store/pack.h"

#include "store/records_generated.h"
#include "store/zstd_bytes.h"

#include <cassert>
#include <cmath>
#include <cstring>

namespace refocus::store {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

Packed finish(Builder &builder, flatbuffers::Offset<void> root)
{
    builder.Finish(flatbuffers::Offset<fb::Bytes>(root.o)); // The root's type is not stored.
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

template <class T> Packed finish(Builder &builder, flatbuffers::Offset<T> root)
{
    return finish(builder, root.Union());
}

template <class T> const T &verified(const Record &record, const char *kind, std::size_t keySize)
{
    flatbuffers::Verifier verifier(record.payload.data(), record.payload.size());
    if (!verifier.VerifyBuffer<T>(nullptr) || (keySize != 0 && record.key.size() != keySize))
        record.fail(std::string("is damaged (not a ") + kind + " record)");
    return *flatbuffers::GetRoot<T>(record.payload.data());
}

std::vector<fb::Score> toScores(std::span<const ClassScore> scores)
{
    std::vector<fb::Score> result;
    result.reserve(scores.size());
    for (const ClassScore &s : scores)
        result.emplace_back(s.classId, s.p);
    return result;
}

std::vector<ClassScore> fromScores(const flatbuffers::Vector<const fb::Score *> *scores)
{
    std::vector<ClassScore> result;
    if (scores == nullptr)
        return result;
    result.reserve(scores->size());
    for (const fb::Score *s : *scores)
        result.push_back({s->class_id(), s->p()});
    return result;
}

std::string text(const flatbuffers::String *s) { return s == nullptr ? std::string() : s->str(); }

Bytes bytes(const flatbuffers::Vector<std::uint8_t> *v)
{
    return v == nullptr ? Bytes() : Bytes(v->data(), v->size());
}

std::vector<float> floats(const flatbuffers::Vector<float> *v)
{
    return v == nullptr ? std::vector<float>() : std::vector<float>(v->begin(), v->end());
}

} // namespace

Packed packFrames(std::span<const FrameEntry> frames)
{
    std::vector<fb::FrameEntry> entries;
    entries.reserve(frames.size());
    for (const FrameEntry &f : frames)
        entries.emplace_back(f.time.count(), f.pts, f.bytePosition, f.keyframe);
    Builder builder;
    const auto vector = builder.CreateVectorOfStructs(entries);
    return finish(builder, fb::CreateFrameChunk(builder, vector));
}

std::vector<FrameEntry> unpackFrames(const Record &record)
{
    const auto &chunk = verified<fb::FrameChunk>(record, "frame table", 8);
    std::vector<FrameEntry> result;
    if (chunk.entries() == nullptr)
        return result;
    for (const fb::FrameEntry *e : *chunk.entries())
        result.push_back({Timestamp(e->time()), e->pts(), e->position(), e->keyframe()});
    return result;
}

Packed packPatch(const PatchRecord &p)
{
    Builder builder(256);
    const auto scores = toScores(p.topK);
    const auto top = scores.empty() ? 0 : builder.CreateVectorOfStructs(scores);
    return finish(builder, fb::CreatePatch(builder, p.frame, p.time.count(), p.box.x, p.box.y,
                                           p.box.width, p.box.height, p.track, p.cluster,
                                           p.inferred, p.inferredFrom, p.touchesBorder, top));
}

PatchRecord unpackPatch(const Record &record)
{
    const auto &p = verified<fb::Patch>(record, "patch", 8);
    PatchRecord result;
    result.id = numberAt(record.key, 0, 8);
    result.frame = p.frame();
    result.time = Timestamp(p.time());
    result.box = cv::Rect(p.x(), p.y(), p.width(), p.height());
    result.track = p.track();
    result.cluster = p.cluster();
    result.inferred = p.inferred();
    result.inferredFrom = p.inferred_from();
    result.touchesBorder = p.touches_border();
    result.topK = fromScores(p.top());
    return result;
}

Packed packTrack(const TrackRecord &t)
{
    Builder builder(128);
    return finish(builder, fb::CreateTrack(builder, t.firstFrame, t.lastFrame, t.firstTime.count(),
                                           t.lastTime.count(), t.patches, t.bestPatch));
}

TrackRecord unpackTrack(const Record &record)
{
    const auto &t = verified<fb::Track>(record, "track", 4);
    return {static_cast<TrackId>(numberAt(record.key, 0, 4)),
            t.first_frame(),
            t.last_frame(),
            Timestamp(t.first_time()),
            Timestamp(t.last_time()),
            t.patches(),
            t.best_patch()};
}

Packed packCluster(const ClusterRecord &c)
{
    Builder builder(128);
    return finish(builder, fb::CreateCluster(builder, c.representative, c.members,
                                             c.inferredMembers, c.firstFrame, c.lastFrame));
}

ClusterRecord unpackCluster(const Record &record)
{
    const auto &c = verified<fb::Cluster>(record, "cluster", 4);
    return {static_cast<ClusterId>(numberAt(record.key, 0, 4)),
            c.representative(),
            c.members(),
            c.inferred_members(),
            c.first_frame(),
            c.last_frame()};
}

Packed packPosting(const Posting &posting)
{
    Builder builder(64);
    return finish(builder,
                  fb::CreatePosting(builder, static_cast<std::uint8_t>(posting.rank), posting.p));
}

Posting unpackPosting(const Record &record)
{
    const auto &p = verified<fb::Posting>(record, "posting", 6);
    return {p.rank(), p.p()};
}

// A byte a value: the direction survives (a cosine is off by a few thousandths at most), and an
// index is mostly embeddings.
Packed packEmbedding(std::span<const float> values)
{
    float largest = 0;
    for (const float value : values)
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    const float scale = largest / 127.0F;
    Builder builder(values.size() + 64);
    std::int8_t *bytes = nullptr;
    const auto vector = builder.CreateUninitializedVector(values.size(), &bytes);
    for (std::size_t i = 0; i < values.size(); ++i)
        bytes[i] = scale > 0 && std::isfinite(values[i])
                       ? static_cast<std::int8_t>(std::lround(values[i] / scale))
                       : 0;
    return finish(builder, fb::CreateEmbedding(builder, scale, vector));
}

void unpackEmbedding(const Record &record, std::span<float> values)
{
    const auto &embedding = verified<fb::Embedding>(record, "embedding", 8);
    const auto *bytes = embedding.values();
    if (bytes == nullptr || bytes->size() != values.size() || !std::isfinite(embedding.scale()))
        record.fail("is damaged (an embedding of the wrong length)");
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = embedding.scale() * static_cast<float>(bytes->data()[i]);
}

Packed packVerdict(std::string_view network, std::span<const ClassScore> scores)
{
    Builder builder(512);
    const auto name = builder.CreateString(network.data(), network.size());
    const auto list = builder.CreateVectorOfStructs(toScores(scores));
    return finish(builder, fb::CreateVerdict(builder, name, list));
}

std::optional<Verdict> unpackVerdict(const Record &record, std::string_view network, PatchId patch)
{
    const auto &v = verified<fb::Verdict>(record, "verdict", 20);
    if (v.network() == nullptr || v.network()->string_view() != network)
        return std::nullopt;
    return Verdict{patch, fromScores(v.scores())};
}

Packed packPixels(const cv::Mat &image)
{
    assert(image.type() == CV_8UC3 && !image.empty());
    const cv::Mat whole = image.isContinuous() ? image : image.clone();
    const auto zstd = compressBytes({whole.data, whole.total() * 3});
    Builder builder(zstd.size() + 64);
    const auto vector = builder.CreateVector(zstd);
    return finish(builder, fb::CreatePixels(builder, image.cols, image.rows, vector));
}

cv::Mat unpackPixels(const Record &record)
{
    const auto &p = verified<fb::Pixels>(record, "pixels", 8);
    constexpr int kMaxSide = 1 << 14;
    if (p.width() <= 0 || p.height() <= 0 || p.width() > kMaxSide || p.height() > kMaxSide)
        record.fail("is damaged (the picture's size is impossible)");
    const std::size_t size =
        std::size_t{3} * static_cast<std::size_t>(p.width()) * static_cast<std::size_t>(p.height());
    const auto raw = decompressBytes(bytes(p.zstd()), size);
    if (!raw)
        record.fail("is damaged (the picture's bytes are wrong)");
    cv::Mat image(p.height(), p.width(), CV_8UC3);
    std::memcpy(image.data, raw->data(), size);
    return image;
}

Packed packMap(const EncodedMap &m)
{
    Builder builder(m.sizeBytes() + 256);
    const auto scales = m.scales.empty() ? 0 : builder.CreateVector(m.scales);
    const auto offsets = m.offsets.empty() ? 0 : builder.CreateVector(m.offsets);
    const auto zstd = builder.CreateVector(m.payload);
    return finish(builder,
                  fb::CreateMap(builder, static_cast<std::uint8_t>(m.codec), m.channels, m.height,
                                m.width, m.maxError, m.rmsError, scales, offsets, zstd));
}

EncodedMap unpackMap(const Record &record)
{
    const auto &m = verified<fb::Map>(record, "map", 10);
    if (m.codec() > static_cast<std::uint8_t>(Codec::Int8))
        record.fail("is damaged (a map of an unknown codec)");
    const Bytes payload = bytes(m.zstd());
    return {static_cast<Codec>(m.codec()),
            m.channels(),
            m.height(),
            m.width(),
            m.max_error(),
            m.rms_error(),
            floats(m.scales()),
            floats(m.offsets()),
            {payload.begin(), payload.end()}};
}

Packed packBytes(Bytes data)
{
    Builder builder(data.size() + 64);
    const auto vector = builder.CreateVector(data.data(), data.size());
    return finish(builder, fb::CreateBytes(builder, vector));
}

std::vector<std::uint8_t> unpackBytes(const Record &record)
{
    const Bytes data = bytes(verified<fb::Bytes>(record, "bytes", 0).bytes());
    return {data.begin(), data.end()};
}

Packed packResume(const Resume &r)
{
    Builder builder(r.point.state.size() + 256);
    const Coverage &c = r.point.coverage;
    std::vector<std::int64_t> gaps;
    for (const TimeRange &gap : c.gaps) {
        gaps.push_back(gap.begin.count());
        gaps.push_back(gap.end.count());
    }
    const auto gapVector = builder.CreateVector(gaps);
    const Bytes state = asBytes(r.point.state);
    const auto stateVector = builder.CreateVector(state.data(), state.size());
    return finish(builder,
                  fb::CreateResume(builder, static_cast<std::int64_t>(r.frames), r.patchesInferred,
                                   r.point.nextFrame, r.point.nextPatch, c.framesDecoded,
                                   c.framesFailed, c.framesSkipped, c.maskedShare, gapVector,
                                   stateVector, r.point.detectionHash));
}

Resume unpackResume(const Record &record)
{
    const auto &r = verified<fb::Resume>(record, "resume point", 0);
    Resume result;
    result.frames = static_cast<std::uint64_t>(r.frames());
    result.patchesInferred = r.patches_inferred();
    result.point.nextFrame = r.next_frame();
    result.point.nextPatch = r.next_patch();
    result.point.coverage = {
        r.frames_decoded(), r.frames_failed(), r.frames_skipped(), r.masked_share(), {}};
    if (r.gaps() != nullptr) {
        for (flatbuffers::uoffset_t i = 0; i + 1 < r.gaps()->size(); i += 2)
            result.point.coverage.gaps.push_back(
                {Timestamp(r.gaps()->Get(i)), Timestamp(r.gaps()->Get(i + 1))});
    }
    const Bytes state = bytes(r.state());
    result.point.state.assign(state.begin(), state.end());
    result.point.detectionHash = r.detection_hash();
    return result;
}

Packed packSource(const SourceRecord &s)
{
    Builder builder(512);
    return finish(builder, fb::CreateSourceDirect(
                               builder, s.path.c_str(), s.name.c_str(), s.sha256.c_str(),
                               s.sizeBytes, s.wallClockStart.has_value(),
                               s.wallClockStart.value_or(0), s.timeZone.c_str(), s.clockOffsetMs,
                               s.addedAt, static_cast<std::uint8_t>(s.state), s.error.c_str()));
}

SourceRecord unpackSource(const Record &record)
{
    const auto &s = verified<fb::Source>(record, "source", 0);
    if (s.state() > static_cast<std::uint8_t>(SourceState::Failed))
        record.fail("is damaged (a source in an unknown state)");
    SourceRecord result;
    result.id.assign(record.key.begin(), record.key.end());
    result.path = text(s.path());
    result.name = text(s.name());
    result.sha256 = text(s.sha256());
    result.sizeBytes = s.size();
    if (s.has_start())
        result.wallClockStart = s.start();
    result.timeZone = text(s.time_zone());
    result.clockOffsetMs = s.clock_offset_ms();
    result.addedAt = s.added_at();
    result.state = static_cast<SourceState>(s.state());
    result.error = text(s.error());
    return result;
}

Packed packReview(const Review &r)
{
    Builder builder(256);
    return finish(builder,
                  fb::CreateReviewDirect(builder, static_cast<std::uint8_t>(r.decision),
                                         r.label.c_str(), r.note.c_str(), r.starred, r.time));
}

Review unpackReview(const Record &record)
{
    const auto &r = verified<fb::Review>(record, "review", 0);
    if (r.decision() > static_cast<std::uint8_t>(Decision::None))
        record.fail("is damaged (an unknown decision)");
    return {static_cast<Decision>(r.decision()), text(r.label()), text(r.note()), r.starred(),
            r.time()};
}

Packed packAudit(const AuditEntry &a)
{
    Builder builder(256);
    return finish(builder,
                  fb::CreateAuditDirect(builder, a.time, a.action.c_str(), a.detail.c_str()));
}

AuditEntry unpackAudit(const Record &record)
{
    const auto &a = verified<fb::Audit>(record, "audit", 8);
    return {numberAt(record.key, 0, 8), a.time(), text(a.action()), text(a.detail())};
}

} // namespace refocus::store
