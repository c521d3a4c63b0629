#include "store/zstd_bytes.h"

#include "base/error.h"

#include <zstd.h>

#include <memory>

namespace refocus::store {
namespace {

// Level 1 against lz4 on maps after block 4 and 7: see FORMAT.md.
constexpr int kLevel = 1;

struct ContextDeleter
{
    void operator()(ZSTD_CCtx *c) const { ZSTD_freeCCtx(c); }
    void operator()(ZSTD_DCtx *c) const { ZSTD_freeDCtx(c); }
};

} // namespace

std::vector<std::uint8_t> compressBytes(Bytes bytes)
{
    thread_local const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
    std::vector<std::uint8_t> frame(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compressCCtx(context.get(), frame.data(), frame.size(),
                                               bytes.data(), bytes.size(), kLevel);
    if (ZSTD_isError(size))
        throw Error(std::string("Compression failed: ") + ZSTD_getErrorName(size));
    frame.resize(size);
    frame.shrink_to_fit();
    return frame;
}

std::optional<std::vector<std::uint8_t>> decompressBytes(Bytes frame, std::size_t size)
{
    if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != size)
        return std::nullopt;
    thread_local const std::unique_ptr<ZSTD_DCtx, ContextDeleter> context(ZSTD_createDCtx());
    std::vector<std::uint8_t> bytes(size);
    const std::size_t done =
        ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), frame.data(), frame.size());
    if (ZSTD_isError(done) || done != size)
        return std::nullopt;
    return bytes;
}

} // namespace refocus::store
