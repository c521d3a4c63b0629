// A report's HTML (evidence/report.h) as PDF, A4 landscape with page numbers. Any thread of a
// process with a QGuiApplication.
#pragma once

#include "base/progress.h"

#include <filesystem>
#include <string>

namespace refocus::ui {

// Throws Error, Cancelled; the file may then be half-written.
void writeReportPdf(const std::string &html, const std::filesystem::path &pdf,
                    const Progress &progress = {});

} // namespace refocus::ui
