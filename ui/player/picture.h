// A decoded picture, and as it is drawn. Values and pure functions; any thread.
#pragma once

#include "base/frame.h"
#include "ui/player/viewport.h"

#include <QImage>

#include <array>

namespace refocus::ui {

// For looking only: never in a snapshot or an export.
struct Adjustment
{
    int brightness = 0; // -100 to 100, percent of white that is added.
    int contrast = 0;   // -100 to 100, about middle grey; 100 is four times as steep.
    double gamma = 1;   // 0.2 to 5; above 1 lightens the dark.
    bool isNeutral() const { return *this == Adjustment{}; }
    friend bool operator==(const Adjustment &, const Adjustment &) = default;
};

std::array<unsigned char, 256> lookupTable(const Adjustment &adjustment);

struct Picture
{
    Frame frame;           // Its image may be empty, see FrameSource.
    QSize size;            // Of the whole picture, in its pixels.
    QImage image;          // What is seen of it, to be drawn 1:1.
    QRect part, target;    // What is seen, in its pixels; where, in device pixels.
    Viewport viewport;     // What it was drawn for.
    Adjustment adjustment; // And how.
};

// Cuts out what is seen, scales it to device pixels (area mean when smaller, bilinear when larger,
// plain pixels from four times on) and adjusts it.
Picture drawPicture(const Frame &frame, const Viewport &viewport, const Adjustment &adjustment);

// As decoded, every pixel. Shares nothing with the frame.
QImage wholeImage(const Frame &frame);

} // namespace refocus::ui
