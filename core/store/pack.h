// Values to FlatBuffers and back. Unpacking verifies the buffer first and throws Error, naming file
// and record, for one that is not what it should be. Any thread.
#pragma once

#include "store/case.h"
#include "store/lmdb_txn.h"
#include "store/posting.h"
#include "store/records.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::store {

using Packed = std::vector<std::uint8_t>;

Packed packFrames(std::span<const FrameEntry> frames);
std::vector<FrameEntry> unpackFrames(const Record &record);

Packed packPatch(const PatchRecord &patch);
PatchRecord unpackPatch(const Record &record); // The id is the key.

Packed packTrack(const TrackRecord &track);
TrackRecord unpackTrack(const Record &record);

Packed packCluster(const ClusterRecord &cluster);
ClusterRecord unpackCluster(const Record &record);

Packed packPosting(const Posting &posting);
Posting unpackPosting(const Record &record);

Packed packEmbedding(std::span<const float> values);
void unpackEmbedding(const Record &record, std::span<float> values); // Throws for another length.

Packed packVerdict(std::string_view network, std::span<const ClassScore> scores);
// None where the record is of another network (two whose hashes collide).
std::optional<Verdict> unpackVerdict(const Record &record, std::string_view network, PatchId patch);

Packed packPixels(const cv::Mat &image);
cv::Mat unpackPixels(const Record &record);

Packed packMap(const EncodedMap &map);
EncodedMap unpackMap(const Record &record);

Packed packBytes(Bytes bytes);
std::vector<std::uint8_t> unpackBytes(const Record &record);

struct Resume
{
    ResumePoint point;
    std::uint64_t frames = 0, patchesInferred = 0;
};
Packed packResume(const Resume &resume);
Resume unpackResume(const Record &record);

Packed packSource(const SourceRecord &source);
SourceRecord unpackSource(const Record &record); // The id is the key.

Packed packReview(const Review &review);
Review unpackReview(const Record &record);

Packed packAudit(const AuditEntry &entry);
AuditEntry unpackAudit(const Record &record); // The number is the key.

} // namespace refocus::store
