// manifest.json of an export; EXPORT.md describes it. Pure function; any thread.
#pragma once

#include "evidence/export.h"
#include "evidence/source.h"

#include <map>
#include <string>

namespace refocus::evidence {

struct OutputFile
{
    std::string file;
    std::string sha256;
    std::uint64_t sizeBytes = 0;
};

struct ManifestInput
{
    const store::Case *from = nullptr;
    const ExportOptions *options = nullptr;
    const std::map<std::string, Source> *sources = nullptr; // By video id; those that were opened.
    const ExportResult *result = nullptr;
    std::vector<OutputFile> tables; // sightings.csv, sightings.json, the reports
    std::size_t sightings = 0;
    std::int64_t startedAt = 0, finishedAt = 0; // Unix time, microseconds.
};

// Throws Error where the options' JSON is no JSON object.
std::string manifestJson(const ManifestInput &input);

} // namespace refocus::evidence
