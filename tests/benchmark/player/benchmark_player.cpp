// Plays 1920x1080 at 30 pictures a second, H.264 with a keyframe every 250, in the player's panel
// at a view of 1280x720: pictures dropped, processor time, and how long the window's thread was
// held.
//
//   benchmark_player [SECONDS] [VIDEO]
//
// Without a video one is rendered, into a folder that is removed. Needs no display.
#include "support/fake_engine.h"
#include "machine.h"
#include "support/test_clips.h"
#include "ui/player/player_panel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QTimer>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <vector>

using namespace refocus;
using namespace refocus::ui;

namespace {

constexpr int kRate = 30;

// Things that move over a street of noise, as much work for the decoder as footage is.
void render(const std::filesystem::path &path, int seconds)
{
    media::EncoderOptions options;
    options.frameRate = kRate;
    options.gop = 250;
    options.crf = 23;
    media::VideoEncoder encoder(path, {1920, 1080}, options);
    cv::RNG random(1);
    cv::Mat street(1080, 1920, CV_8UC3);
    random.fill(street, cv::RNG::UNIFORM, 60, 180);
    cv::GaussianBlur(street, street, {0, 0}, 3);
    for (int i = 0; i < seconds * kRate; ++i) {
        cv::Mat picture = street.clone();
        for (int k = 0; k < 12; ++k)
            cv::rectangle(picture, cv::Rect((i * (k + 2) + k * 160) % 1800, 60 + k * 80, 120, 60),
                          cv::Scalar(40 + 15 * k, 200 - 10 * k, 90), cv::FILLED);
        cv::Mat noise(270, 480, CV_8UC3), wide;
        random.fill(noise, cv::RNG::UNIFORM, 0, 12);
        cv::resize(noise, wide, picture.size(), 0, 0, cv::INTER_NEAREST);
        cv::add(picture, wide, picture);
        encoder.write(picture);
    }
    encoder.finish();
}

// Longer turns of the event loop than this are what a person would feel.
struct Stalls
{
    std::vector<double> ms;
    QElapsedTimer clock;
    QTimer timer;
    Stalls()
    {
        timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&timer, &QTimer::timeout, [this] {
            ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6 - timer.interval());
            clock.restart();
        });
    }
    void start()
    {
        clock.start();
        timer.start(4);
    }
    double share(double part)
    {
        std::ranges::sort(ms);
        return ms.empty() ? 0 : ms[std::min(ms.size() - 1, std::size_t(part * double(ms.size())))];
    }
};

bool waitFor(const std::function<bool()> &condition, int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition() && clock.elapsed() < ms)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    return condition();
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const test::TempFolder folder;
    QCoreApplication::setOrganizationName(QStringLiteral("refocus-benchmark"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString(folder.path().string()));
    applyTheme(application, Theme::Dark);
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;
    const double loadBefore = benchmark::loadAverage();
    std::filesystem::path video = argc > 2 ? argv[2] : "";
    if (video.empty()) {
        video = folder / "street.mp4";
        render(video, seconds + 2);
    }

    const auto engine = std::make_shared<test::FakeEngine>();
    SourceInfo source = test::fakeSource("street", std::chrono::seconds(seconds + 2));
    source.record.path = video.string();
    engine->sourceList = {source};
    engine->sightings =
        test::fakeSightings("street", 200, {"car", "truck", "person"}, source.duration);
    Workbench bench(test::opens(engine));
    PlayerPanel panel(bench);
    panel.resize(1280, 720 + panel.sizeHint().height() - panel.view().sizeHint().height());
    panel.show();
    bench.session.open("/fake.case");
    if (!waitFor([&] { return !bench.session.sources().empty(); }, 10'000))
        return 1;
    bench.playhead.moveTo("street", Timestamp{0});
    if (!waitFor([&] { return panel.view().picture().has_value(); }, 60'000))
        return 1;
    const QSize view = panel.view().viewport().view;

    int shown = 0;
    QObject::connect(&panel, &PlayerPanel::pictureShown, [&] { ++shown; });
    std::printf("%s, %u threads, load %.1f; view %dx%d\n", benchmark::processorName().c_str(),
                std::thread::hardware_concurrency(), loadBefore, view.width(), view.height());
    std::printf("speed,seconds,pictures shown,dropped,played s,processor share of one core,"
                "loop late ms median,99 %%,worst\n");
    for (const double speed : {1.0, 4.0, -1.0}) {
        const Timestamp from =
            speed < 0 ? panel.table()->duration() - std::chrono::seconds(1) : Timestamp{0};
        bench.playhead.moveTo("street", from);
        if (!waitFor(
                [&] {
                    return panel.view().picture()->frame.time >=
                               from - std::chrono::milliseconds(40) &&
                           panel.view().picture()->frame.time <= from;
                },
                60'000))
            return 1;
        shown = 0;
        Stalls stalls;
        const double processor = benchmark::processorSeconds();
        QElapsedTimer clock;
        clock.start();
        stalls.start();
        if (speed == 1)
            panel.togglePlay();
        for (double rate = 1; speed != 1 && rate <= std::abs(speed); rate *= 2)
            panel.shuttle(speed < 0 ? -1 : 1);
        waitFor([&] { return clock.elapsed() >= 1000 * seconds || !bench.playhead.isPlaying(); },
                1000 * seconds + 1000);
        const double wall = double(clock.nsecsElapsed()) / 1e9;
        const double used = benchmark::processorSeconds() - processor;
        const int dropped = panel.source().dropped();
        bench.playhead.setPlaying(false);
        const double played = std::abs(toSeconds(bench.playhead.time() - from));
        std::printf("%g,%.2f,%d,%d,%.2f,%.2f,%.1f,%.1f,%.1f\n", speed, wall, shown, dropped, played,
                    used / wall, stalls.share(0.5), stalls.share(0.99), stalls.share(1));
        std::fflush(stdout);
    }
    return 0;
}
