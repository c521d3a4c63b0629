#include "train/corrections.h"

#include "base/error.h"

#include <fstream>

namespace refocus::train {

Corrections::Corrections(const std::filesystem::path &file) : m_file(file)
{
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line) || line != "path,class")
        throw Error(file, "is not a table of corrections, which begins with \"path,class\"");
    while (std::getline(in, line)) {
        const auto comma = line.find(',');
        if (comma == std::string::npos || line.find(',', comma + 1) != std::string::npos)
            throw Error(file, "has a line that is not a path and a class: " + line);
        m_unused[line.substr(0, comma)] = line.substr(comma + 1);
    }
    if (in.bad())
        throw Error(file, "cannot be read to its end");
}

std::optional<std::string> Corrections::classOf(const std::string &path, const std::string &said)
{
    if (auto found = m_unused.extract(path))
        m_used.insert(std::move(found));
    const auto correction = m_used.find(path);
    if (correction == m_used.end())
        return said;
    return correction->second.empty() ? std::nullopt : std::optional(correction->second);
}

void Corrections::requireAllUsed() const
{
    if (!m_unused.empty())
        throw Error(m_file,
                    "corrects pictures that the data do not hold, as " + m_unused.begin()->first);
}

} // namespace refocus::train
