#include "base/error.h"
#include "support/test_clips.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace refocus::test {

namespace {

std::string readAll(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void writeAll(const std::filesystem::path &path, const std::string &content)
{
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush())
        throw Error(path, "cannot be written");
}

std::string littleEndian(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8 * i) & 0xff);
    return text;
}

} // namespace

void truncateFile(const std::filesystem::path &path, double keepShare)
{
    const auto size = static_cast<double>(std::filesystem::file_size(path));
    std::filesystem::resize_file(path, static_cast<std::uintmax_t>(size * keepShare));
}

void flipBytes(const std::filesystem::path &path, std::uint32_t seed, int count, double from)
{
    std::string content = readAll(path);
    std::mt19937 random(seed); // Its sequence is the same everywhere.
    const auto begin = static_cast<std::size_t>(static_cast<double>(content.size()) * from);
    for (int i = 0; i < count; ++i) {
        const std::size_t at = begin + random() % (content.size() - begin);
        content[at] = static_cast<char>(content[at] ^ (1 << random() % 8));
    }
    writeAll(path, content);
}

void writeText(const std::filesystem::path &path, const std::string &text) { writeAll(path, text); }

void writeAudioOnly(const std::filesystem::path &path)
{
    constexpr std::uint32_t kRate = 8000, kSamples = kRate;
    std::string samples;
    for (std::uint32_t i = 0; i < kSamples; ++i)
        samples +=
            littleEndian(static_cast<std::uint32_t>(std::lround(8000 * std::sin(i * 0.3))), 2);
    const auto size = static_cast<std::uint32_t>(samples.size());
    writeAll(path, "RIFF" + littleEndian(36 + size, 4) + "WAVEfmt " + littleEndian(16, 4) +
                       littleEndian(1, 2) + littleEndian(1, 2) + littleEndian(kRate, 4) +
                       littleEndian(2 * kRate, 4) + littleEndian(2, 2) + littleEndian(16, 2) +
                       "data" + littleEndian(size, 4) + samples);
}

TempFolder::TempFolder()
{
    std::string name = (std::filesystem::temp_directory_path() / "refocus-test-XXXXXX").string();
    if (!mkdtemp(name.data()))
        throw Error("no temporary folder can be made");
    m_path = name;
}

TempFolder::~TempFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace refocus::test
