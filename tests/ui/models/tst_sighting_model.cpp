#include "support/fake_engine.h"
#include "ui/models/sighting_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace refocus;
using namespace refocus::ui;
using store::Decision;

namespace {

constexpr Timestamp kMinute = std::chrono::seconds(60);

query::Sighting sighting(TrackId track, double seconds, float score,
                         const std::string &name = "car", const std::string &video = "gate")
{
    query::Sighting s;
    s.video = video;
    s.className = name;
    s.track = track;
    s.start = fromSeconds(seconds);
    s.end = fromSeconds(seconds + 2);
    s.score = score;
    s.best = {static_cast<PatchId>(track), 0, fromSeconds(seconds + 1), {0, 0, 10, 10}, score};
    return s;
}

// Of tracks in the order of rows.
std::vector<int> tracks(const SightingModel &model, const Sightings &sightings)
{
    std::vector<int> all;
    for (int row = 0; row < model.rowCount(); ++row)
        all.push_back(static_cast<int>(sightings.item(model.idAt(row)).sighting.track));
    return all;
}

using Tracks = std::vector<int>;

} // namespace

class TestSightingModel : public QObject
{
    Q_OBJECT

private:
    // A workbench with an open case of two sources of ten minutes.
    struct Bench
    {
        Bench()
        {
            auto gate = test::fakeSource("gate", 10 * kMinute);
            auto yard = test::fakeSource("yard", 10 * kMinute);
            gate.record.name = "Gate 3";
            engine->sourceList = {gate, yard};
            workbench.session.open("/fake.case");
            QSignalSpy known(&workbench.session, &CaseSession::infoChanged);
            QVERIFY(known.wait());
            QTRY_COMPARE(workbench.session.sources().size(), std::size_t{2});
        }
        std::shared_ptr<test::FakeEngine> engine = std::make_shared<test::FakeEngine>();
        Workbench workbench{test::opens(engine)};
        SightingModel model{workbench};
        QAbstractItemModelTester tester{&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest};

        void merge(std::vector<query::Sighting> found) { workbench.sightings.merge(found); }
        Tracks order() const { return tracks(model, workbench.sightings); }
        void decide(int id, Decision decision, bool starred = false)
        {
            store::Review review;
            review.decision = decision;
            review.starred = starred;
            if (decision == Decision::Label)
                review.label = "bus";
            workbench.sightings.setReview(workbench.sightings.item(id).patch(), review);
        }
    };

private Q_SLOTS:
    void batchesAreInsertedWhereTheyBelong()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 50, 0.9F)});
        QSignalSpy inserted(&b.model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&b.model, &QAbstractItemModel::modelReset);
        b.merge({sighting(3, 70, 0.1F), sighting(4, 20, 0.2F), sighting(5, 30, 0.3F)});
        QCOMPARE(b.order(), (Tracks{1, 4, 5, 2, 3}));
        QCOMPARE(inserted.size(), 2); // From behind: the last one, then two side by side.
        QCOMPARE(inserted[0][1].toInt(), 2);
        QCOMPARE(inserted[0][2].toInt(), 2);
        QCOMPARE(inserted[1][1].toInt(), 1);
        QCOMPARE(inserted[1][2].toInt(), 2);
        QCOMPARE(reset.size(), 0);
    }

    void anotherDepthMarksRowsInPlace()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 50, 0.9F), sighting(3, 70, 0.4F)});
        QSignalSpy reset(&b.model, &QAbstractItemModel::modelReset);
        b.workbench.sightings.beginAgain();
        b.merge({sighting(4, 60, 0.1F)});
        const std::vector<query::Sighting> answer{sighting(1, 10, 0.5F), sighting(3, 70, 0.4F),
                                                  sighting(4, 60, 0.1F)};
        b.workbench.sightings.settle(answer);
        QCOMPARE(b.order(), (Tracks{1, 2, 4, 3}));
        const auto change = [&](int row) {
            return static_cast<Change>(
                b.model.data(b.model.index(row), SightingModel::ChangeRole).toInt());
        };
        QCOMPARE(change(0), Change::None);
        QCOMPARE(change(1), Change::Gone);
        QCOMPARE(change(2), Change::Appeared);
        QCOMPARE(b.model.passing(), 3);
        QCOMPARE(b.model.unreviewed(), 3);
        b.decide(1, Decision::Reject); // Of one that is gone: there is no less to review.
        QCOMPARE(b.model.unreviewed(), 3);
        b.workbench.sightings.beginAgain();
        const std::vector<query::Sighting> fewer{sighting(1, 10, 0.5F), sighting(2, 50, 0.9F)};
        b.workbench.sightings.settle(fewer);
        QCOMPARE(b.order(), (Tracks{1, 2, 3})); // Track 4 is in neither.
        QCOMPARE(b.model.passing(), 2);
        QCOMPARE(b.model.unreviewed(), 1);
        QCOMPARE(b.model.rowOfId(3), -1);
        b.workbench.sightings.beginAgain();
        b.workbench.sightings.settle(answer);
        QCOMPARE(b.order(), (Tracks{1, 2, 4, 3}));
        QCOMPARE(reset.size(), 0);
    }

    void whatAnotherDepthFindsWaitsBeforeHeldRowsAlsoTheSecondTime()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 50, 0.9F)});
        const std::vector<query::Sighting> first{sighting(1, 10, 0.5F), sighting(2, 50, 0.9F)};
        const std::vector<query::Sighting> second{sighting(1, 10, 0.5F), sighting(2, 50, 0.9F),
                                                  sighting(3, 20, 0.5F)};
        b.model.hold(1);
        for (int visit = 0; visit < 2; ++visit) {
            b.workbench.sightings.beginAgain();
            b.workbench.sightings.settle(second);
            QCOMPARE(b.order(), (Tracks{1, 2}));
            QCOMPARE(b.model.waiting(), 1);
            QCOMPARE(b.model.passing(), 3);
            b.workbench.sightings.beginAgain();
            b.workbench.sightings.settle(first);
            QCOMPARE(b.model.waiting(), 0);
            QCOMPARE(b.model.passing(), 2);
        }
        b.workbench.sightings.beginAgain();
        b.workbench.sightings.settle(second);
        b.model.release();
        QCOMPARE(b.order(), (Tracks{1, 3, 2}));
    }

    void sortsByEachKey_data()
    {
        QTest::addColumn<SightingModel::Sort>("sort");
        QTest::addColumn<Tracks>("expected");
        using Sort = SightingModel::Sort;
        QTest::newRow("time") << Sort::Time << Tracks{3, 1, 2, 4};
        QTest::newRow("score, best first") << Sort::Score << Tracks{2, 4, 1, 3};
        QTest::newRow("size, largest first") << Sort::Size << Tracks{4, 3, 1, 2};
        QTest::newRow("camera, then time") << Sort::Camera << Tracks{3, 1, 4, 2};
    }
    void sortsByEachKey()
    {
        QFETCH(SightingModel::Sort, sort);
        QFETCH(Tracks, expected);
        Bench b;
        std::vector found{sighting(1, 20, 0.5F), sighting(2, 30, 0.9F, "car", "yard"),
                          sighting(3, 10, 0.1F), sighting(4, 40, 0.7F)};
        found[2].best.box = {0, 0, 20, 20};
        found[3].best.box = {0, 0, 30, 20};
        b.merge(found);
        b.model.setSort(sort);
        QCOMPARE(b.order(), expected);
    }

    void theOtherDirectionTurnsTheKeyAround()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 30, 0.9F), sighting(3, 20, 0.1F)});
        b.model.setSort(SightingModel::Sort::Time, Qt::DescendingOrder);
        QCOMPARE(b.order(), (Tracks{2, 3, 1}));
    }

    void rowsAndIdsLeadToOneAnother()
    {
        Bench b;
        b.merge({sighting(1, 30, 0.5F), sighting(2, 10, 0.5F), sighting(3, 20, 0.5F)});
        for (int row = 0; row < 3; ++row)
            QCOMPARE(b.model.rowOfId(b.model.idAt(row)), row);
        QCOMPARE(b.model.rowOfId(-1), -1);
        QCOMPARE(b.model.rowOfId(3), -1);
        QCOMPARE(b.model.idAt(3), -1);
        QCOMPARE(b.model.next(1), 2);
        QCOMPARE(b.model.next(0), -1);
        QCOMPARE(b.model.previous(1), -1);
        QCOMPARE(b.model.previous(0), 2);
    }

    void aDecisionTakesARowOutOfTheFilterAndBack()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F), sighting(3, 30, 0.5F)});
        b.model.setFilter({SightingModel::Show::Unreviewed, {}, {}});
        QCOMPARE(b.model.unreviewed(), 3);
        QSignalSpy removed(&b.model, &QAbstractItemModel::rowsRemoved);
        b.decide(1, Decision::Accept);
        QCOMPARE(b.order(), (Tracks{1, 3}));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(b.model.unreviewed(), 2);
        QCOMPARE(b.model.rowOfId(1), -1);
        QCOMPARE(b.model.next(1), 2); // Its neighbours are known all the same.
        QCOMPARE(b.model.previous(1), 0);
        b.decide(1, Decision::None);
        QCOMPARE(b.order(), (Tracks{1, 2, 3}));
        QCOMPARE(b.model.unreviewed(), 3);
    }

    void filtersByDecision_data()
    {
        QTest::addColumn<SightingModel::Show>("show");
        QTest::addColumn<Tracks>("expected");
        using Show = SightingModel::Show;
        QTest::newRow("all") << Show::All << Tracks{1, 2, 3, 4, 5};
        QTest::newRow("unreviewed") << Show::Unreviewed << Tracks{1, 5};
        QTest::newRow("accepted, or given a class") << Show::Accepted << Tracks{2, 4};
        QTest::newRow("rejected") << Show::Rejected << Tracks{3};
        QTest::newRow("starred") << Show::Starred << Tracks{3, 5};
    }
    void filtersByDecision()
    {
        QFETCH(SightingModel::Show, show);
        QFETCH(Tracks, expected);
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F), sighting(3, 30, 0.5F),
                 sighting(4, 40, 0.5F), sighting(5, 50, 0.5F)});
        b.decide(1, Decision::Accept);
        b.decide(2, Decision::Reject, true);
        b.decide(3, Decision::Label);
        b.decide(4, Decision::None, true);
        b.model.setFilter({show, {}, {}});
        QCOMPARE(b.order(), expected);
    }

    void filtersByTimeAndVideo()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F), sighting(3, 30, 0.5F),
                 sighting(4, 20, 0.5F, "car", "yard")});
        // Those whose stay touches it.
        b.model.setFilter({SightingModel::Show::All, AxisRange{11'000'000, 21'000'000}, {}});
        QCOMPARE(b.order(), (Tracks{1, 2, 4}));
        b.model.setFilter({SightingModel::Show::All, AxisRange{11'000'000, 21'000'000}, "yard"});
        QCOMPARE(b.order(), (Tracks{4}));
        b.model.setFilter({SightingModel::Show::All, {}, "gate"});
        QCOMPARE(b.order(), (Tracks{1, 2, 3}));
    }

    void sectionsAreTheGroupsInOrder()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F, "bus"),
                 sighting(3, 30, 0.5F, "car", "yard")});
        QCOMPARE(b.model.sections().size(), std::size_t{1});
        QVERIFY(b.model.sections()[0].title.isEmpty());
        b.model.setGroup(SightingModel::Group::Camera);
        auto sections = b.model.sections();
        QCOMPARE(sections.size(), std::size_t{2});
        QCOMPARE(sections[0].title, QStringLiteral("Gate 3"));
        QCOMPARE(sections[0].count, 2);
        QCOMPARE(sections[1].title, QStringLiteral("yard"));
        QCOMPARE(sections[1].first, 2);
        b.model.setGroup(SightingModel::Group::Class);
        sections = b.model.sections();
        QCOMPARE(sections[0].title, QStringLiteral("car"));
        QCOMPARE(b.order(), (Tracks{1, 3, 2}));
        auto alike = sighting(4, 40, 0.5F);
        alike.best.cluster = 7;
        b.merge({alike});
        b.model.setGroup(SightingModel::Group::Cluster);
        sections = b.model.sections();
        QCOMPARE(b.order(), (Tracks{1, 2, 4, 3})); // 3 is in another source's cluster 0.
        QCOMPARE(sections.size(), std::size_t{3});
        QCOMPARE(sections[1].title, QStringLiteral("cluster 7, Gate 3"));
        b.model.setGroup(SightingModel::Group::Hour);
        QCOMPARE(b.model.sections().size(), std::size_t{1});
        QCOMPARE(b.model.sections()[0].title, QStringLiteral("00:00:00 to 01:00:00"));
    }

    void heldRowsStayAndWhatComesBeforeThemWaits()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 30, 0.5F), sighting(3, 50, 0.5F)});
        b.model.hold(1);
        QSignalSpy waiting(&b.model, &SightingModel::waitingChanged);
        b.merge({sighting(4, 20, 0.5F), sighting(5, 40, 0.5F), sighting(6, 5, 0.5F)});
        QCOMPARE(b.order(), (Tracks{1, 2, 5, 3}));
        QCOMPARE(b.model.waiting(), 2);
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(b.model.rowOfId(3), -1);
        QCOMPARE(b.model.unreviewed(), 6);
        b.model.release();
        QCOMPARE(b.order(), (Tracks{6, 1, 4, 2, 5, 3}));
        QCOMPARE(b.model.waiting(), 0);
    }

    void heldRowsAreNotSortedAnewBeforeTheyAreReleased()
    {
        Bench b;
        b.model.setSort(SightingModel::Sort::Score);
        b.merge({sighting(1, 10, 0.5F), sighting(2, 30, 0.4F), sighting(3, 50, 0.3F)});
        b.model.hold(2);
        QSignalSpy changed(&b.model, &QAbstractItemModel::dataChanged);
        b.merge({sighting(3, 50, 0.9F)});
        QCOMPARE(b.order(), (Tracks{1, 2, 3}));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(b.model.data(b.model.index(2), SightingModel::ScoreRole).toFloat(), 0.9F);
        QCOMPARE(b.model.rowOfId(2), 2);
        b.model.release();
        QCOMPARE(b.order(), (Tracks{3, 1, 2}));
    }

    void anotherScoreMovesARowThatNobodyHolds()
    {
        Bench b;
        b.model.setSort(SightingModel::Sort::Score);
        b.merge({sighting(1, 10, 0.5F), sighting(2, 30, 0.4F), sighting(3, 50, 0.3F)});
        b.merge({sighting(3, 50, 0.9F)});
        QCOMPARE(b.order(), (Tracks{3, 1, 2}));
    }

    void aDecisionThatIsUndoneShowsAlsoAmongHeldRows()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F), sighting(3, 30, 0.5F)});
        b.model.setFilter({SightingModel::Show::Unreviewed, {}, {}});
        b.model.hold(2);
        b.decide(2, Decision::Accept); // The one up to which rows are held.
        b.decide(0, Decision::Accept);
        b.decide(0, Decision::None);
        QCOMPARE(b.order(), (Tracks{1, 2}));
        QCOMPARE(b.model.waiting(), 0);
    }

    void aNewQuestionStartsEmpty()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F), sighting(2, 20, 0.5F)});
        b.model.hold(1);
        b.merge({sighting(3, 5, 0.5F)});
        b.workbench.sightings.clear();
        QCOMPARE(b.model.rowCount(), 0);
        QCOMPARE(b.model.waiting(), 0);
        QCOMPARE(b.model.unreviewed(), 0);
        b.merge({sighting(4, 5, 0.5F)});
        QCOMPARE(b.order(), (Tracks{4}));
    }

    void rolesTellOfTheSighting()
    {
        Bench b;
        b.merge({sighting(1, 10, 0.5F)});
        store::Review review{Decision::Label, "bus", "a note", true, 1};
        b.workbench.sightings.setReview({"gate", 1}, review);
        const std::vector<int> ids{0};
        b.workbench.sightings.setExported(ids);
        const QModelIndex row = b.model.index(0);
        QCOMPARE(row.data(SightingModel::IdRole).toInt(), 0);
        QCOMPARE(row.data(SightingModel::ClassRole).toString(), QStringLiteral("bus"));
        QCOMPARE(row.data(SightingModel::ScoreRole).toFloat(), 0.5F);
        QCOMPARE(row.data(SightingModel::TimeRole).toLongLong(), 11'000'000LL);
        QCOMPARE(row.data(SightingModel::VideoRole).toString(), QStringLiteral("gate"));
        QCOMPARE(row.data(SightingModel::CameraRole).toString(), QStringLiteral("Gate 3"));
        QCOMPARE(row.data(SightingModel::DecisionRole).toInt(), static_cast<int>(Decision::Label));
        QVERIFY(row.data(SightingModel::StarredRole).toBool());
        QCOMPARE(row.data(SightingModel::NoteRole).toString(), QStringLiteral("a note"));
        QVERIFY(row.data(SightingModel::ExportedRole).toBool());
        QCOMPARE(row.data().toString(), QStringLiteral("bus, 00:00:11.000"));
    }

    void manySightingsInRandomOrderEndAsOneSort()
    {
        Bench b;
        std::mt19937 random(7);
        std::vector<double> seconds;
        std::vector<query::Sighting> batch;
        for (TrackId track = 0; track < 3000; ++track) {
            seconds.push_back(static_cast<double>(random() % 500'000) / 1000);
            batch.push_back(sighting(track, seconds.back(), 0.5F));
            if (batch.size() == 1 + random() % 120) // Also more pieces than are inserted singly.
                b.merge(std::exchange(batch, {}));
        }
        b.merge(batch);
        Tracks expected(3000);
        for (int i = 0; i < 3000; ++i)
            expected[static_cast<std::size_t>(i)] = i;
        std::ranges::stable_sort(
            expected, {}, [&](int track) { return seconds[static_cast<std::size_t>(track)]; });
        QCOMPARE(b.order(), expected);
    }

    void manyOfARemovedSourceLeaveAndTheOthersKeepTheirOrder()
    {
        Bench b;
        std::vector<query::Sighting> found;
        for (TrackId track = 0; track < 400; ++track)
            found.push_back(sighting(track, 1 + static_cast<double>(track * 37 % 400),
                                     static_cast<float>(track % 7) / 7, "car",
                                     track % 2 ? "gate" : "yard"));
        b.merge(found);
        b.model.setSort(SightingModel::Sort::Score);
        Tracks expected = b.order();
        std::erase_if(expected, [](int track) { return track % 2 == 0; });
        b.workbench.sightings.forget("yard");
        QTRY_COMPARE(b.workbench.sightings.answered(), 200);
        QCOMPARE(b.order(), expected);
        QCOMPARE(b.model.unreviewed(), 200);
        QCOMPARE(b.model.passing(), 200);
        b.model.setFilter({SightingModel::Show::All, {}, "yard"});
        QCOMPARE(b.model.rowCount(), 0);
    }

    void anotherSortIsOfWhatTheSightingsAreNow()
    {
        Bench b;
        auto first = sighting(1, 10, 0.5F);
        b.merge({first, sighting(2, 20, 0.6F), sighting(3, 30, 0.7F)});
        b.model.hold(2); // Rows stay where they are.
        first.score = 0.9F;
        b.merge({first});
        b.decide(1, Decision::Reject);
        b.model.setSort(SightingModel::Sort::Score);
        QCOMPARE(b.order(), (Tracks{1, 3, 2}));
        b.model.setFilter({SightingModel::Show::Unreviewed, {}, {}});
        QCOMPARE(b.order(), (Tracks{1, 3}));
        b.model.setFilter({});
        b.decide(2, Decision::Label);
        b.model.setGroup(SightingModel::Group::Class); // "bus" has come behind "car".
        QCOMPARE(b.order(), (Tracks{1, 2, 3}));
    }
};

QTEST_MAIN(TestSightingModel)
#include "tst_sighting_model.moc"
