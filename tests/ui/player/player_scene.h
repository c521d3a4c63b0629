// A rendered clip, its pictures as VideoReader gives them, and a fake engine that has it as a
// source.
#pragma once

#include "media/video_reader.h"
#include "support/fake_engine.h"
#include "support/test_clips.h"
#include "ui/state/workbench.h"

#include <QApplication>
#include <QSettings>
#include <QTest>
#include <opencv2/core.hpp>

#include <vector>

namespace refocus::test {

struct PlayerScene
{
    explicit PlayerScene(int frames = 60, int gop = 12)
    {
        ClipOptions clip;
        clip.frames = frames;
        clip.encoder.gop = gop;
        path = folder / "gate 3.mp4";
        writeClip(path, clip);
        media::VideoReader reader(path);
        while (auto frame = reader.read())
            pictures.push_back(*frame);
        ui::SourceInfo source = fakeSource("gate3", std::chrono::milliseconds(40) * frames);
        source.record.name = "Gate 3";
        source.record.path = path.string();
        source.record.wallClockStart = 1'767'225'600'000'000; // 2026-01-01 00:00 UTC
        source.record.timeZone = "Europe/Berlin";
        source.width = clip.size.width;
        source.height = clip.size.height;
        engine->sourceList = {source};
        engine->sightings = fakeSightings("gate3", 4, {"car", "truck"}, source.duration);
        for (std::size_t i = 0; i < 4; ++i) {
            engine->sightings[i].best.frame = static_cast<FrameIndex>(i) * 10;
            engine->sightings[i].best.time = pictures[i * 10].time;
            engine->sightings[i].best.box = {20, 40, 60, 40};
            engine->sightings[i].start = pictures[i * 10].time;
            engine->sightings[i].end = pictures[i * 10 + 5].time;
        }
    }

    // The case opened and its sources known.
    void open(ui::Workbench &bench) const
    {
        bench.session.open("/fake.case");
        QTRY_VERIFY(!bench.session.sources().empty());
        QTRY_VERIFY(!bench.session.info().classes.empty());
    }

    TempFolder folder;
    std::filesystem::path path;
    std::vector<Frame> pictures;
    std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
};

inline bool same(const cv::Mat &a, const cv::Mat &b)
{
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

// Settings of a test never touch a person's.
inline void useOwnSettings(const TempFolder &folder)
{
    QCoreApplication::setOrganizationName(QStringLiteral("refocus-test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString(folder.path().string()));
}

} // namespace refocus::test
