// How long the gallery keeps the GUI thread with 100,000 sightings: while they arrive, while it
// scrolls, when it is sorted anew. Prints a table; exit code 1 where a bound does not hold.
//   benchmark_gallery [--sightings N] [--clock processor]
// On a busy machine the processor's clock leaves out the time in which others ran.
#include "machine.h"
#include "statistics.h"
#include "support/fake_engine.h"
#include "table.h"
#include "ui/gallery/gallery_panel.h"

#include <QApplication>
#include <QScrollBar>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <iostream>
#include <random>
#include <stdexcept>
#include <time.h>

using namespace refocus;
using namespace refocus::ui;

namespace {

constexpr double kMedianMs = 16, kWorstMs = 50;

// Pictures as large as the store keeps them, with something in them to scale and draw.
class PictureEngine : public test::FakeEngine
{
public:
    QImage thumbnail(const PatchRef &patch) override
    {
        QImage image(96, 64, QImage::Format_RGB32);
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                image.setPixel(x, y, qRgb(x * 2, y * 3, static_cast<int>(patch.patch % 256)));
        return image;
    }
};

bool processorTime = false;

double nowMs()
{
    timespec now{};
    clock_gettime(processorTime ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Counts, so that a figure of steps that painted nothing is not believed.
class Paints : public QObject
{
public:
    int count = 0;

    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

class Measure
{
public:
    template <class Function> void operator()(Function &&function)
    {
        const double begin = nowMs();
        function();
        m_ms.push_back(nowMs() - begin);
    }
    double median() const { return benchmark::median(m_ms); }
    double worst() const { return *std::ranges::max_element(m_ms); }
    std::size_t count() const { return m_ms.size(); }

private:
    std::vector<double> m_ms;
};

void add(benchmark::Table &table, const std::string &what, const Measure &measure)
{
    table.rows.push_back({what, measure.count(), benchmark::rounded(measure.median()),
                          benchmark::rounded(measure.worst()),
                          measure.median() <= kMedianMs && measure.worst() <= kWorstMs});
}

// One step of the wheel, and painting what it brings into view, as the event loop would.
Measure scroll(GalleryPanel &panel, int steps, const std::function<int(int)> &target)
{
    QScrollBar *bar = panel.grid().verticalScrollBar();
    Paints paints;
    panel.grid().viewport()->installEventFilter(&paints);
    Measure measure;
    for (int step = 0; step < steps; ++step) {
        measure([&] {
            bar->setValue(target(step));
            QCoreApplication::processEvents();
            QEvent paint(QEvent::UpdateRequest); // Where the platform would wait for the screen.
            QCoreApplication::sendEvent(&panel, &paint);
        });
        QThread::msleep(4); // The loader's time, as between two pictures of the screen.
    }
    if (paints.count < steps - 1) // The first may be where the bar stands already.
        throw std::runtime_error("the gallery painted only " + std::to_string(paints.count) +
                                 " of " + std::to_string(steps) + " steps");
    return measure;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    applyTheme(application, Theme::Dark);
    const QStringList arguments = QApplication::arguments();
    const auto option = arguments.indexOf(QStringLiteral("--sightings"));
    const int count = option > 0 ? arguments.value(option + 1).toInt() : 100'000;

    const auto clock = arguments.indexOf(QStringLiteral("--clock"));
    processorTime = clock > 0 && arguments.value(clock + 1) == QStringLiteral("processor");

    const auto engine = std::make_shared<PictureEngine>();
    const Timestamp day = std::chrono::hours(24);
    auto sources = {test::fakeSource("gate", day), test::fakeSource("yard", day)};
    engine->sourceList = sources;
    std::vector<query::Sighting> sightings;
    for (const auto &source : sources)
        for (auto &sighting :
             test::fakeSightings(source.id(), count / 2, {"truck", "bus", "person", "car"}, day))
            sightings.push_back(std::move(sighting));
    // In the order in which a search comes to them: likeliest first, times mixed.
    std::mt19937 random(1);
    std::ranges::shuffle(sightings, random);

    Workbench workbench(test::opens(engine));
    SightingModel model(workbench);
    GalleryPanel panel(workbench, model);
    panel.resize(760, 300);
    panel.show();
    workbench.session.open("/fake.case");
    if (!QTest::qWaitFor([&] { return !workbench.session.sources().empty(); }))
        return 2;

    benchmark::Table table;
    table.name = "gallery";
    table.title = "The gallery with " + std::to_string(count) +
                  " sightings: time of the GUI thread a step, at most " +
                  std::to_string(static_cast<int>(kMedianMs)) + " ms in the median and " +
                  std::to_string(static_cast<int>(kWorstMs)) + " ms at worst";
    table.columns = {"what", "steps", "median ms", "worst ms", "holds"};

    Measure arrive;
    const std::size_t batch = 50;
    for (std::size_t i = 0; i < sightings.size(); i += batch)
        arrive([&] {
            workbench.sightings.merge(
                std::span(sightings).subspan(i, std::min(batch, sightings.size() - i)));
            QCoreApplication::processEvents();
        });
    add(table, "50 more arrive, sorted by time", arrive);

    // The answer is whole, and says something else of one sighting in four.
    Measure settle;
    const std::size_t piece = 32; // As ui/state/query_session.cpp hands it on.
    for (std::size_t i = 0; i < sightings.size(); i += 4) {
        sightings[i].end += std::chrono::seconds(1);
        sightings[i].best.time += std::chrono::seconds(1);
    }
    std::ranges::sort(sightings, {}, &query::Sighting::start);
    for (std::size_t i = 0; i < sightings.size(); i += piece)
        settle([&] {
            workbench.sightings.settlePiece(
                std::span(sightings).subspan(i, std::min(piece, sightings.size() - i)));
            QCoreApplication::processEvents();
        });
    settle([&] {
        workbench.sightings.endSettling();
        QCoreApplication::processEvents();
    });
    add(table, "32 of the whole answer", settle);

    Measure decide;
    for (int id = 0; id < 200; ++id)
        decide([&] {
            const int one[] = {id};
            workbench.decisions.accept(one);
            QCoreApplication::processEvents();
        });
    add(table, "one is accepted", decide);

    struct Size
    {
        const char *name;
        int width, height, cell;
    };
    for (const Size &size : {Size{"760x300", 760, 300, 104}, Size{"1880x960", 1880, 960, 104},
                             Size{"1880x960, small", 1880, 960, 72}}) {
        panel.resize(size.width, size.height);
        panel.setCellWidth(size.cell);
        QCoreApplication::processEvents();
        const int line = panel.grid().geometry().lineHeight();
        const int end = panel.grid().verticalScrollBar()->maximum();
        panel.grid().verticalScrollBar()->setValue(end / 3);
        add(table, std::string(size.name) + ": wheel",
            scroll(panel, 400, [&](int step) { return end / 3 + step * line; }));
        add(table, std::string(size.name) + ": drag of the scroll bar",
            scroll(panel, 200, [&](int step) { return end * step / 200; }));
    }
    model.setGroup(SightingModel::Group::Hour);
    QCoreApplication::processEvents();
    add(table, "grouped by hour: wheel", scroll(panel, 200, [&](int step) { return step * 120; }));

    std::cout << benchmark::processorName() << ", load " << benchmark::loadAverage()
              << ", clock of the " << (processorTime ? "processor" : "wall") << "\n\n"
              << table.markdown();

    // Asked for by a person and done at once; no bound is set for it.
    model.setGroup(SightingModel::Group::None);
    for (const auto sort : {SightingModel::Sort::Score, SightingModel::Sort::Time}) {
        Measure once;
        once([&] { model.setSort(sort); });
        std::cout << "\nsorted by " << (sort == SightingModel::Sort::Score ? "score" : "time")
                  << ": " << benchmark::rounded(once.worst()) << " ms";
    }
    Measure removed;
    removed([&] { workbench.sightings.forget(sources.begin()->id()); });
    while (workbench.sightings.answered() > count / 2)
        removed([&] { QCoreApplication::processEvents(); });
    std::cout << "\na source of half of them removed: at most "
              << benchmark::rounded(removed.worst()) << " ms a turn of the event loop, "
              << removed.count() << " turns\n";
    Measure cleared;
    cleared([&] {
        workbench.sightings.clear();
        QCoreApplication::processEvents();
    });
    std::cout << "\nanother question: " << benchmark::rounded(cleared.worst()) << " ms\n";
    return table.passed() ? 0 : 1;
}
