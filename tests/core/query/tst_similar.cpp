// Nearest embeddings over a case with known vectors.
#include "base/error.h"
#include "query/similar.h"
#include "store/video_writer.h"
#include "support/test_clips.h"

#include <QTest>

using namespace refocus;
using Vectors = std::vector<std::vector<float>>;

namespace {

// A video of one picture with a patch a vector; an empty one is not inferred but stands for the
// patch before. Vectors need not be of length one.
void addVideo(const store::Case &into, const std::string &id, const Vectors &vectors,
              char pack = 'a')
{
    store::VideoMeta meta;
    meta.videoId = id;
    meta.sourceSha256 = std::string(64, '0');
    meta.modelName = std::string("pack ") + pack;
    meta.modelHash = std::string(64, pack);
    meta.classes = {"car"};
    meta.embeddingLength = static_cast<int>(vectors.front().size());
    meta.patchSize = 16;
    meta.options = "{}";
    store::Batch batch;
    batch.frames.push_back({Timestamp(0), 0, 0, true});
    std::uint32_t inferred = 0;
    for (const auto &vector : vectors) {
        store::PatchRecord patch;
        patch.id = batch.patches.size();
        patch.box = cv::Rect(0, 0, 10, 10);
        patch.inferred = !vector.empty();
        patch.inferredFrom = patch.inferred ? patch.id : patch.id - 1;
        if (patch.inferred) {
            patch.topK = {{0, 0.9F}};
            batch.embeddings.push_back({patch.id, vector});
            ++inferred;
        }
        batch.patches.push_back(patch);
    }
    const auto count = static_cast<std::uint32_t>(vectors.size());
    batch.tracks.push_back({0, 0, 0, {}, {}, count, 0});
    batch.clusters.push_back({0, 0, count, inferred, 0, 0});
    batch.resume = {1, count, {1, 0, 0, 0, {}}, {}};
    auto writer = store::VideoWriter::start(into.videoFolder(id), meta);
    writer.commit(batch);
    writer.finish(Timestamp(0));
}

std::string text(const query::SimilarResult &result)
{
    std::string text;
    for (const auto &found : result.patches)
        text += found.patch.toString() + '=' +
                std::to_string(std::lround(found.similarity * 100)) + ' ';
    return text;
}

} // namespace

class TestSimilar : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<store::Case> m_case;

private Q_SLOTS:
    void initTestCase()
    {
        m_case = store::Case::create(m_folder / "a.case");
        // 19 numbers: one whole group of lanes and a rest.
        const auto vector = [](float first, float last) {
            std::vector<float> values(19);
            values.front() = first;
            values.back() = last;
            return values;
        };
        addVideo(*m_case, "gate", {vector(1, 0), {}, vector(0, 1), vector(-2, 0)});
        addVideo(*m_case, "yard", {vector(0.6F, 0.8F), vector(3, 0), vector(0, 0)});
        addVideo(*m_case, "zoo", {{1, 0, 0, 0}}, 'b');
    }

    void neighboursAreFoundInTheWholeCase_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<int>("limit");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all but itself")
            << "gate:0" << 20 << "yard:1=100 yard:0=60 gate:2=0 yard:2=0 gate:3=-100 ";
        QTest::newRow("no more than the limit") << "gate:0" << 2 << "yard:1=100 yard:0=60 ";
        QTest::newRow("none") << "gate:0" << 0 << "";
        QTest::newRow("a patch without an embedding asks with the one that stands for it")
            << "gate:1" << 1 << "yard:1=100 ";
        QTest::newRow("ties by video, then patch")
            << "gate:2" << 4 << "yard:0=80 gate:0=0 gate:3=0 yard:1=0 ";
    }
    void neighboursAreFoundInTheWholeCase()
    {
        QFETCH(QString, patch);
        QFETCH(int, limit);
        QFETCH(QString, expected);
        const auto result = query::similar(*m_case, PatchRef::parse(patch.toStdString()),
                                           static_cast<std::size_t>(limit));
        QCOMPARE(QString::fromStdString(text(result)), expected);
    }

    void videosOfAnotherModelPackAreLeftOutWithANote()
    {
        const auto result = query::similar(*m_case, {"gate", 1});
        QCOMPARE(result.asked, (PatchRef{"gate", 0}));
        QCOMPARE(result.notes,
                 std::vector<std::string>{
                     "zoo was left out: it was ingested with the model pack pack b, not pack a"});
        QVERIFY(query::similar(*m_case, {"zoo", 0}).patches.empty());
    }

    void whatIsNotThereIsAnError()
    {
        QVERIFY_EXCEPTION_THROWN(query::similar(*m_case, {"gate", 4}), Error);
        QVERIFY_EXCEPTION_THROWN(query::similar(*m_case, {"gone", 0}), Error);
    }

    void itCanBeCancelled()
    {
        const auto stop = [](const ProgressReport &) { return false; };
        QVERIFY_EXCEPTION_THROWN(query::similar(*m_case, {"gate", 0}, 20, stop), Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSimilar)
#include "tst_similar.moc"
