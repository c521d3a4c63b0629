// A comparison as JSON (shared by scripts, see the README), CSV, Markdown and plain text: the same
// figures in each. Pure; any thread.
#pragma once

#include "compare/advice.h"
#include "compare/figures.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace refocus::compare {

struct Report
{
    const Comparison &comparison;
    const Figures &figures;
    std::optional<Advice> advice; // Once finished.

    nlohmann::json asJson() const;
    std::string asCsv() const;      // RFC 4180, a row a depth; fractions, milliseconds, bytes.
    std::string asMarkdown() const; // The paper's table, with what it was measured on below.
    std::string asText() const;     // For a terminal.
};

} // namespace refocus::compare
