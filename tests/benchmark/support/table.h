// A table of results that prints as Markdown, JSON and CSV. Values only.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace refocus::benchmark {

struct Table
{
    std::string name;  // Key of the JSON document.
    std::string title; // What it shows, with its limits.
    std::vector<std::string> columns;
    std::vector<std::vector<nlohmann::json>> rows;        // null is "–".
    std::string passText = "pass", failText = "**FAIL**"; // Of a bool.

    std::string markdown() const;
    nlohmann::json toJson() const; // An array of objects, a column a key.
    std::string csv() const;       // The columns' names first; null is empty.
    bool passed() const;           // No cell is false.
};

// Rounded for the reader; to two places unless told.
double rounded(double value, int places = 2);

} // namespace refocus::benchmark
