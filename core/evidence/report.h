// The report of an export: one HTML page for people, to be read, printed and kept without anything
// beside it. EXPORT.md says what is in it. Runs on the caller's thread.
#pragma once

#include "evidence/manifest.h"
#include "query/query.h"

#include <span>
#include <string>

namespace refocus::evidence {

struct ReportInput
{
    const ManifestInput *made = nullptr; // The whole export but for the reports.
    std::span<const query::Sighting> sightings;
    std::span<const std::string> clips; // clips[i]: the file that shows sightings[i], or empty.
};

// Thumbnails and notes are read from the case. Tables and plain styles only, so that a browser and
// QTextDocument show the same. Throws Error, Cancelled.
std::string reportHtml(const ReportInput &input, const Progress &progress = {});

} // namespace refocus::evidence
