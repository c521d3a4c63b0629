#include "support/street.h"

#include "support/random_pack.h"

namespace refocus::test {

ClipOptions streetClip(int frames)
{
    ClipOptions clip;
    clip.frames = frames;
    clip.size = {160, 120};
    clip.encoder.frameRate = 10;
    clip.ordinalPattern = false;
    for (int first = 0; first < frames; first += 120) {
        const double back = 3.0 * first; // Each pair enters where the first one did.
        clip.rects.push_back(
            {{-84 - back, 30, 24, 18}, {3, 0}, {40, 40, 220}, first + 20, first + 90});
        clip.rects.push_back(
            {{295 + back, 80, 20, 26}, {-3, 0}, {30, 30, 30}, first + 45, first + 115});
    }
    return clip;
}

Street::Street(const TempFolder &folder)
    : pack(writeRandomPack(folder / "pack")), backend(nn::chooseBackend({"cpu", "fp32", 1})),
      network(pack, backend), clip(folder / "street.mp4")
{
    writeClip(clip, streetClip());
}

} // namespace refocus::test
