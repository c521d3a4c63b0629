#include "support/fake_engine.h"
#include "ui/query/answer_view.h"
#include "ui/query/class_chooser.h"
#include "ui/query/fold.h"
#include "ui/query/note.h"
#include "ui/query/query_panel.h"
#include "ui/query/question_book.h"
#include "ui/query/question_list.h"
#include "ui/query/region_row.h"
#include "ui/query/reuse_control.h"
#include "ui/query/when_editor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimeEdit>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestQueryPanel : public QObject
{
    Q_OBJECT

    static std::shared_ptr<test::FakeEngine> engineOf(bool clock)
    {
        auto engine = std::make_shared<test::FakeEngine>();
        for (int i = 0; i < 3; ++i) {
            auto source = test::fakeSource("v" + std::to_string(i), 1h);
            source.classes = {{"truck", 20, 10}, {"bus", 4, 2}};
            if (clock) { // 2026-11-23 02:00 in Berlin, an hour later each.
                source.record.wallClockStart = 1795395600000000 + i * 3'600'000'000;
                source.record.timeZone = "Europe/Berlin";
            }
            engine->sourceList.push_back(source);
        }
        engine->sourceList[1].coverage.gaps = {{60s, 300s}};
        for (const char *name : {"none", "4", "7", "auto"}) {
            DepthInfo depth;
            depth.reuse = query::Reuse::parse(name);
            depth.name = name;
            depth.shape = {512, 28, 28};
            depth.bytesPerPatch = 110'000;
            depth.msPerPatch = 10;
            depth.mapsKept = true;
            engine->depthList.push_back(depth);
        }
        engine->depthList[2].retrained = false;
        engine->sightings = test::fakeSightings("v0", 40, {"truck", "bus"}, 1h);
        engine->batch = 5;
        return engine;
    }

    struct Shown
    {
        std::shared_ptr<test::FakeEngine> engine;
        Workbench bench;
        QueryPanel panel;

        explicit Shown(bool clock = false)
            : engine(engineOf(clock)), bench(test::opens(engine)), panel(bench)
        {
            panel.resize(300, 560);
            panel.show();
            panel.activateWindow();
        }
        void open()
        {
            bench.session.open("/fake.case");
            QTRY_VERIFY(!bench.session.depths().empty());
        }
        void choose(std::vector<std::string> classes)
        {
            auto draft = bench.query.draft();
            draft.classes = std::move(classes);
            bench.query.setDraft(draft);
        }
        void runToEnd()
        {
            panel.run();
            QVERIFY(bench.query.isRunning());
            QTRY_VERIFY(!bench.query.isRunning());
        }
        template <typename T> T *find() const { return panel.findChild<T *>(); }
        Fold *fold(int i) const { return panel.findChildren<Fold *>()[i]; }
        QString answer() const { return find<AnswerView>()->text(); }
        QString allText() const // Of the notes that are visible.
        {
            QStringList lines;
            for (const Note *note : panel.findChildren<Note *>())
                if (note->isVisible())
                    lines << note->text();
            return lines.join('\n');
        }
        QPushButton *button(const QString &text) const
        {
            for (auto *button : panel.findChildren<QPushButton *>())
                if (button->isVisible() && button->text().startsWith(text))
                    return button;
            return nullptr;
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }

    void typedAndRunByKeyboardAlone()
    {
        Shown with;
        with.open();
        with.panel.focusClassSearch();
        QLineEdit *edit = with.find<ClassChooser>()->edit();
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "tr");
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(with.bench.query.draft().classes, std::vector<std::string>{"truck"});
        QCOMPARE(with.engine->queries.load(), 0);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(with.engine->queries.load(), 1);
        QTRY_VERIFY(!with.bench.query.isRunning());
        QCOMPARE(with.bench.sightings.count(), 20);
        QVERIFY2(with.answer().startsWith("20 sighting"), qPrintable(with.answer()));
        QVERIFY(with.answer().contains("20 verified"));
        QVERIFY(with.answer().contains("searched 2 h 56 min in 3 source"));
        QVERIFY(with.answer().contains("not searched 4 min"));
    }

    void enterRunsFromEveryControl()
    {
        Shown with(true);
        with.open();
        with.choose({"truck"});
        for (Fold *fold : with.panel.findChildren<Fold *>())
            fold->setOpen(true);
        int runs = 0;
        const std::vector<QWidget *> controls{
            with.fold(0)->button(),      with.find<QDateTimeEdit>(),
            with.find<QListWidget>(),    with.find<QSpinBox>(),
            with.find<QDoubleSpinBox>(), with.find<ReuseControl>()->segments()[0]};
        for (QWidget *control : controls) {
            control->setFocus();
            QTest::keyClick(control, Qt::Key_Return);
            ++runs;
            QTRY_COMPARE(with.engine->queries.load(), runs);
            QTRY_VERIFY(!with.bench.query.isRunning());
        }
    }

    void anotherDepthIsShownWithTheAnswerAndIsNoQuestionOfItsOwn()
    {
        Shown with;
        with.engine->sightingsAt["7"] = test::fakeSightings("v0", 30, {"truck"}, 1h);
        with.open();
        with.choose({"truck"});
        with.runToEnd();
        QVERIFY2(with.answer().startsWith("20 sighting"), qPrintable(with.answer()));
        const auto *book = with.panel.findChild<QuestionBook *>();
        QCOMPARE(book->rowCount(), 1);
        QSignalSpy drafts(&with.bench.query, &QuerySession::draftChanged);
        with.bench.query.rerun(query::Reuse::parse("7"));
        QVERIFY(with.button("Run")); // It is over before a person could cancel.
        QCOMPARE(with.find<ReuseControl>()->reuse().splice.from, 7);
        QTRY_VERIFY(!with.bench.query.isRunning());
        QCOMPARE(drafts.size(), 1); // The control is told and does not ask.
        QVERIFY2(with.answer().startsWith("30 sighting"), qPrintable(with.answer()));
        QCOMPARE(book->rowCount(), 1);
        with.engine->batchDelay = 100ms;
        with.bench.query.rerun(query::Reuse::parse("4"));
        QTRY_VERIFY(with.button("Cancel"));
        QVERIFY2(!with.answer().contains("so far"), qPrintable(with.answer()));
        with.panel.cancel();
        QTRY_VERIFY(!with.bench.query.isRunning());
        QVERIFY2(with.answer().startsWith("30 sighting"), qPrintable(with.answer()));
        QCOMPARE(with.find<ReuseControl>()->reuse().splice.from, 7);
    }

    void whileItRunsProgressIsShownAndEscapeCancels()
    {
        Shown with;
        with.engine->batchDelay = 50ms;
        with.open();
        with.choose({"truck", "bus"});
        with.panel.run();
        QTRY_VERIFY(with.answer().contains("of 40 patches verified"));
        QTRY_VERIFY(with.answer().contains("so far"));
        QVERIFY(with.button("Cancel"));
        QVERIFY(!with.button("Run"));
        QTest::keyClick(&with.panel, Qt::Key_Escape);
        QTRY_VERIFY(!with.bench.query.isRunning());
        QVERIFY(with.answer().startsWith("Stopped"));
        QVERIFY(with.bench.sightings.count() > 0 && with.bench.sightings.count() < 40);
        QVERIFY(with.button("Run"));
    }

    void theButtonRunsAndCancels()
    {
        Shown with;
        with.engine->batchDelay = 50ms;
        with.open();
        with.choose({"truck"});
        QTest::mouseClick(with.button("Run"), Qt::LeftButton);
        QVERIFY(with.bench.query.isRunning());
        QTest::mouseClick(with.button("Cancel"), Qt::LeftButton);
        QTRY_VERIFY(!with.bench.query.isRunning());
    }

    void withoutAClassItAsksForOne()
    {
        Shown with;
        QVERIFY(with.answer().contains("Open a case"));
        with.panel.run(); // Nothing happens, nothing breaks.
        with.open();
        with.panel.run();
        QVERIFY(!with.bench.query.hasRun());
        QVERIFY(with.answer().contains("Choose what to look for"));
        QVERIFY(with.find<ClassChooser>()->isListOpen());
    }

    void anEmptyCaseSaysWhatToDoFirst()
    {
        Shown with;
        with.engine->sourceList.clear();
        with.open();
        QVERIFY(with.answer().contains("Nothing to search yet"));
    }

    void sourcesAreChosenFromTheList()
    {
        Shown with;
        with.engine->sourceList[2].indexed = false;
        with.open();
        with.fold(1)->setOpen(true);
        auto *list = with.find<QListWidget>();
        QCOMPARE(list->count(), 3);
        QVERIFY(!(list->item(2)->flags() & Qt::ItemIsEnabled));
        list->setFocus();
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(with.bench.query.draft().videos, std::vector<std::string>{"v1"});
        list->setCurrentRow(1);
        QTest::keyClick(list, Qt::Key_Space); // The last one stays.
        QCOMPARE(with.bench.query.draft().videos, std::vector<std::string>{"v1"});
        QCOMPARE(list->item(1)->checkState(), Qt::Checked);
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Space); // All again, and those to come.
        QVERIFY(with.bench.query.draft().videos.empty());
        QVERIFY(!with.fold(1)->clearButton()->isVisible());
    }

    void timesOnTheClockBecomeStretchesOfEachSource()
    {
        Shown with(true);
        with.open();
        with.choose({"truck"});
        with.fold(0)->setOpen(true);
        const auto edits = with.find<WhenEditor>()->findChildren<QDateTimeEdit *>();
        QVERIFY(edits[0]->isVisible());
        QCOMPARE(edits[0]->dateTime().time(), QTime(2, 0));
        QCOMPARE(edits[1]->dateTime().time(), QTime(5, 0));
        edits[0]->setTime(QTime(2, 30));
        edits[1]->setTime(QTime(3, 30));
        QCOMPARE(with.fold(0)->button()->text(), QString("2026-11-23 02:30 to 03:30"));
        with.runToEnd();
        using Spans = std::vector<TimeRange>;
        auto spans = with.engine->asked.back().spans;
        QVERIFY(spans["v0"] == (Spans{{30min, 90min}}));
        QVERIFY(spans["v1"] == (Spans{{0min, 30min}}));
        QVERIFY(spans["v2"].empty());

        auto *daily = with.find<WhenEditor>()->findChild<QCheckBox *>();
        daily->setChecked(true);
        const auto times = with.find<WhenEditor>()->findChildren<QTimeEdit *>();
        times[0]->setTime(QTime(2, 45));
        times[1]->setTime(QTime(3, 0));
        with.runToEnd();
        spans = with.engine->asked.back().spans;
        QVERIFY(spans["v0"] == (Spans{{45min, 60min}}));
        QVERIFY(spans["v1"].empty());

        QTest::mouseClick(with.fold(0)->clearButton(), Qt::LeftButton);
        QVERIFY(with.bench.query.when().isWhole());
        QVERIFY(!daily->isChecked());
        with.runToEnd();
        QVERIFY(with.engine->asked.back().spans.empty());
    }

    void withoutAClockTimesAreThoseOfTheSource()
    {
        Shown with;
        with.open();
        with.choose({"truck"});
        with.fold(0)->setOpen(true);
        QVERIFY(!with.find<QDateTimeEdit>()->isVisible());
        const auto edits = with.find<WhenEditor>()->findChildren<QLineEdit *>(
            QString(), Qt::FindChildrenRecursively);
        QList<QLineEdit *> lines;
        for (QLineEdit *edit : edits)
            if (edit->isVisible())
                lines << edit;
        QCOMPARE(lines.size(), 2);
        lines[0]->setFocus();
        QTest::keyClicks(lines[0], "1:30");
        QTest::keyClicks(lines[1], "10:00");
        QVERIFY(with.bench.query.draft().time == (TimeRange{90s, 600s}));
        QTest::keyClicks(lines[1], "x"); // No time any more: it is not asked.
        with.panel.run();
        QVERIFY(!with.bench.query.hasRun());
        QVERIFY(with.answer().contains("hh:mm:ss"));
        QTest::keyClick(lines[1], Qt::Key_Backspace);
        with.runToEnd();
        QVERIFY(with.engine->asked.back().time == (TimeRange{90s, 600s}));
    }

    void theRegionIsDrawnElsewhereAndShownHere()
    {
        Shown with;
        with.open();
        QSignalSpy wanted(&with.panel, &QueryPanel::regionRequested);
        auto *row = with.find<RegionRow>();
        QTest::mouseClick(row->drawButton(), Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        auto draft = with.bench.query.draft();
        draft.region = {{0, 0}, {320, 0}, {320, 360}, {0, 360}};
        with.bench.query.setDraft(draft);
        QVERIFY(!row->drawButton()->isVisible());
        QVERIFY(row->miniature()->isVisible());
        QCOMPARE(row->miniature()->region(), draft.region);
        row->miniature()->setFocus();
        QTest::keyClick(row->miniature(), Qt::Key_Space); // Another.
        QCOMPARE(wanted.count(), 2);
        QTest::mouseClick(row->clearButton(), Qt::LeftButton);
        QVERIFY(with.bench.query.draft().region.empty());
        QVERIFY(row->drawButton()->isVisible());
    }

    void limitsGoIntoTheQuestion()
    {
        Shown with;
        with.open();
        const auto boxes = with.panel.findChildren<QSpinBox *>();
        boxes[0]->setValue(40);
        boxes[1]->setValue(6);
        with.find<QDoubleSpinBox>()->setValue(0.5);
        QCOMPARE(with.bench.query.draft().minSide, 40);
        QCOMPARE(with.bench.query.draft().k, 6);
        QCOMPARE(with.bench.query.draft().minScore, 0.5F);
        QCOMPARE(with.fold(2)->button()->text(), QString("≥ 40 px · score ≥ 0.50 · K 6"));
        QTest::mouseClick(with.fold(2)->clearButton(), Qt::LeftButton);
        QCOMPARE(with.bench.query.draft().k, query::QueryOptions().k);
        QCOMPARE(boxes[0]->value(), 0);
    }

    void reuseIsChosenByKeyboardAndCycled()
    {
        Shown with;
        with.open();
        auto *control = with.find<ReuseControl>();
        QCOMPARE(control->segments().size(), std::size_t(4));
        QVERIFY(control->segments()[3]->isChecked()); // Auto, as a draft begins.
        with.panel.cycleReuse();
        QVERIFY(with.bench.query.draft().reuse.kind == query::Reuse::Kind::None);
        control->segments()[0]->setFocus();
        QTest::keyClick(control->segments()[0], Qt::Key_Right);
        QVERIFY(with.bench.query.draft().reuse.kind == query::Reuse::Kind::Splice);
        QCOMPARE(with.bench.query.draft().reuse.splice.from, 4);
        with.panel.setReuse(query::Reuse::parse("7"));
        QVERIFY(control->segments()[2]->isChecked());
        QVERIFY(with.allText().contains("Un-retrained"));
        with.panel.cycleReuse(-1);
        QVERIFY(control->segments()[1]->isChecked());
        QVERIFY(!with.allText().contains("Un-retrained"));
    }

    void theCostIsSaidBeforeAndKnownAfter()
    {
        Shown with;
        with.open();
        with.choose({"truck"});
        with.panel.setReuse(query::Reuse::parse("4"));
        QVERIFY2(with.allText().contains("512x28x28 · 0.11 MB a patch") ||
                     with.allText().contains("512x28x28 · 110 kB a patch"),
                 qPrintable(with.allText()));
        QVERIFY(with.allText().contains("about 0.3 s for some 30 patches"));
        with.runToEnd();
        QVERIFY(with.allText().contains("at once: 20 patches, kept from before"));
        with.panel.setReuse(query::Reuse::parse("none"));
        QVERIFY(with.allText().contains("about 0.2 s for 20 patches"));
    }

    void whereNothingIsFoundEachSuggestionAsksAgain()
    {
        Shown with;
        with.open();
        auto draft = with.bench.query.draft();
        draft.classes = {"person"};
        draft.videos = {"v1"};
        draft.k = 4;
        with.bench.query.setDraft(draft);
        with.runToEnd();
        QVERIFY(with.answer().startsWith("Nothing found\nfor person"));
        QVERIFY(with.answer().contains("searched 56 min"));
        QVERIFY(with.answer().contains("not searched 4 min"));
        QPushButton *all = with.button("Search all 3");
        QVERIFY(all && with.button("Look further"));
        all->setFocus();
        QTest::keyClick(all, Qt::Key_Return); // Presses the button, not the old question again.
        QTRY_COMPARE(with.engine->queries.load(), 2);
        QTRY_VERIFY(!with.bench.query.isRunning());
        QVERIFY(with.engine->asked.back().videos.empty());
        QVERIFY(with.bench.query.draft().videos.empty());
        QVERIFY(!with.button("Search all 3"));
    }

    void anErrorSaysWhatIsSafeAndWhatToDo()
    {
        Shown with;
        with.engine->queryError = "/cases/yard.case: the index is damaged";
        with.open();
        with.choose({"truck"});
        with.runToEnd();
        QVERIFY(with.answer().contains("/cases/yard.case: the index is damaged"));
        QVERIFY(with.answer().contains("as they were"));
        with.engine->queryError.clear();
        QTest::mouseClick(with.button("Ask again"), Qt::LeftButton);
        QTRY_COMPARE(with.engine->queries.load(), 2);
        QTRY_VERIFY(with.answer().startsWith("20 sighting"));
    }

    void aQuestionIsSavedNamedAndAskedAgain()
    {
        Shown with;
        with.open();
        with.choose({"truck"});
        with.panel.saveQuestion();
        auto *list = with.find<QuestionList>();
        QVERIFY(list->isVisible());
        auto *editor = list->view()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText("Night trucks");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(list->view()->model()->index(0, 0).data().toString(), QString("Night trucks"));
        QCOMPARE(with.engine->queries.load(), 0);
        with.choose({"bus"});
        list->view()->setFocus();
        list->view()->setCurrentIndex(list->view()->model()->index(0, 0));
        QTest::keyClick(list->view(), Qt::Key_Return);
        QTRY_COMPARE(with.engine->queries.load(), 1);
        QCOMPARE(with.bench.query.draft().classes, std::vector<std::string>{"truck"});
        QVERIFY(!list->isVisible());
    }

    void closingTheCaseWhileItRunsLeavesAnEmptyPanel()
    {
        Shown with;
        with.engine->batchDelay = 50ms;
        with.open();
        with.choose({"truck"});
        with.panel.run();
        with.bench.session.close();
        QTRY_VERIFY(!with.bench.query.isRunning());
        QVERIFY(with.answer().contains("Open a case"));
        QVERIFY(with.find<ClassChooser>()->chosen().empty());
        QVERIFY(with.find<ReuseControl>()->segments().empty());
    }

    void everyControlHasANameAndIsReachedByTabInOrder()
    {
        Shown with(true);
        with.open();
        with.choose({"truck"});
        auto draft = with.bench.query.draft();
        draft.region = {{0, 0}, {320, 0}, {320, 360}};
        with.bench.query.setDraft(draft);
        for (Fold *fold : with.panel.findChildren<Fold *>())
            fold->setOpen(true);
        with.panel.resize(300, 1000);
        std::vector<QWidget *> reached;
        with.find<ClassChooser>()->edit()->setFocus();
        for (int i = 0; i < 100; ++i) {
            QWidget *now = with.panel.focusWidget();
            const bool known = std::ranges::find(reached, now) != reached.end();
            if (known && now != reached.back())
                break;
            if (!known) // Dates and times are passed part by part.
                reached.push_back(now);
            QTest::keyClick(now, Qt::Key_Tab);
        }
        int lowest = -1;
        for (QWidget *widget : reached) {
            const QString name = widget->accessibleName();
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            QVERIFY2(!name.isEmpty() || (button && !button->text().isEmpty()),
                     widget->metaObject()->className());
            const int y = widget->mapTo(&with.panel, QPoint(0, widget->height() / 2)).y();
            if (qobject_cast<ReuseSegment *>(widget) || widget == reached.back())
                continue; // Segments stand in lines; the last leads back to the first.
            QVERIFY2(y >= lowest - 20, qPrintable(name));
            lowest = y;
        }
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 with.find<QDateTimeEdit>(), with.find<QCheckBox>(), with.find<QListWidget>(),
                 with.find<RegionRow>()->miniature(), with.find<QSpinBox>(), with.button("Run")})
            QVERIFY2(std::ranges::find(reached, widget) != reached.end(),
                     widget->metaObject()->className());
    }

    void nothingIsWiderThanThePanel()
    {
        Shown with(true);
        with.open();
        auto draft = with.bench.query.draft();
        draft.classes = {"truck", "bus", "person", "car"};
        draft.region = {{0, 0}, {320, 0}, {320, 360}};
        draft.videos = {"v0", "v1"};
        draft.minScore = 0.5F;
        with.bench.query.setDraft(draft);
        with.engine->queryError = "/a/very/long/path/" + std::string(60, 'x') + "/index.mdb: no";
        with.runToEnd();
        for (Fold *fold : with.panel.findChildren<Fold *>())
            fold->setOpen(true);
        for (const int width : {300, 240}) {
            with.panel.resize(width, 500);
            for (const auto *widget : with.panel.findChildren<QWidget *>()) {
                if (!widget->isVisible() || qobject_cast<const QLineEdit *>(widget))
                    continue;
                const int right = widget->mapTo(&with.panel, QPoint(widget->width(), 0)).x();
                QVERIFY2(right <= width, widget->metaObject()->className());
            }
        }
    }
};

QTEST_MAIN(TestQueryPanel)
#include "tst_query_panel.moc"
