#include "demo/street.h"

#include "demo/random.h"

namespace refocus::demo {

Street makeStreet(const SceneOptions &options)
{
    Random random(options.seed * 31 + 1);
    const double nearEdge = random.between(10.5, 15);
    const double height = nearEdge * random.between(0.58, 0.72);
    const double focal = options.size.width * random.between(0.80, 0.98);
    const double yaw = random.between(-0.16, 0.16);
    Street s{.camera = Camera(options.size, focal, height, nearEdge, yaw)};
    s.nearEdge = nearEdge;
    s.kerbNear = nearEdge + random.between(3.0, 3.8);
    s.roadNear = s.kerbNear + 1.7;
    s.laneWidth = random.between(3.2, 3.6);
    s.roadFar = s.roadNear + 2 * s.laneWidth;
    s.kerbFar = s.roadFar + 1.7;
    s.facades = s.kerbFar + random.between(4.6, 5.6);
    s.shadow = {random.between(0.25, 0.65) * (random.chance(0.5) ? 1 : -1),
                random.between(-0.28, 0.3)};
    s.nearDirection = random.chance(0.7) ? 1 : -1;
    return s;
}

} // namespace refocus::demo
