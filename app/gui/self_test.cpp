#include "self_test.h"

#include "application.h"
#include "base/error.h"
#include "evidence/export.h"
#include "main_window.h"
#include "ui/engine/case_engine.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <functional>

namespace refocus::gui {

namespace fs = std::filesystem;

namespace {

void say(const std::string &text)
{
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
}

void require(bool holds, const std::string &what)
{
    if (!holds)
        throw Error("self-test: " + what);
}

// Runs the event loop until it holds.
void until(const std::function<bool()> &holds, const std::string &what, int seconds = 120)
{
    QElapsedTimer clock;
    clock.start();
    while (!holds()) {
        require(clock.elapsed() < seconds * 1000, "waited in vain until " + what);
        QEventLoop loop;
        QTimer::singleShot(5, &loop, &QEventLoop::quit);
        loop.exec();
    }
}

class Journey
{
public:
    explicit Journey(const fs::path &folder) : m_folder(folder) {}

    void run()
    {
        m_window.resize(1280, 800);
        m_window.show();
        ingest();
        ask();
        decide();
        exportTwo();
        reopen();
    }

private:
    void ingest()
    {
        const fs::path video = m_folder / "demo.mp4";
        ui::renderDemo(video);
        say("demo rendered");
        m_window.open(m_folder / "test.case", {video});
        until([&] { return m_bench.session.engine() != nullptr; }, "the case is open");
        until(
            [&] {
                return !m_bench.ingest.items().empty() &&
                       m_bench.ingest.items().front().state == ui::IngestItem::State::Done;
            },
            "the demo is indexed", 600);
        until([&] { return !m_bench.session.classTotals().empty(); }, "its classes are known");
        say("indexed: " + std::to_string(m_bench.session.sources().front().counts.patches) +
            " patches");
    }

    void ask()
    {
        query::QueryOptions question;
        question.classes = {"car"};
        m_bench.query.setDraft(question);
        trigger("query.run");
        until([&] { return m_bench.query.hasRun() && !m_bench.query.isRunning(); },
              "the query is answered");
        require(m_model.rowCount() >= 4, "fewer than 4 cars were found in the demo");
        const std::uint64_t verified = m_bench.query.stats().verified;
        require(verified > 0, "nothing was verified");
        say(std::to_string(m_model.rowCount()) + " cars found");
        trigger("query.run"); // Again: from the verdicts that were kept.
        until([&] { return !m_bench.query.isRunning(); }, "the query is answered again");
        require(m_bench.query.stats().verified == 0, "the same question cost inference again");
    }

    void decide()
    {
        std::vector<int> ids;
        for (int row = 0; row < 4; ++row)
            ids.push_back(m_model.idAt(row));
        for (int i = 0; i < 3; ++i) {
            m_bench.selection.select(ids[static_cast<std::size_t>(i)]);
            trigger("review.accept");
        }
        m_bench.selection.select(ids[3]);
        trigger("review.reject");
        require(m_bench.sightings.item(ids[3]).decision() == store::Decision::Reject,
                "a sighting was not rejected");
        trigger("edit.undo");
        require(m_bench.sightings.item(ids[3]).decision() == store::Decision::None,
                "rejecting was not undone");
        m_accepted = {ids[0], ids[1], ids[2]};
        until([&] { return m_bench.session.engine()->reviews().size() == 3; },
              "three decisions are kept in the case");
        say("3 accepted, 1 rejected and undone");
    }

    void exportTwo()
    {
        std::vector<query::Sighting> taken;
        for (const int id : {m_accepted[0], m_accepted[1]})
            taken.push_back(m_bench.sightings.item(id).sighting);
        evidence::ExportOptions options;
        options.outDir = m_folder / "clips";
        options.plan.mergeGap = Timestamp(-1);
        options.classes = {"car"};
        options.program = "refocus " REFOCUS_VERSION;
        evidence::ExportResult result;
        ui::Job job(QStringLiteral("self-test"));
        bool done = false;
        QString fault;
        QObject::connect(&job, &ui::Job::finished, [&] { done = true; });
        QObject::connect(&job, &ui::Job::failed, [&](const QString &sentence) {
            fault = sentence;
            done = true;
        });
        job.start([&](const ui::Delivery &delivery) {
            auto made = m_bench.session.engine()->exportClips(taken, options, delivery.progress());
            delivery.post([&, made] { result = made; });
        });
        until([&] { return done; }, "two clips are exported");
        require(fault.isEmpty(), fault.toStdString());
        require(result.clips.size() == 2, "not two clips were exported");
        for (const auto &clip : result.clips)
            require(fs::file_size(options.outDir / clip.file) == clip.sizeBytes &&
                        clip.sizeBytes > 0,
                    "the clip " + clip.file + " is not there");
        for (const char *name : {"manifest.json", "sightings.csv", "sightings.json"})
            require(fs::file_size(options.outDir / name) > 0, std::string(name) + " is not there");
        say("2 clips exported");
    }

    void reopen()
    {
        trigger("case.close");
        require(!m_bench.session.engine(), "the case was not closed");
        m_window.open(m_folder / "test.case");
        until([&] { return m_bench.session.engine() != nullptr; }, "the case is open again");
        require(m_bench.session.engine()->reviews().size() == 3, "decisions were lost");
        say("closed and opened again: 3 decisions");
    }

    void trigger(const char *id)
    {
        QAction *const action = m_window.commands().action(QString::fromLatin1(id));
        require(action && action->isEnabled(), std::string("the command ") + id + " is not there");
        action->trigger();
    }

    const fs::path m_folder;
    MainWindow m_window;
    ui::Workbench &m_bench = m_window.workbench();
    ui::SightingModel &m_model = m_window.sightingModel();
    std::vector<int> m_accepted;
};

} // namespace

int selfTest(Application &application)
{
    const QTemporaryDir folder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    qputenv("XDG_DATA_HOME", folder.path().toLocal8Bit());
    qputenv("XDG_CACHE_HOME", folder.path().toLocal8Bit());
    ui::applyTheme(application, ui::Theme::Dark);
    try {
        Journey(folder.path().toStdString()).run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "refocus: %s\n", error.what());
        return 1;
    }
    say("Refocus works.");
    return 0;
}

} // namespace refocus::gui
