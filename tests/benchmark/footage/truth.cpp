#include "truth.h"

#include "base/error.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace refocus::benchmark {

namespace {

// The rows behind the heading, each with at least `cells` cells.
std::vector<std::vector<std::string>> readCsv(const std::filesystem::path &file, std::size_t cells)
{
    std::ifstream in(file);
    std::string line, cell;
    if (!std::getline(in, line))
        throw Error(file, "could not be read");
    std::vector<std::vector<std::string>> rows;
    while (std::getline(in, line)) {
        std::stringstream text(line);
        auto &row = rows.emplace_back();
        while (std::getline(text, cell, ','))
            row.push_back(cell);
        if (row.size() < cells)
            throw Error(file, "has a row that is too short: " + line);
    }
    return rows;
}

} // namespace

std::vector<TrueSightings> readSightings(const std::filesystem::path &file)
{
    std::vector<TrueSightings> all;
    for (const auto &row : readCsv(file, 4)) {
        auto same = std::ranges::find_if(all, [&](const TrueSightings &known) {
            return known.clip == row[0] && known.className == row[1];
        });
        if (same == all.end())
            same = all.insert(all.end(), {row[0], row[1], {}});
        same->spans.push_back({std::stod(row[2]), std::stod(row[3])});
    }
    return all;
}

BoxesByFrame readBoxes(const std::filesystem::path &file)
{
    BoxesByFrame boxes;
    for (const auto &row : readCsv(file, 6))
        boxes[std::stoll(row[0])].push_back(
            {{std::stoi(row[1]), std::stoi(row[2]), std::stoi(row[3]), std::stoi(row[4])},
             std::stoi(row[5])});
    return boxes;
}

} // namespace refocus::benchmark
