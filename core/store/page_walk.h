// Checks the pages of an LMDB file (data format 1, as LMDB 0.9 writes it) without LMDB, which takes
// page numbers, sizes and offsets on trust and faults on a file where they are wrong. Reads with
// pread only, so that a truncated file is an answer and not a signal. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace refocus::store {

// What is wrong with the two meta pages; none if LMDB may open the file.
std::optional<std::string> checkMetaPages(const std::filesystem::path &file);

struct PageWalk
{
    std::optional<std::string> fault; // The first that was found.
    bool stale = false;               // The transaction's meta page was written over; try a newer.
    std::uint64_t pages = 0;          // Pages in use.
};

// Walks every tree of the transaction with this id, the list of free pages included: page numbers
// in range and used once, flags, bounds, node offsets and sizes, key order, depth and counts.
// Requires: a read transaction of that id is open, so that its pages are not written over.
PageWalk walkPages(const std::filesystem::path &file, std::uint64_t transaction);

} // namespace refocus::store
