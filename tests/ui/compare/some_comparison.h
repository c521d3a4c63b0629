// A comparison that never ran, with figures that can be counted by hand: none, 4, 7 and 7→11
// un-retrained on 200 patches of 50 objects, of which none takes every other for a car.
#pragma once

#include "ui/compare/compared.h"

namespace refocus::test {

struct SomeComparison
{
    int runs = 5;
    std::size_t answered = 200; // Patches that every depth has answered.
    std::size_t decided = 0;    // Patches, from the first; all as none says but every tenth.
    double diskBytesPerSecond = 25e6;
};

inline compare::Comparison someComparison(const SomeComparison &options = {})
{
    constexpr ClassId kBus = 1, kCar = 2;
    constexpr std::size_t kPatches = 200;
    compare::Comparison comparison;
    comparison.classes = {"background", "bus", "car"};
    comparison.options.runs = 5;
    comparison.options.subjects.question.classes = {"car"};
    comparison.pack = "demo";
    comparison.device = "cpu";
    comparison.precision = "bf16";
    comparison.threads = 2;
    comparison.diskBytesPerSecond = options.diskBytesPerSecond;
    compare::Subjects &subjects = comparison.subjects;
    subjects.videos = {{"gate", "/videos/gate.mp4"}};
    subjects.classes = {kCar};
    subjects.found = subjects.candidates = 400;
    subjects.objects = kPatches / 4;
    subjects.maps = 1000;
    subjects.decided = options.decided;
    const auto car = [](std::size_t i) { return i % 2 == 0; };
    for (std::size_t i = 0; i < kPatches; ++i) {
        compare::Subject subject;
        subject.patch = i;
        subject.object = i / 4;
        subject.rank = static_cast<int>(i / 2 % 4);
        subject.topK = {{i % 5 == 0 ? kCar : kBus, 0.5F}};
        if (i < options.decided)
            subject.isWanted = (i % 10 == 9) != car(i);
        subjects.list.push_back(subject);
    }

    struct Entry
    {
        compare::Depth depth;
        bool retrained;
        std::array<int, 3> shape;
        double bytes;
        compare::Milliseconds patch; // Of a run in the middle.
        std::function<bool(std::size_t)> wrong;
    };
    const std::vector<Entry> entries{
        {{}, true, {3, 64, 64}, 0, {0.4, 0, 2.6}, [](auto) { return false; }},
        {nn::Splice{4, 4},
         true,
         {128, 8, 8},
         4676,
         {0.1, 0.1, 2.2},
         [](auto i) { return i % 50 == 8; }},
        {nn::Splice{7, 7},
         true,
         {128, 8, 8},
         5555,
         {0.1, 0.2, 1.8},
         [](auto i) { return i % 25 == 3; }},
        {nn::Splice{7, 11}, false, {128, 8, 8}, 5555, {0.1, 0.2, 1.5}, [](auto i) {
             return i % 3 != 0;
         }}};
    for (const Entry &entry : entries) {
        compare::ComparedDepth depth;
        depth.depth = entry.depth;
        depth.retrained = entry.retrained;
        depth.shape = entry.shape;
        depth.bytes = entry.bytes;
        for (std::size_t i = 0; i < options.answered; ++i)
            depth.answers.push_back({car(i) != entry.wrong(i) ? kCar : kBus,
                                     0.5F + 0.005F * static_cast<float>(i % 100)});
        for (int run = 0; run < options.runs; ++run) {
            // Faster and slower by turns, each depth at its own.
            const double pace =
                1 + 0.02 * ((run * 2 + static_cast<int>(comparison.depths.size()) * 3) % 5 - 2);
            depth.runs.emplace_back().add({entry.patch.read * pace * kPatches,
                                           entry.patch.decode * pace * kPatches,
                                           entry.patch.infer * pace * kPatches},
                                          kPatches);
        }
        comparison.depths.push_back(std::move(depth));
    }
    comparison.finished = options.runs == 5;
    return comparison;
}

inline ui::Compared someCompared(const SomeComparison &options = {})
{
    return ui::Compared::of(someComparison(options));
}

} // namespace refocus::test
