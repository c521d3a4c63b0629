#include "store/info.h"

#include "store/pack.h"
#include "store/tables.h"
#include "store/video_files.h"
#include "store/video_snapshot.h"

#include <map>
#include <tuple>

namespace refocus::store {
namespace {

void addTables(Env &env, std::string_view file, std::size_t count, std::vector<TableInfo> &tables)
{
    env.read([&](Txn &txn) {
        for (int i = 0; std::cmp_less(i, count); ++i) {
            const TableStat stat = txn.stat(i);
            tables.push_back({std::string(file), std::string(env.tableName(i)), stat.entries,
                              stat.pages * stat.pageSize});
        }
    });
}

std::vector<MapsInfo> countMaps(Env &env)
{
    std::map<std::tuple<int, Codec, int, int, int>, MapsInfo> rows;
    env.read([&](Txn &txn) {
        rows.clear();
        txn.scan(maps_table::Maps, {}, [&](const Record &record) {
            const EncodedMap m = unpackMap(record);
            const int cut = static_cast<int>(numberAt(record.key, 0, 2));
            auto &row = rows[{cut, m.codec, m.channels, m.height, m.width}];
            row.cut = cut;
            row.codec = m.codec;
            row.channels = m.channels;
            row.height = m.height;
            row.width = m.width;
            ++row.maps;
            row.bytes += m.sizeBytes();
            row.maxError = std::max(row.maxError, m.maxError);
            return true;
        });
    });
    std::vector<MapsInfo> result;
    for (const auto &[key, row] : rows)
        result.push_back(row);
    return result;
}

} // namespace

VideoInfo videoInfo(const std::filesystem::path &folder)
{
    const VideoSnapshot snapshot(folder, Access::ReadOnly);
    VideoInfo info;
    info.meta = snapshot.meta();
    info.finished = snapshot.finished();
    info.counts = snapshot.counts();
    info.coverage = snapshot.coverage();
    info.indexBytes = fileBytes(folder / video_file::kIndex);
    info.mapsBytes = fileBytes(folder / video_file::kMaps);
    addTables(*openIndex(folder), video_file::kIndex, index_table::kNames.size(), info.tables);
    if (const auto maps = openMaps(folder)) {
        addTables(*maps, video_file::kMaps, maps_table::kNames.size(), info.tables);
        info.maps = countMaps(*maps);
    }
    return info;
}

} // namespace refocus::store
