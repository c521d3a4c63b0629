#include "store/verify_video.h"

#include "base/error.h"
#include "store/files.h"
#include "store/lmdb_error.h"
#include "store/manifest.h"
#include "store/pack.h"
#include "store/page_walk.h"
#include "store/tables.h"
#include "store/video_files.h"
#include "store/video_writer.h"
#include "store/watch.h"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace refocus::store {
namespace {

namespace fs = std::filesystem;
namespace table = index_table;

// What is kept of the patches to check the rest against.
struct PatchFacts
{
    ClusterId cluster = 0;
    TrackId track = 0;
    bool inferred = false;
    std::int64_t time = 0;
};

std::string name(const char *what, std::uint64_t id) { return what + std::to_string(id); }

// One check after the other over index.mdb; all state is of one video.
class VideoChecker
{
public:
    VideoChecker(fs::path folder, Checker &checker)
        : m_folder(std::move(folder)), m_indexFile(m_folder / video_file::kIndex),
          m_mapsFile(m_folder / video_file::kMaps), m_checker(checker)
    {}

    void run()
    {
        const fs::path manifestFile = m_folder / video_file::kManifest;
        if (!isThere(m_indexFile)) {
            m_checker.add(m_folder,
                          isThere(manifestFile) ? "index.mdb is missing"
                                                : "The folder holds no video",
                          isThere(manifestFile) ? Severity::Damage : Severity::Warning);
            return;
        }
        std::optional<Manifest> manifest;
        if (isThere(manifestFile))
            m_checker.holds(manifestFile, [&] {
                manifest = manifestFromJson(readFile(manifestFile), manifestFile);
            });
        else
            m_checker.add(m_folder, "The video is not finished; ingest can continue it",
                          Severity::Note);
        if (m_checker.holds(m_indexFile, [&] { openIndexFile(); })) {
            if (manifest)
                checkManifest(*manifest, manifestFile);
            checkFrames();
            checkPatches();
            checkTracks();
            checkClusters();
            checkPostings();
            checkByPatch();
        }
        if (isThere(m_mapsFile))
            m_checker.holds(m_mapsFile, [&] { checkMaps(); });
        else if (m_index && m_meta.maps != MapsKept::None && m_clusters > 0 && !m_meta.cuts.empty())
            m_checker.add(m_mapsFile, "The feature maps are missing; they can be derived again",
                          Severity::Warning);
    }

private:
    void damage(const std::string &what) { m_checker.add(m_indexFile, what, Severity::Damage); }

    void openIndexFile()
    {
        m_index = openIndex(m_folder);
        if (const PageWalk walk = m_index->walk(); walk.fault) {
            m_index.reset();
            throw Error(m_indexFile, *walk.fault);
        }
        m_meta = readMeta(*m_index);
        m_index->read([&](Txn &txn) {
            m_resume = readResume(txn);
            m_counts = readCounts(txn);
        });
    }

    void checkManifest(const Manifest &manifest, const fs::path &file)
    {
        if (manifest.meta != m_meta)
            m_checker.add(file, "The manifest and index.mdb are of different videos or ingests",
                          Severity::Damage);
        if (manifest.counts != m_counts)
            m_checker.add(file, "The manifest's counts are not those of index.mdb",
                          Severity::Damage);
        if (manifest.coverage != m_resume.point.coverage)
            m_checker.add(file, "The manifest's coverage is not that of index.mdb",
                          Severity::Damage);
    }

    void checkFrames()
    {
        std::uint64_t frames = 0;
        std::uint64_t chunks = 0;
        m_checker.eachRecord(*m_index, table::Frames, [&](const Record &record) {
            const std::uint64_t size = unpackFrames(record).size();
            if (numberAt(record.key, 0, 8) != chunks || frames != chunks * kFramesPerChunk)
                record.fail("does not follow the one before; a part of the frame table is missing");
            ++chunks;
            frames += size;
        });
        if (frames != m_resume.frames)
            damage("The frame table has " + std::to_string(frames) + " frames where " +
                   std::to_string(m_resume.frames) + " were written");
    }

    void checkPatches()
    {
        std::uint64_t inferred = 0;
        std::vector<std::pair<PatchId, PatchId>> followers;
        m_checker.eachRecord(*m_index, table::Patches, [&](const Record &record) {
            const PatchRecord p = unpackPatch(record);
            m_patches[p.id] = {p.cluster, p.track, p.inferred, p.time.count()};
            inferred += p.inferred ? 1 : 0;
            if (p.frame < 0 || std::cmp_greater_equal(p.frame, m_resume.frames))
                record.fail("names frame " + std::to_string(p.frame) + ", which is not there");
            if (p.inferred ? p.inferredFrom != p.id || p.topK.size() > kMaxTopK : !p.topK.empty())
                record.fail("contradicts itself about where its classes are from");
            if (!p.inferred)
                followers.emplace_back(p.id, p.inferredFrom);
            for (std::size_t rank = 0; rank < p.topK.size(); ++rank) {
                const Posting mine{static_cast<int>(rank), p.topK[rank].p};
                auto &best =
                    m_postings.try_emplace({p.topK[rank].classId, p.cluster}, mine).first->second;
                best = merged(best, mine);
                if (p.topK[rank].classId >= m_meta.classes.size())
                    record.fail("names a class that the model does not have");
            }
        });
        for (const auto &[id, from] : followers) {
            const auto it = m_patches.find(from);
            if (it == m_patches.end() || !it->second.inferred)
                damage(name("Patch ", id) + name(" has its classes from patch ", from) +
                       ", which has none");
        }
        if (inferred != m_counts.patchesInferred)
            damage("The number of patches that the network ran on is wrong");
        checkPairs(table::Members, "clusters", [](const PatchFacts &p) { return p.cluster; });
        checkPairs(table::TrackPatches, "tracks", [](const PatchFacts &p) { return p.track; });
        std::uint64_t times = 0;
        m_checker.eachRecord(*m_index, table::Times, [&](const Record &record) {
            const auto it = record.key.size() == 16 ? m_patches.find(numberAt(record.key, 8, 8))
                                                    : m_patches.end();
            if (it == m_patches.end() || it->second.time != signedAt(record.key, 0))
                record.fail("names a patch that is not there or was at another time");
            ++times;
        });
        if (times != m_patches.size())
            damage("The index by time does not have every patch");
    }

    // The tables (cluster, patch) and (track, patch) have each patch once.
    template <class Owner> void checkPairs(int pairs, const std::string &what, Owner owner)
    {
        std::uint64_t count = 0;
        m_checker.eachRecord(*m_index, pairs, [&](const Record &record) {
            const auto it = record.key.size() == 12 ? m_patches.find(numberAt(record.key, 4, 8))
                                                    : m_patches.end();
            if (it == m_patches.end() || owner(it->second) != numberAt(record.key, 0, 4))
                record.fail("names a patch that is not there or belongs elsewhere");
            ++count;
        });
        if (count != m_patches.size())
            damage("The lists of patches of " + what + " do not have every patch");
    }

    void checkTracks()
    {
        std::unordered_map<TrackId, std::uint32_t> patches;
        for (const auto &[id, p] : m_patches)
            ++patches[p.track];
        m_checker.eachRecord(*m_index, table::Tracks, [&](const Record &record) {
            const TrackRecord t = unpackTrack(record);
            const auto counted = patches.extract(t.id);
            const auto best = m_patches.find(t.bestPatch);
            if ((counted ? counted.mapped() : 0) != t.patches)
                record.fail("counts " + std::to_string(t.patches) + " patches; there are " +
                            std::to_string(counted ? counted.mapped() : 0));
            if (t.patches > 0 && (best == m_patches.end() || best->second.track != t.id))
                record.fail("names a best patch that is not on it");
        });
        for (const auto &[id, count] : patches)
            damage(name("Track ", id) + ", which patches name, is missing");
    }

    void checkClusters()
    {
        struct Members
        {
            std::uint32_t all = 0, inferred = 0;
        };
        std::unordered_map<ClusterId, Members> members;
        for (const auto &[id, p] : m_patches) {
            Members &m = members[p.cluster];
            ++m.all;
            m.inferred += p.inferred ? 1 : 0;
        }
        m_checker.eachRecord(*m_index, table::Clusters, [&](const Record &record) {
            const ClusterRecord c = unpackCluster(record);
            ++m_clusters;
            m_representatives.insert(c.representative);
            const auto counted = members.extract(c.id);
            const Members real = counted ? counted.mapped() : Members();
            const auto it = m_patches.find(c.representative);
            if (it == m_patches.end() || it->second.cluster != c.id)
                record.fail("has a representative that is not a member");
            if (real.all != c.members || real.inferred != c.inferredMembers)
                record.fail("counts " + std::to_string(c.members) + " members; there are " +
                            std::to_string(real.all));
        });
        for (const auto &[id, m] : members)
            damage(name("Cluster ", id) + ", which patches name, is missing");
    }

    void checkPostings()
    {
        m_checker.eachRecord(*m_index, table::Postings, [&](const Record &record) {
            const Posting posting = unpackPosting(record);
            const auto expected =
                m_postings.extract({static_cast<ClassId>(numberAt(record.key, 0, 2)),
                                    static_cast<ClusterId>(numberAt(record.key, 2, 4))});
            if (!expected || expected.mapped() != posting)
                record.fail("does not say what the patches of the cluster say");
        });
        for (const auto &[place, posting] : m_postings)
            damage(name("Cluster ", place.second) +
                   name(" is not found under class ", place.first));
    }

    // Tables by patch: embeddings, verdicts, pixels, thumbnails.
    void checkByPatch()
    {
        const auto requirePatch = [&](const Record &record, PatchId id) {
            if (!m_patches.contains(id))
                record.fail("belongs to a patch that is not there");
        };
        std::vector<float> values(static_cast<std::size_t>(m_meta.embeddingLength));
        m_checker.eachRecord(*m_index, table::Embeddings, [&](const Record &record) {
            unpackEmbedding(record, values);
            requirePatch(record, numberAt(record.key, 0, 8));
        });
        m_checker.eachRecord(*m_index, table::Verdicts, [&](const Record &record) {
            unpackVerdict(record, {}, 0);
            requirePatch(record, numberAt(record.key, 12, 8));
        });
        std::unordered_set<PatchId> withPixels;
        m_checker.eachRecord(*m_index, table::Pixels, [&](const Record &record) {
            unpackPixels(record);
            requirePatch(record, numberAt(record.key, 0, 8));
            withPixels.insert(numberAt(record.key, 0, 8));
        });
        m_checker.eachRecord(*m_index, table::Thumbnails, [&](const Record &record) {
            unpackBytes(record);
            if (record.key.size() != 8)
                record.fail("is damaged (its key has the wrong length)");
            requirePatch(record, numberAt(record.key, 0, 8));
        });
        for (const PatchId id : m_representatives) {
            if (!withPixels.contains(id))
                damage(name("The pixels of representative ", id) + " are missing");
        }
    }

    void checkMaps()
    {
        const auto maps = openMaps(m_folder);
        if (const PageWalk walk = maps->walk(); walk.fault)
            throw Error(m_mapsFile, *walk.fault);
        std::map<int, std::unordered_set<PatchId>> seen;
        m_checker.eachRecord(*maps, maps_table::Maps, [&](const Record &record) {
            const EncodedMap encoded = unpackMap(record);
            try {
                decodeMap(encoded);
            } catch (const Error &error) {
                record.fail(error.what());
            }
            seen[static_cast<int>(numberAt(record.key, 0, 2))].insert(numberAt(record.key, 2, 8));
            // A batch whose index part did not come through leaves its maps behind.
            if (m_index && !m_patches.contains(numberAt(record.key, 2, 8)))
                m_checker.add(m_mapsFile,
                              name("There is a map of patch ", numberAt(record.key, 2, 8)) +
                                  ", which is not in the index",
                              isThere(m_folder / video_file::kManifest) ? Severity::Warning
                                                                        : Severity::Note);
        });
        if (!m_index || m_meta.maps == MapsKept::None)
            return;
        for (const int cut : m_meta.cuts) {
            std::uint64_t missing = 0;
            for (const PatchId id : m_representatives)
                missing += seen[cut].contains(id) ? 0 : 1;
            if (missing > 0)
                m_checker.add(m_mapsFile,
                              std::to_string(missing) +
                                  " representatives have no map after block " +
                                  std::to_string(cut) + "; they can be derived again",
                              Severity::Warning);
        }
    }

    fs::path m_folder, m_indexFile, m_mapsFile;
    Checker &m_checker;
    std::shared_ptr<Env> m_index;
    VideoMeta m_meta;
    Resume m_resume;
    Counts m_counts;
    std::unordered_map<PatchId, PatchFacts> m_patches;
    std::map<std::pair<ClassId, ClusterId>, Posting> m_postings;
    std::unordered_set<PatchId> m_representatives;
    std::uint64_t m_clusters = 0;
};

} // namespace

void verifyVideo(const fs::path &folder, Checker &checker)
{
    if (isBeingWritten(folder)) { // The tables would be of different moments.
        checker.add(folder, "The video is being written now; check it when that has ended",
                    Severity::Note);
        return;
    }
    checker.holds(folder, [&] { VideoChecker(folder, checker).run(); });
}

} // namespace refocus::store
