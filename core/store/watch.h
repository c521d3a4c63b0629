// What other programs do with a case: for one that keeps it open. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>

namespace refocus::store {

// Another one, most likely, once a video came or went, was indexed further, or its maps changed, by
// this program or by another; not for verdicts on a finished one. Asks only for sizes and times of
// files. 0 where there is none.
std::uint64_t indexStamp(const std::filesystem::path &caseFolder);

// Whether an ingest, of this program or another, has the video in this folder locked.
bool isBeingWritten(const std::filesystem::path &videoFolder);

} // namespace refocus::store
