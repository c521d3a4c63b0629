#include "train/dataset.h"

#include "base/error.h"
#include "base/sha256.h"
#include "train/corrections.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <fstream>
#include <map>
#include <memory>
#include <span>

namespace refocus::train {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestPicture = 64 << 20; // Bytes of a file.

struct Entry
{
    std::string split, className, name;
    cv::Mat image;
};

class Collector
{
public:
    Collector(const Sources &sources, int storedSize)
        : m_storedSize(storedSize), m_trainOnVal(sources.trainOnVal)
    {
        if (!sources.corrections.empty())
            m_corrections = Corrections(sources.corrections);
    }

    void add(const fs::path &relative, const std::vector<char> &bytes)
    {
        const auto name = relative.filename().string();
        const auto folder = relative.parent_path();
        const auto said = folder.filename().string();
        const auto split = folder.parent_path().filename().string();
        if (split != "train" && split != "val" && split != "test")
            return;
        const auto className = m_corrections.classOf(split + '/' + said + '/' + name, said);
        if (!className)
            return;
        cv::Mat image = cv::imdecode(bytes, cv::IMREAD_COLOR);
        if (image.empty())
            return;
        if (image.cols != image.rows || image.cols > m_storedSize)
            cv::resize(image, image, {m_storedSize, m_storedSize}, 0, 0, cv::INTER_AREA);
        m_entries.push_back(
            {m_trainOnVal && split == "val" ? "train" : split, *className, name, image});
    }

    Dataset finish()
    {
        m_corrections.requireAllUsed();
        // Sorted, so that the order in an archive or on a disk does not change the training.
        std::ranges::sort(m_entries, {},
                          [](const Entry &e) { return std::tie(e.split, e.className, e.name); });
        std::map<std::string, int> classes;
        for (const Entry &entry : m_entries)
            classes[entry.className];
        Dataset dataset;
        for (auto &[name, number] : classes) {
            number = static_cast<int>(dataset.classes.size());
            dataset.classes.push_back(name);
        }
        for (Entry &entry : m_entries) {
            Samples &samples = entry.split == "train" ? dataset.train
                               : entry.split == "val" ? dataset.val
                                                      : dataset.test;
            samples.images.push_back(std::move(entry.image));
            samples.labels.push_back(classes[entry.className]);
        }
        return dataset;
    }

private:
    int m_storedSize;
    bool m_trainOnVal;
    Corrections m_corrections;
    std::vector<Entry> m_entries;
};

void readFolder(const fs::path &folder, Collector &collector, const Progress &progress)
{
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        if (!goOn(progress, {0, "reading " + folder.string(), -1}))
            throw Cancelled();
        std::ifstream in(entry.path(), std::ios::binary);
        const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
        collector.add(fs::relative(entry.path(), folder), bytes);
    }
}

void readArchive(const fs::path &file, Collector &collector, const Progress &progress)
{
    const std::unique_ptr<archive, decltype(&archive_read_free)> handle(archive_read_new(),
                                                                        archive_read_free);
    archive_read_support_filter_all(handle.get());
    archive_read_support_format_tar(handle.get());
    if (archive_read_open_filename(handle.get(), file.c_str(), 1 << 20) != ARCHIVE_OK)
        throw Error(file, "is not a tar file of labelled pictures");
    archive_entry *entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(handle.get(), &entry)) == ARCHIVE_OK) {
        const auto size = archive_entry_size(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || size <= 0 || size > kLargestPicture)
            continue;
        if (!goOn(progress, {0, "reading " + file.filename().string(), -1}))
            throw Cancelled();
        std::vector<char> bytes(static_cast<std::size_t>(size));
        if (archive_read_data(handle.get(), bytes.data(), bytes.size()) != size)
            throw Error(file, "ends in the middle of a picture");
        collector.add(archive_entry_pathname(entry), bytes);
    }
    if (status != ARCHIVE_EOF)
        throw Error(file, "is not a tar file of labelled pictures, or is damaged");
}

} // namespace

Dataset loadDataset(const Sources &sources, int storedSize, const Progress &progress)
{
    Collector collector(sources, storedSize);
    for (const fs::path &source : sources.places) {
        if (fs::is_directory(source))
            readFolder(source, collector, progress);
        else if (fs::is_regular_file(source))
            readArchive(source, collector, progress);
        else
            throw Error(source, "does not exist");
    }
    Dataset dataset = collector.finish();
    if (dataset.train.size() == 0)
        throw Error(sources.places.empty() ? fs::path("train") : sources.places.front(),
                    "holds no pictures under train/<class>/");
    return dataset;
}

std::string trainingSha256(const Dataset &dataset)
{
    Sha256 sum;
    for (const std::string &name : dataset.classes)
        sum.add(name + '\n');
    for (std::size_t i = 0; i < dataset.train.size(); ++i) {
        const cv::Mat &image = dataset.train.images[i];
        sum.add(std::to_string(dataset.train.labels[i]) + ' ' + std::to_string(image.cols) + '\n');
        for (int y = 0; y < image.rows; ++y)
            sum.add(std::as_bytes(
                std::span(image.ptr(y), static_cast<std::size_t>(image.cols) * image.elemSize())));
    }
    return sum.hexDigest();
}

} // namespace refocus::train
