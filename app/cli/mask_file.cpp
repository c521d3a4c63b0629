#include "mask_file.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <array>
#include <fstream>

namespace refocus::cli {

namespace {

std::vector<detect::Polygon> polygons(const nlohmann::json &list)
{
    std::vector<detect::Polygon> result;
    for (const auto &corners : list) {
        detect::Polygon polygon;
        for (const auto &corner : corners) {
            const auto point = corner.get<std::array<int, 2>>();
            polygon.emplace_back(point[0], point[1]);
        }
        result.push_back(std::move(polygon));
    }
    return result;
}

} // namespace

void readMask(const std::filesystem::path &file, detect::DetectOptions &options)
{
    std::ifstream in(file);
    if (!in)
        throw Error(file, "could not be opened");
    try {
        const auto value = nlohmann::json::parse(in);
        options.include = polygons(value.value("include", nlohmann::json::array()));
        options.exclude = polygons(value.value("exclude", nlohmann::json::array()));
    } catch (const nlohmann::json::exception &) {
        throw Error(file, "is not a mask; it needs {\"include\": [[[x,y],…]], \"exclude\": […]}");
    }
    for (const auto *list : {&options.include, &options.exclude})
        for (const auto &polygon : *list)
            if (polygon.size() < 3)
                throw Error(file, "holds a polygon with fewer than three corners");
}

} // namespace refocus::cli
