// Writes labelled patches of rendered scenes into OUT_DIR/{train,val}/<class>/demo-<n>.jpg, to
// train a network that recognises the demo, and as many of riders and walkers seen from above as
// OVERHEAD says. The last fifth of the seeds is for validation, and a fifth more of the others.
//   demo-crops OUT_DIR FIRST_SEED SEED_COUNT PER_CLASS [OVERHEAD]
#include "base/error.h"
#include "demo/overhead_figures.h"
#include "demo/training_crops.h"
#include "detect/patch_cut.h"

#include <opencv2/imgcodecs.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

using namespace refocus;

namespace {

void write(const std::filesystem::path &folder, const std::vector<demo::Crop> &crops, int first)
{
    std::map<std::string, int> counts;
    int number = first;
    for (const demo::Crop &crop : crops) {
        const auto place = folder / crop.className;
        std::filesystem::create_directories(place);
        const auto file = place / ("demo-" + std::to_string(number++) + ".jpg");
        if (!cv::imwrite(file.string(), crop.image, {cv::IMWRITE_JPEG_QUALITY, 95}))
            throw Error(file, "cannot be written");
        ++counts[crop.className];
    }
    for (const auto &[name, count] : counts)
        std::printf("%s/%s %d\n", folder.string().c_str(), name.c_str(), count);
}

} // namespace

int main(int argc, char **argv)
{
    const bool enough = argc == 5 || argc == 6;
    const long seeds = enough ? std::atol(argv[3]) : 0;
    const long perClass = enough ? std::atol(argv[4]) : 0;
    const int overhead = argc == 6 ? std::atoi(argv[5]) : 0;
    if (seeds < 2 || perClass < 1 || overhead < 0) {
        std::fprintf(stderr,
                     "usage: demo-crops OUT_DIR FIRST_SEED SEED_COUNT PER_CLASS [OVERHEAD]\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[1];
        const auto first = std::strtoull(argv[2], nullptr, 10);
        const int validation = std::max(1, static_cast<int>(seeds) / 5);
        const int training = static_cast<int>(seeds) - validation;
        const int forValidation = std::max(1, static_cast<int>(perClass) / 5);
        write(folder / "train",
              demo::trainingCrops(first, training, static_cast<int>(perClass), detect::cutPatch),
              0);
        write(folder / "val",
              demo::trainingCrops(first + static_cast<unsigned>(training), validation,
                                  forValidation, detect::cutPatch),
              1000000);
        write(folder / "train", demo::overheadCrops(first, overhead, detect::cutPatch), 2000000);
        write(folder / "val", demo::overheadCrops(first + 1, overhead / 5, detect::cutPatch),
              3000000);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "demo-crops: %s\n", error.what());
        return 1;
    }
    return 0;
}
