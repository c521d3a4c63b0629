// Where everything of a scene's street is: camera, pavements, lanes, sun. Values only.
#pragma once

#include "demo/geometry.h"
#include "demo/scene.h"

namespace refocus::demo {

// Distances from the camera's foot, in metres; the street runs along x at constant z.
struct Street
{
    Camera camera;
    double nearEdge = 0; // The bottom of the picture.
    double kerbNear = 0, roadNear = 0,
           roadFar = 0;              // Pavement, cycle track, road, cycle track, pavement,
    double kerbFar = 0, facades = 0; // gardens, houses.
    double laneWidth = 0;
    Point2 shadow{};       // How far a shadow falls along x and z for a metre of height.
    int nearDirection = 1; // Which way the near lane drives; the far lane drives the other way.
};

Street makeStreet(const SceneOptions &options);

} // namespace refocus::demo
