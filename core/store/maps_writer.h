// Adds feature maps to a finished video whose maps.mdb was deleted or lacks a cut. One thread at a
// time; readers go on meanwhile, in this process and in others.
#pragma once

#include "store/video_writer.h"

namespace refocus::store {

class MapsWriter
{
public:
    // Throws Error: the video is not finished, another writer has it, no permission.
    explicit MapsWriter(const std::filesystem::path &videoFolder);
    MapsWriter(MapsWriter &&) noexcept;
    ~MapsWriter();

    // One transaction. The index stays as it is. Throws Error, and then none of them is in.
    void commit(std::span<const Batch::Map> maps);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace refocus::store
