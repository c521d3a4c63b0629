// A street that a fixed camera looks at, drawn by code from a seed, with its exact truth. The same
// options give the same pictures and the same truth on every run. const functions may be called
// from several threads at once.
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace refocus::demo {

struct SceneOptions
{
    std::uint64_t seed = 1; // Street, colours, sizes, light, who passes and when.
    cv::Size size{640, 360};
    double fps = 25;
    double seconds = 40;
    bool lightingChange = true; // A cloud passes in the middle.
    bool shadows = true;
    double noise = 2.2; // Standard deviation of the sensor's noise, in grey levels.
    double blur = 0.55; // Sigma of the lens's blur, in pixels of a 640x360 picture.
};

// One object in one picture.
struct SceneObject
{
    int id = 0;            // The same through the whole scene.
    std::string className; // "car", "truck", "bus", "bicycle", "motorcycle" or "person".
    cv::Rect box;          // The object without its shadow, clipped to the picture, in pixels.
    double visible = 1;    // Share of its whole outline's box that is in the picture and not
                           // behind a nearer object's box; 0 to 1.
    bool still = false;    // It stands in this picture.
};

// One object's stay in view: the pictures where at least a quarter of it is visible.
struct SceneSighting
{
    int id = 0;
    std::string className;
    int firstFrame = 0, lastFrame = 0; // Both belong to it.
};

// What the camera saw, as values ready to be written.
struct SceneTruth
{
    SceneOptions options;
    int frameCount = 0;
    std::vector<SceneSighting> sightings;          // Sorted by first frame, then id.
    std::vector<std::vector<SceneObject>> objects; // By frame.
};

class Scene
{
public:
    explicit Scene(SceneOptions options = {}); // Throws Error if an option makes no picture.
    ~Scene();
    Scene(Scene &&) noexcept;
    Scene &operator=(Scene &&) noexcept;

    const SceneOptions &options() const;
    int frameCount() const;
    cv::Mat render(int frame) const; // 8-bit BGR. Requires: 0 <= frame < frameCount().
    std::vector<SceneObject>
    objects(int frame) const;                     // Farthest first; those out of view left out.
    std::vector<SceneSighting> sightings() const; // Sorted by first frame, then id.
    SceneTruth truth() const;

private:
    struct Impl;
    std::unique_ptr<const Impl> m_impl;
};

} // namespace refocus::demo
