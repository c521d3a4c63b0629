#include "store/maps_writer.h"

#include "base/error.h"
#include "store/lmdb_error.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/video_files.h"
#include "store/writer_lock.h"

namespace refocus::store {

struct MapsWriter::Private
{
    Descriptor lock;
    std::filesystem::path folder;
    std::shared_ptr<Env> maps;
};

MapsWriter::MapsWriter(const std::filesystem::path &videoFolder)
    : d(std::make_unique<Private>(Private{lockForWriting(videoFolder), videoFolder, {}}))
{
    if (videoState(videoFolder) != VideoState::Finished)
        throw Error(videoFolder, "is not indexed to its end yet");
}

MapsWriter::MapsWriter(MapsWriter &&) noexcept = default;
MapsWriter::~MapsWriter() = default;

void MapsWriter::commit(std::span<const Batch::Map> maps)
{
    const auto file = d->folder / video_file::kMaps;
    if (!d->maps || !d->maps->isFile(file)) {
        if (!isThere(file))
            createMaps(d->folder);
        d->maps = openMaps(d->folder);
    }
    d->maps->write([&](Txn &txn) {
        for (const Batch::Map &map : maps)
            txn.put(maps_table::Maps, mapKey(map.cut, map.patch), packMap(map.map));
    });
}

} // namespace refocus::store
