// The figures of the street: what they look like, how large they are, and how each is drawn from
// its parts. Free functions without state; any thread.
#pragma once

#include "demo/painter.h"
#include "demo/random.h"

#include <string>

namespace refocus::demo {

enum class Kind { Car, BoxTruck, SemiTrailer, Bus, Bicycle, Motorcycle, Person };

struct Look
{
    Kind kind = Kind::Car;
    int variant = 0; // Of the body, the load or the clothes.
    double scale = 1;
    Colour paint, second, third;
    double phase = 0; // Where in its step or turn a figure begins.
};

struct Dimensions
{
    double length = 0, height = 0, width = 0; // Metres.
};

Look randomLook(Kind kind, Random &random);
std::string className(Kind kind);
Dimensions dimensions(const Look &look);

// Draws the figure at the painter's place; travelled is its way so far in metres and turns wheels
// and legs. The nearer parts are drawn last.
void drawActor(Painter &painter, const Look &look, double travelled, bool still);

void drawCar(Painter &painter, const Look &look, double travelled);
void drawTruck(Painter &painter, const Look &look, double travelled);
void drawBus(Painter &painter, const Look &look, double travelled);
void drawBicycle(Painter &painter, const Look &look, double travelled, bool still);
void drawMotorcycle(Painter &painter, const Look &look, double travelled);
void drawPerson(Painter &painter, const Look &look, double travelled, bool still);

} // namespace refocus::demo
