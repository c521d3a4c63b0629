#include "demo/scene.h"
#include "ingest/ingest.h"
#include "media/video_encoder.h"
#include "query/query.h"
#include "support/test_clips.h"

#include <QTest>

#include <algorithm>

using namespace refocus;

// The whole engine with the shipped model pack on the rendered street, against its exact truth.
class TestDemoStreet : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::unique_ptr<query::QueryEngine> m_engine;
    std::optional<store::Case> m_case;
    demo::SceneTruth m_truth;

    std::vector<query::Sighting> sightings(const std::string &className)
    {
        query::QueryOptions options;
        options.classes = {className};
        return m_engine->run(*m_case, options).sightings;
    }

    static int shared(const demo::SceneSighting &truth, const query::Sighting &found)
    {
        return std::max<int>(
            0, std::min<int>(truth.lastFrame, static_cast<int>(found.endFrame)) -
                   std::max<int>(truth.firstFrame, static_cast<int>(found.startFrame)) + 1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const demo::Scene scene;
        m_truth = scene.truth();
        media::VideoEncoder encoder(m_folder / "street.mp4", scene.options().size);
        for (int frame = 0; frame < scene.frameCount(); ++frame)
            encoder.write(scene.render(frame));
        encoder.finish();

        const auto pack = nn::ModelPack::load(REFOCUS_SOURCE "/models/street");
        const auto backend = nn::chooseBackend({});
        nn::IngestNetwork network(pack, backend);
        m_case = store::Case::create(m_folder / "street.case");
        const auto report =
            ingest::ingestVideo(*m_case, m_folder / "street.mp4", pack, network, backend, {});
        QVERIFY2(report.outcome == ingest::VideoOutcome::Done, report.error.c_str());
        m_engine = std::make_unique<query::QueryEngine>(pack, backend);
    }

    void everyVehicleIsFoundAndNoneInvented_data()
    {
        QTest::addColumn<QByteArray>("className");
        for (const char *name : {"car", "truck", "bus", "bicycle", "motorcycle"})
            QTest::newRow(name) << QByteArray(name);
    }
    void everyVehicleIsFoundAndNoneInvented()
    {
        QFETCH(QByteArray, className);
        const auto found = sightings(className.toStdString());
        int expected = 0;
        for (const demo::SceneSighting &truth : m_truth.sightings) {
            if (truth.className != className.toStdString())
                continue;
            ++expected;
            const int length = truth.lastFrame - truth.firstFrame + 1;
            const bool isFound = std::ranges::any_of(found, [&](const auto &sighting) {
                return shared(truth, sighting) >= 0.5 * length;
            });
            QVERIFY2(isFound, qPrintable(QString("object %1 is missed").arg(truth.id)));
        }
        QVERIFY(expected > 0);
        QCOMPARE(found.size(), static_cast<std::size_t>(expected));
    }

    void mostOfTheTimeWithPersonsIsReported()
    {
        std::vector<bool> truth(static_cast<std::size_t>(m_truth.frameCount)), found = truth;
        const auto mark = [](std::vector<bool> &frames, FrameIndex first, FrameIndex last) {
            std::fill(frames.begin() + first, frames.begin() + last + 1, true);
        };
        for (const demo::SceneSighting &sighting : m_truth.sightings)
            if (sighting.className == "person")
                mark(truth, sighting.firstFrame, sighting.lastFrame);
        for (const query::Sighting &sighting : sightings("person"))
            mark(found, sighting.startFrame, sighting.endFrame);
        int present = 0, reported = 0;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            present += truth[i];
            reported += truth[i] && found[i];
        }
        QVERIFY2(reported >= 0.7 * present,
                 qPrintable(QString("%1 of %2").arg(reported).arg(present)));
    }
};

QTEST_GUILESS_MAIN(TestDemoStreet)
#include "tst_demo_street.moc"
