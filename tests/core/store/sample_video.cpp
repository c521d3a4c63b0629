#include "core/store/sample_video.h"

#include "base/error.h"

#include <cstdio>
#include <random>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace refocus::store {
namespace {

FeatureMap sampleMap(PatchId patch, int cut)
{
    std::mt19937 random(static_cast<unsigned>(patch * 31 + static_cast<unsigned>(cut)));
    FeatureMap map{8, 8, 8, {}};
    for (std::size_t i = 0; i < map.size(); ++i)
        map.values.push_back(std::max(0.0F, static_cast<float>(random() % 2000) / 500.0F - 1.5F));
    return map;
}

cv::Mat samplePixels(PatchId patch)
{
    std::mt19937 random(static_cast<unsigned>(patch));
    cv::Mat image(16, 16, CV_8UC3);
    for (std::size_t i = 0; i < image.total() * 3; ++i)
        image.data[i] = static_cast<unsigned char>(random());
    return image;
}

} // namespace

VideoMeta sampleMeta()
{
    VideoMeta meta;
    meta.videoId = "gate-5f2c9a01";
    meta.sourcePath = "/footage/gate.mp4";
    meta.sourceSha256 = std::string(64, 'a');
    meta.sourceBytes = 123456789;
    meta.width = 640;
    meta.height = 360;
    meta.modelName = "street-16";
    meta.modelHash = std::string(64, 'b');
    meta.classes = {"car", "truck", "bus", "person", "dog", "bicycle", "cat"};
    meta.embeddingLength = 32;
    meta.patchSize = 16;
    meta.cuts = {4, 7};
    meta.codec = Codec::Int8;
    meta.options = R"({"k":4,"maps":"reps"})";
    meta.program = "refocus test";
    meta.startedAt = 1700000000;
    return meta;
}

void SampleVideo::addPatch(Batch &batch, int frame, int lane)
{
    PatchRecord p;
    p.id = m_nextPatch++;
    p.frame = batch.firstFrame + frame;
    p.time = batch.frames[static_cast<std::size_t>(frame)].time;
    p.box = cv::Rect(10 * lane, frame, 40 + lane, 30);
    p.track = static_cast<TrackId>(2 * m_number + lane);
    p.touchesBorder = frame == 0;
    p.inferred = frame % 3 == 0;
    p.inferredFrom = p.id - static_cast<PatchId>(2 * (frame % 3));
    p.cluster = static_cast<ClusterId>((m_number + lane + frame / 3) % 7);

    const auto [it, created] = m_clusters.try_emplace(p.cluster);
    ClusterRecord &cluster = it->second;
    if (created)
        cluster = {p.cluster, p.id, 0, 0, p.frame, p.frame};
    ++cluster.members;
    cluster.inferredMembers += p.inferred ? 1 : 0;
    cluster.lastFrame = p.frame;
    if (p.inferred) {
        std::mt19937 random(static_cast<unsigned>(p.id));
        for (int rank = 0; rank < 4; ++rank)
            p.topK.push_back(
                {static_cast<ClassId>((p.cluster + static_cast<unsigned>(rank)) % 7),
                 0.6F / static_cast<float>(rank + 1) + 0.01F * static_cast<float>(random() % 10)});
        Batch::Embedding e{p.id, std::vector<float>(32)};
        for (float &x : e.values)
            x = static_cast<float>(random() % 1000) / 1000.0F;
        batch.embeddings.push_back(std::move(e));
        // Now and then a later member takes over.
        const bool takesOver = !created && frame == 15 && lane == m_number % 2;
        if (takesOver) { // What this very batch brought for it must not come back.
            batch.dropMapsAndPixels(cluster.representative);
            batch.dropThumbnail(cluster.representative);
            cluster.representative = p.id;
        }
        if (takesOver || created) {
            for (const int cut : {4, 7})
                batch.maps.push_back({p.id, cut, encodeMap(sampleMap(p.id, cut), Codec::Int8)});
            batch.pixels.push_back({p.id, samplePixels(p.id)});
            batch.thumbnails.push_back({p.id, {0xFF, 0xD8, static_cast<std::uint8_t>(p.id)}});
        }
    }
    batch.patches.push_back(std::move(p));
}

Batch SampleVideo::next()
{
    Batch batch;
    batch.firstFrame = m_nextFrame;
    for (int f = 0; f < kSampleFrames; ++f) {
        const FrameIndex index = m_nextFrame + f;
        batch.frames.push_back({Timestamp(40000 * index), 512 * index, 1000 * index, f == 0});
    }
    for (int f = 0; f < kSampleFrames; ++f) {
        addPatch(batch, f, 0);
        addPatch(batch, f, 1);
    }
    for (int lane = 0; lane < 2; ++lane)
        batch.tracks.push_back({static_cast<TrackId>(2 * m_number + lane), m_nextFrame,
                                m_nextFrame + kSampleFrames - 1, batch.frames.front().time,
                                batch.frames.back().time, kSampleFrames,
                                batch.patches[static_cast<std::size_t>(lane)].id});
    for (const auto &[id, cluster] : m_clusters)
        batch.clusters.push_back(cluster);
    m_nextFrame += kSampleFrames;
    ++m_number;
    batch.resume = {m_nextFrame,
                    m_nextPatch,
                    {m_nextFrame, 2, 0, 0.25, {}},
                    "state " + std::to_string(m_number),
                    static_cast<std::uint64_t>(m_number)};
    batch.resume.coverage.gaps = {{Timestamp(10), Timestamp(20)}};
    return batch;
}

std::string dump(const VideoSnapshot &video, bool withMaps)
{
    std::ostringstream out;
    const Counts counts = video.counts();
    out << counts.frames << ' ' << counts.patches << ' ' << counts.patchesInferred << ' '
        << counts.tracks << ' ' << counts.clusters << '\n';
    for (const FrameEntry &f : video.frames())
        out << f.time.count() << ' ' << f.pts << ' ' << f.bytePosition << ' ' << f.keyframe << '\n';
    video.forEachPatch([&](const PatchRecord &p) {
        out << p.id << ' ' << p.frame << ' ' << p.time.count() << ' ' << p.box.x << "," << p.box.y
            << "," << p.box.width << "," << p.box.height << ' ' << p.track << ' ' << p.cluster
            << ' ' << p.inferred << ' ' << p.inferredFrom << ' ' << p.touchesBorder;
        for (const ClassScore &s : p.topK)
            out << ' ' << s.classId << ':' << s.p;
        if (const auto embedding = video.embedding(p.id)) {
            for (const float x : *embedding)
                out << ' ' << x;
        }
        if (const auto pixels = video.pixels(p.id))
            out << " pixels "
                << std::hash<std::string_view>()(
                       {reinterpret_cast<const char *>(pixels->data), pixels->total() * 3});
        if (const auto jpeg = video.thumbnail(p.id))
            out << " jpeg " << jpeg->size() << '/' << int(jpeg->back());
        for (const int cut : {4, 7}) {
            const auto map = withMaps ? video.map(p.id, cut) : std::nullopt;
            if (map) {
                out << " map " << map->channels << 'x' << map->height << 'x' << map->width;
                for (const float x : map->values)
                    out << ' ' << x;
            }
        }
        out << '\n';
        return true;
    });
    for (const PatchId id : video.patchesIn({}))
        out << id << ' ';
    for (const TrackRecord &t : video.tracks()) {
        out << '\n'
            << t.id << ' ' << t.firstFrame << ' ' << t.lastFrame << ' ' << t.firstTime.count()
            << ' ' << t.lastTime.count() << ' ' << t.patches << ' ' << t.bestPatch << ':';
        for (const PatchId id : video.patchesOfTrack(t.id))
            out << ' ' << id;
    }
    for (const ClusterRecord &c : video.clusters()) {
        out << '\n'
            << c.id << ' ' << c.representative << ' ' << c.members << ' ' << c.inferredMembers
            << ' ' << c.firstFrame << ' ' << c.lastFrame << ':';
        for (const PatchId id : video.members(c.id))
            out << ' ' << id;
    }
    for (ClassId id = 0; id < 8; ++id) {
        out << '\n' << id << ':';
        for (const Candidate &c : video.candidates(id))
            out << ' ' << c.cluster << '/' << c.representative << '/' << c.rank << '/' << c.p;
    }
    const Coverage coverage = video.coverage();
    out << '\n' << coverage.framesDecoded << ' ' << coverage.maskedShare << '\n';
    return out.str();
}

int inChild(const std::function<int()> &work)
{
    std::fflush(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0) {
        int code = 99;
        try {
            code = work();
        } catch (const std::exception &e) {
            std::fprintf(stderr, "child: %s\n", e.what());
        }
        std::fflush(nullptr);
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace refocus::store
