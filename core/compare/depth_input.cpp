#include "compare/depth_input.h"

#include <algorithm>
#include <chrono>

namespace refocus::compare {

namespace {

// Milliseconds since it was made or last asked.
class Lap
{
public:
    double ms()
    {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double, std::milli>(now - std::exchange(m_begin, now)).count();
    }

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace

Answered answerPixels(const DepthNetwork &depth, const std::function<std::vector<cv::Mat>()> &read,
                      const Progress &progress)
{
    Answered answered;
    Lap lap;
    const auto pixels = read();
    answered.spent.read = lap.ms();
    answered.answers = depth.network->fromPatches(pixels, progress);
    answered.spent.infer = lap.ms();
    return answered;
}

Answered answerMaps(const DepthNetwork &depth, int threads,
                    const std::function<std::vector<store::EncodedMap>()> &read,
                    const Progress &progress)
{
    Answered answered;
    Lap lap;
    const auto encoded = read();
    answered.spent.read = lap.ms();
    if (std::ranges::all_of(encoded,
                            [](const auto &map) { return map.codec == store::Codec::Int8; })) {
        const auto maps = store::quantisedMaps(encoded, threads);
        answered.spent.decode = lap.ms();
        answered.answers = depth.network->fromMaps(maps, progress);
    } else {
        const auto maps = store::decodeMaps(encoded, threads);
        answered.spent.decode = lap.ms();
        answered.answers = depth.network->fromMaps(maps, progress);
    }
    answered.spent.infer = lap.ms();
    return answered;
}

} // namespace refocus::compare
