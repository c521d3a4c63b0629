// Renders the window in its states from fixed data: refocus-screenshots FOLDER [--few]
#include "application.h"
#include "compare_parts.h"
#include "demo/demo_video.h"
#include "demo/scene.h"
#include "main_window.h"
#include "support/fake_engine.h"
#include "ui/engine/image.h"

#include <QCommandLineParser>
#include <QDir>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace refocus;
using std::chrono::seconds;
using test::FakeEngine;

namespace {

// Cut-outs of the demo street as thumbnails.
class StreetEngine : public FakeEngine
{
public:
    std::vector<QImage> pictures;
    QImage thumbnail(const PatchRef &patch) override
    {
        return pictures.empty() ? QImage() : pictures[patch.patch / 10 % pictures.size()];
    }
};

std::vector<QImage> thumbnails(const demo::Scene &scene)
{
    std::vector<QImage> pictures;
    for (int frame = 40; frame < scene.frameCount() && pictures.size() < 40; frame += 24) {
        const cv::Mat picture = scene.render(frame);
        for (const demo::SceneObject &object : scene.objects(frame))
            if (object.visible > 0.8 && object.box.area() > 900)
                pictures.push_back(ui::viewOf(picture(object.box)).copy());
    }
    return pictures;
}

struct World
{
    std::filesystem::path video;
    std::vector<QImage> pictures;
};

ui::DepthInfo depth(const char *name, std::array<int, 3> shape, std::uint64_t bytes, double ms)
{
    ui::DepthInfo info;
    info.reuse = query::Reuse::parse(name);
    info.name = name;
    info.shape = shape;
    info.bytesPerPatch = bytes;
    info.msPerPatch = ms;
    info.mapsKept = true;
    return info;
}

std::shared_ptr<StreetEngine> engineOf(const World &world, int sources, int sightings)
{
    auto engine = std::make_shared<StreetEngine>();
    engine->pictures = world.pictures;
    engine->engineInfo.device = "cpu";
    engine->engineInfo.precision = "bf16";
    engine->engineInfo.threads = 2;
    engine->depthList = {depth("none", {3, 64, 64}, 12288, 3.1), depth("4", {128, 8, 8}, 4676, 2.5),
                         depth("7", {128, 8, 8}, 5555, 2.3), depth("13-24", {256, 4, 4}, 3111, 1.6),
                         depth("auto", {128, 8, 8}, 5555, 2.3)};
    const char *names[] = {"Gate 3", "Yard", "Ramp north", "Car park level 2", "Corridor B"};
    for (int i = 0; i < sources; ++i) {
        auto source = test::fakeSource("source-" + std::to_string(i), seconds(40));
        source.record.name = names[i % 5];
        source.record.path = world.video.string();
        source.record.wallClockStart = 1'795'400'000'000'000 + i * 21'000'000LL;
        source.record.timeZone = "Europe/Berlin";
        source.classes = {{"car", 412, 31}, {"person", 120, 14}, {"truck", 44, 6}, {"bus", 12, 2}};
        source.counts.patches = 588;
        source.bytes = 2'700'000;
        if (i == 2)
            source.coverage.gaps = {{seconds(12), seconds(18)}};
        engine->sourceList.push_back(source);
        for (auto &sighting : test::fakeSightings(source.id(), sightings / sources,
                                                  {"car", "truck", "person", "bus"}, seconds(40)))
            engine->sightings.push_back(sighting);
    }
    return engine;
}

void settle(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

class Pictures
{
public:
    Pictures(QString folder, QSize size, ui::Theme theme, World world)
        : m_folder(std::move(folder)), m_size(size), m_theme(theme), m_world(std::move(world))
    {}

    void take(const QString &state, const std::shared_ptr<FakeEngine> &engine,
              const std::function<void(gui::MainWindow &)> &act = {})
    {
        ui::applyTheme(*qApp, m_theme);
        gui::MainWindow window(test::opens(engine));
        window.resize(m_size);
        window.show();
        if (engine) {
            window.open("/fake.case");
            settle(400);
        }
        if (act)
            act(window);
        settle(900);
        const QString name =
            QStringLiteral("%1/%2-%3-%4x%5.png")
                .arg(m_folder, state,
                     m_theme == ui::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                .arg(m_size.width())
                .arg(m_size.height());
        if (!window.grab().save(name)) {
            std::fprintf(stderr, "%s could not be written\n", qPrintable(name));
            std::exit(1);
        }
        std::printf("%s\n", qPrintable(name));
        window.workbench().query.cancel();
        window.close();
    }

    void all()
    {
        take(QStringLiteral("start"), nullptr);
        take(QStringLiteral("empty"), engineOf(m_world, 0, 0));
        take(QStringLiteral("case"), engineOf(m_world, 5, 400));
        take(QStringLiteral("full"), engineOf(m_world, 5, 4000), [](gui::MainWindow &window) {
            ask(window, {"car", "truck", "person"});
            settle(700);
            decideSome(window);
        });
        auto depths = engineOf(m_world, 3, 120);
        depths->sightingsAt["13-24"] = otherAnswer(depths->sightings);
        take(QStringLiteral("depths"), depths, [](gui::MainWindow &window) {
            ask(window, {"car", "truck", "person"});
            settle(400);
            for (int i = 0; i < 3; ++i)
                window.commands().action(QStringLiteral("query.deeper"))->trigger();
        });
        auto slow = engineOf(m_world, 5, 4000);
        slow->batchDelay = std::chrono::milliseconds(300);
        take(QStringLiteral("busy"), slow, [slow](gui::MainWindow &window) {
            slow->ingestTime = std::chrono::seconds(20);
            window.workbench().ingest.add({"/videos/loading dock.mp4", "/videos/gate 4.mkv"});
            ask(window, {"car"});
        });
        take(QStringLiteral("nothing"), engineOf(m_world, 5, 400),
             [](gui::MainWindow &window) { ask(window, {"bicycle"}); });
        auto failing = engineOf(m_world, 2, 40);
        failing->queryError = "/cases/gate.case/videos/gate-1/index.mdb: is damaged (page 41 is "
                              "used twice); the other videos can still be searched";
        take(QStringLiteral("error"), failing,
             [](gui::MainWindow &window) { ask(window, {"car"}); });
        auto offline = engineOf(m_world, 3, 60);
        offline->sourceList[1].record.path = "/media/usb/yard.mp4";
        offline->sourceList[1].offline = true;
        offline->sourceList[2].record.state = store::SourceState::Failed;
        offline->sourceList[2].record.error =
            "/videos/ramp.mp4: holds no picture that can be decoded";
        offline->canWrite = false;
        take(QStringLiteral("offline"), offline, [](gui::MainWindow &window) {
            ask(window, {"car"});
            window.workbench().playhead.moveTo("source-1", seconds(2));
        });
    }

private:
    static void ask(gui::MainWindow &window, std::vector<std::string> classes)
    {
        query::QueryOptions question;
        question.classes = std::move(classes);
        window.workbench().query.setDraft(question);
        window.commands().action(QStringLiteral("query.run"))->trigger();
    }
    // As a deep splice gives it: some are not found, others besides.
    static std::vector<query::Sighting> otherAnswer(std::vector<query::Sighting> sightings)
    {
        for (std::size_t i = 0; i < sightings.size(); i += 7) {
            sightings[i].track += 1000;
            sightings[i].best.patch += 370;
            sightings[i].best.time += seconds(3);
            sightings[i].start += seconds(2);
            sightings[i].end += seconds(3);
        }
        for (std::size_t i = 3; i < sightings.size(); i += 5)
            sightings.erase(sightings.begin() + static_cast<std::ptrdiff_t>(i));
        return sightings;
    }
    static void decideSome(gui::MainWindow &window)
    {
        const auto trigger = [&](const char *id) {
            window.commands().action(QString::fromLatin1(id))->trigger();
        };
        ui::SightingModel &model = window.sightingModel();
        if (model.rowCount() < 12)
            return;
        window.workbench().selection.select(model.idAt(0));
        for (const char *id : {"review.accept", "review.accept", "review.reject", "review.star"})
            trigger(id);
        const std::vector<int> some{model.idAt(5), model.idAt(6)};
        window.workbench().selection.set(some, some.front());
    }

    QString m_folder;
    QSize m_size;
    ui::Theme m_theme;
    World m_world;
};

} // namespace

int main(int argc, char **argv)
{
    gui::Application application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({QStringLiteral("few"), QStringLiteral("Only dark, 1280x800.")});
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Where they go."));
    parser.process(application);
    const QString folder = parser.positionalArguments().value(0, QStringLiteral("pictures"));
    QDir().mkpath(folder);
    const QTemporaryDir scratch;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, scratch.path());

    World world;
    demo::SceneOptions options;
    world.pictures = thumbnails(demo::Scene(options));
    options.seconds = 4;
    world.video = scratch.filePath(QStringLiteral("street.mp4")).toStdString();
    demo::writeVideo(demo::Scene(options), world.video);
    const bool few = parser.isSet(QStringLiteral("few"));
    for (const ui::Theme theme : {ui::Theme::Dark, ui::Theme::Light})
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)})
            if (!few || (theme == ui::Theme::Dark && size.width() == 1280)) {
                Pictures(folder, size, theme, world).all();
                takeCompareParts(folder, size, theme);
            }
    return 0;
}
