#include "demo/actors.h"

namespace refocus::demo {

namespace {

constexpr Colour kCarPaints[] = {{225, 228, 230}, {200, 203, 205}, {150, 152, 155}, {92, 92, 95},
                                 {45, 44, 46},    {46, 40, 165},   {140, 70, 30},   {190, 130, 60},
                                 {60, 105, 50},   {70, 160, 205},  {110, 180, 205}, {60, 50, 110},
                                 {175, 150, 70},  {35, 105, 215}};
constexpr Colour kClothes[] = {{40, 38, 42},   {60, 45, 40},    {130, 70, 45},   {45, 40, 150},
                               {50, 110, 60},  {210, 215, 218}, {150, 160, 170}, {60, 150, 205},
                               {165, 90, 130}, {90, 80, 75},    {185, 170, 90},  {70, 110, 160}};
constexpr Colour kTrousers[] = {{45, 40, 38},  {95, 65, 45},    {60, 55, 50},
                                {75, 90, 110}, {120, 120, 118}, {110, 75, 50}};
constexpr Colour kLivery[] = {{40, 40, 180},   {150, 85, 30},  {60, 140, 60}, {40, 165, 225},
                              {225, 226, 228}, {120, 60, 110}, {165, 140, 40}};

template <std::size_t N> Colour pick(const Colour (&colours)[N], Random &random)
{
    return colours[random.below(N)] * random.between(0.9, 1.08);
}

} // namespace

Look randomLook(Kind kind, Random &random)
{
    Look look;
    look.kind = kind;
    look.variant = random.below(60);
    look.scale = random.between(0.95, 1.05);
    look.phase = random.unit();
    switch (kind) {
    case Kind::Car:
        look.paint = pick(kCarPaints, random);
        break;
    case Kind::BoxTruck:
    case Kind::SemiTrailer:
        look.paint = pick(kLivery, random);
        look.second = random.chance(0.55) ? Colour{222, 224, 226} * random.between(0.9, 1)
                                          : pick(kLivery, random);
        look.third = pick(kLivery, random);
        break;
    case Kind::Bus:
        look.paint = pick(kLivery, random);
        look.second = random.chance(0.5) ? Colour{225, 226, 226} : pick(kLivery, random);
        break;
    default:
        look.scale = kind == Kind::Person ? random.between(0.9, 1.1) : random.between(0.97, 1.05);
        look.paint = kind == Kind::Person ? pick(kClothes, random) : pick(kCarPaints, random);
        look.second = kind == Kind::Person ? pick(kTrousers, random) : pick(kClothes, random);
        look.third = kind == Kind::Person ? pick(kClothes, random) : pick(kTrousers, random);
    }
    return look;
}

std::string className(Kind kind)
{
    switch (kind) {
    case Kind::Car:
        return "car";
    case Kind::BoxTruck:
    case Kind::SemiTrailer:
        return "truck";
    case Kind::Bus:
        return "bus";
    case Kind::Bicycle:
        return "bicycle";
    case Kind::Motorcycle:
        return "motorcycle";
    case Kind::Person:
        return "person";
    }
    return "background";
}

Dimensions dimensions(const Look &look)
{
    const double s = look.scale;
    switch (look.kind) {
    case Kind::Car:
        return {4.4 * s, 1.5 * s, 1.75 * s};
    case Kind::BoxTruck:
        return {7.6 * s, 3.3 * s, 2.4 * s};
    case Kind::SemiTrailer:
        return {13.5 * s, 3.7 * s, 2.45 * s};
    case Kind::Bus:
        return {11.4 * s, 3.05 * s, 2.5 * s};
    case Kind::Bicycle:
        return {1.75 * s, 1.75 * s, 0.45 * s};
    case Kind::Motorcycle:
        return {2.1 * s, 1.65 * s, 0.6 * s};
    case Kind::Person:
        return {0.5 * s, 1.74 * s, 0.4 * s};
    }
    return {};
}

void drawActor(Painter &painter, const Look &look, double travelled, bool still)
{
    switch (look.kind) {
    case Kind::Car:
        return drawCar(painter, look, travelled);
    case Kind::BoxTruck:
    case Kind::SemiTrailer:
        return drawTruck(painter, look, travelled);
    case Kind::Bus:
        return drawBus(painter, look, travelled);
    case Kind::Bicycle:
        return drawBicycle(painter, look, travelled, still);
    case Kind::Motorcycle:
        return drawMotorcycle(painter, look, travelled);
    case Kind::Person:
        return drawPerson(painter, look, travelled, still);
    }
}

} // namespace refocus::demo
