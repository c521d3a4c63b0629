#include "urban.h"

#include "base/error.h"
#include "split.h"

#include <opencv2/imgcodecs.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>

namespace refocus::benchmark {

namespace fs = std::filesystem;

namespace {

constexpr std::array kClasses{"background", "car", "pedestrian"};

using Files = std::map<std::string, std::vector<char>>; // By name, without the folder.

// Every file of the tar.
Files readTar(const fs::path &tar)
{
    const std::unique_ptr<archive, decltype(&archive_read_free)> handle(archive_read_new(),
                                                                        archive_read_free);
    archive_read_support_format_tar(handle.get());
    archive_read_support_filter_all(handle.get());
    if (archive_read_open_filename(handle.get(), tar.c_str(), 1 << 20) != ARCHIVE_OK)
        throw Error(tar, "is missing or not a tar file");
    Files files;
    archive_entry *entry = nullptr;
    while (archive_read_next_header(handle.get(), &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        std::vector<char> bytes(static_cast<std::size_t>(archive_entry_size(entry)));
        if (archive_read_data(handle.get(), bytes.data(), bytes.size()) !=
            static_cast<la_ssize_t>(bytes.size()))
            throw Error(tar, "ends in the middle of a file");
        files[fs::path(archive_entry_pathname(entry)).filename().string()] = std::move(bytes);
    }
    return files;
}

// Of what is kept in the work folder. Networks of one seed or fold have seen test pictures of
// another.
std::string keyOf(UrbanSplit split, const UrbanOptions &options)
{
    const std::string name = nameOf(split, options.fold);
    return split == UrbanSplit::Random ? name + "-seed-" + std::to_string(options.splitSeed) : name;
}

void writeSide(const fs::path &folder, const std::vector<LabelledPatch> &patches,
               const Files &files, const fs::path &tar)
{
    for (const LabelledPatch &patch : patches) {
        const auto file = files.find(patch.name);
        if (file == files.end() || static_cast<std::size_t>(patch.label) >= kClasses.size())
            throw Error(tar, "lacks " + patch.name + " or its class");
        const fs::path place = folder / kClasses[static_cast<std::size_t>(patch.label)];
        fs::create_directories(place);
        std::ofstream out(place / patch.name, std::ios::binary);
        out.write(file->second.data(), static_cast<std::streamsize>(file->second.size()));
        if (!out.flush())
            throw Error(place / patch.name, "could not be written");
    }
}

} // namespace

std::string nameOf(UrbanSplit split, int fold)
{
    if (split == UrbanSplit::ByTime)
        return "urban-time";
    return fold == 1 ? "urban-random" : "urban-random-fold-" + std::to_string(fold);
}

fs::path packFolder(UrbanSplit split, const UrbanOptions &options)
{
    return options.work / (keyOf(split, options) + "-pack");
}

fs::path writeSplit(UrbanSplit split, const UrbanOptions &options)
{
    const fs::path folder = options.work / (keyOf(split, options) + "-pictures");
    if (fs::exists(folder))
        return folder;
    const Files files = readTar(options.tar);
    const auto labels = files.find("all.txt");
    if (labels == files.end())
        throw Error(options.tar, "lacks labels/all.txt");
    const auto patches = parseLabels({labels->second.data(), labels->second.size()});
    const Split parts = split == UrbanSplit::Random
                            ? randomSplit(patches, options.splitSeed, options.fold)
                            : splitByTime(patches);
    fs::path unfinished = folder;
    unfinished += ".part";
    fs::remove_all(unfinished);
    writeSide(unfinished / "train", parts.train, files, options.tar);
    writeSide(unfinished / "test", parts.test, files, options.tar);
    fs::rename(unfinished, folder);
    return folder;
}

std::vector<cv::Mat> urbanPictures(const fs::path &tar, std::size_t count)
{
    std::vector<cv::Mat> images;
    for (const auto &[name, bytes] : readTar(tar)) {
        if (images.size() == count)
            break;
        cv::Mat image = cv::imdecode(bytes, cv::IMREAD_COLOR);
        if (!image.empty())
            images.push_back(std::move(image));
    }
    if (images.empty())
        throw Error(tar, "holds no pictures");
    return images;
}

} // namespace refocus::benchmark
