#include "demo/training_crops.h"

#include "demo/random.h"
#include "demo/scene.h"

#include <algorithm>
#include <map>

namespace refocus::demo {

namespace {

// One crop still to be cut.
struct Plan
{
    int frame;
    cv::Rect box;
    std::string className;
};

// The box as a background subtractor might give it: every edge off by up to 8 % of the side and
// now and then with the shadow at the foot of the object or beside it.
cv::Rect jittered(const cv::Rect &box, Random &random)
{
    constexpr double kMost = 0.08;
    double left = box.x + box.width * random.between(-kMost, kMost);
    double right = box.br().x + box.width * random.between(-kMost, kMost);
    const double top = box.y + box.height * random.between(-kMost, kMost);
    double bottom = box.br().y + box.height * random.between(-kMost, kMost);
    if (random.chance(0.25)) {
        bottom += box.height * random.between(0.02, 0.12);
        const double shadow = box.height * random.between(0.05, 0.35);
        if (random.chance(0.5))
            left -= shadow;
        else
            right += shadow;
    }
    const cv::Point tl(cvRound(left), cvRound(top)), br(cvRound(right), cvRound(bottom));
    return cv::Rect(tl, cv::Point(std::max(br.x, tl.x + 2), std::max(br.y, tl.y + 2)));
}

// A box without an object: anywhere, or where an object's shadow may lie, right beside it.
cv::Rect emptyBox(const std::vector<SceneObject> &objects, cv::Size picture, Random &random)
{
    for (int attempt = 0; attempt < 50; ++attempt) {
        const int width = cvRound(picture.width * random.between(0.02, 0.25));
        const int height = cvRound(width * random.between(0.3, 2.2));
        cv::Rect box(random.below(std::max(1, picture.width - width)),
                     random.below(std::max(1, picture.height - height)), width, height);
        if (!objects.empty() && random.chance(0.4)) {
            const cv::Rect near = objects[random.below(static_cast<int>(objects.size()))].box;
            const bool below = random.chance(0.5);
            box = below
                      ? cv::Rect(near.x, near.br().y - 2, near.width, std::max(8, near.height / 4))
                      : cv::Rect(random.chance(0.5) ? near.br().x - 2 : near.x - near.height / 2,
                                 near.y + near.height / 2, std::max(8, near.height / 2),
                                 std::max(8, near.height / 2));
        }
        box &= cv::Rect({}, picture);
        // What the patch will show: the box made square and grown.
        const int side = cvRound(1.2 * std::max(box.width, box.height));
        const cv::Rect shown(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side,
                             side);
        const bool clear = std::none_of(objects.begin(), objects.end(), [&](const SceneObject &o) {
            return (o.box & shown).area() > 0.2 * std::min(o.box.area(), shown.area());
        });
        if (clear && box.width >= 8 && box.height >= 8)
            return box;
    }
    return {};
}

template <class T> T take(std::vector<T> &from, Random &random)
{
    const std::size_t i = random.below(static_cast<int>(from.size()));
    std::swap(from[i], from.back());
    T value = std::move(from.back());
    from.pop_back();
    return value;
}

} // namespace

std::vector<Crop> trainingCrops(std::uint64_t firstSeed, int seedCount, int perClass,
                                const CutFunction &cut, int size)
{
    constexpr double kVisible = 0.55;
    constexpr int kSmallest = 10, kEveryFrame = 5;
    std::vector<Crop> crops;
    for (int n = 0; n < seedCount; ++n) {
        const std::uint64_t seed = firstSeed + static_cast<std::uint64_t>(n);
        Random random(seed * 31 + 7);
        const int share = perClass * (n + 1) / seedCount - perClass * n / seedCount;
        SceneOptions options;
        options.seed = seed;
        options.size = n % 3 == 2 ? cv::Size(960, 540) : cv::Size(640, 360);
        options.noise = random.between(1, 4.5);
        options.blur = random.between(0.4, 0.9);
        const Scene scene(options);

        std::map<std::string, std::vector<Plan>> candidates;
        for (int frame = 0; frame < scene.frameCount(); frame += kEveryFrame) {
            const auto objects = scene.objects(frame);
            for (const SceneObject &o : objects)
                if (o.visible >= kVisible && std::min(o.box.width, o.box.height) >= kSmallest)
                    candidates[o.className].push_back({frame, o.box, o.className});
            if (const cv::Rect box = emptyBox(objects, options.size, random); !box.empty())
                candidates["background"].push_back({frame, box, "background"});
        }
        std::multimap<int, Plan> byFrame; // So that each picture is rendered once.
        for (auto &[className, plans] : candidates)
            for (int i = 0; i < share && !plans.empty(); ++i) {
                Plan plan = take(plans, random);
                if (className != "background")
                    plan.box = jittered(plan.box, random);
                byFrame.emplace(plan.frame, plan);
            }
        cv::Mat picture;
        int rendered = -1;
        for (const auto &[frame, plan] : byFrame) {
            if (frame != rendered)
                picture = scene.render(frame);
            rendered = frame;
            crops.push_back({cut(picture, plan.box, size), plan.className});
        }
    }
    return crops;
}

} // namespace refocus::demo
