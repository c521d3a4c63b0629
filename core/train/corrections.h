// Labels that someone put right after looking at the pictures. A value.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace refocus::train {

// A CSV file with the header "path,class": path is <split>/<class>/<picture> as in the data, class
// what the picture shows, or nothing where it is to be left out.
class Corrections
{
public:
    Corrections() = default;
    // Throws Error where the file cannot be read or is something else.
    explicit Corrections(const std::filesystem::path &file);

    // The class of the picture at that path, `said` where nothing was put right; none: leave it
    // out.
    std::optional<std::string> classOf(const std::string &path, const std::string &said);
    // Throws Error where a correction met no picture.
    void requireAllUsed() const;

private:
    std::filesystem::path m_file;
    std::map<std::string, std::string> m_unused, m_used; // Path to class.
};

} // namespace refocus::train
