#include "support/fake_engine.h"
#include "ui/query/question_book.h"
#include "ui/query/question_list.h"
#include "ui/state/workbench.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestQuestionBook : public QObject
{
    Q_OBJECT

    struct Opened
    {
        std::shared_ptr<test::FakeEngine> engine = std::make_shared<test::FakeEngine>();
        Workbench bench{test::opens(engine)};
        QuestionBook book{bench.session, bench.query};
        QAbstractItemModelTester tester{&book};

        void open()
        {
            bench.session.open("/fake.case");
            QTRY_VERIFY(book.isLoaded());
        }
        void ask(const char *name, int k = 4)
        {
            query::QueryOptions options;
            options.classes = {name};
            options.k = k;
            bench.query.setDraft(options);
            bench.query.run();
            QTRY_VERIFY(!bench.query.isRunning());
        }
        QStringList rows() const
        {
            QStringList all;
            for (int row = 0; row < book.rowCount(); ++row)
                all << book.index(row).data().toString();
            return all;
        }
        // Names of what the case has.
        QStringList stored(const char *kind)
        {
            bench.session.close(); // Writes what is left.
            QStringList all;
            for (const auto &[name, json] : engine->values(kind))
                all << QString::fromStdString(name);
            return all;
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Dark); }

    void theLatestIsFirstAndTheSameIsKeptOnce()
    {
        Opened with;
        with.open();
        with.ask("truck");
        with.ask("bus");
        with.ask("truck");
        QCOMPARE(with.rows(), QStringList({"truck", "bus"}));
        QCOMPARE(with.stored("history").size(), 2);
    }

    void historyEndsAtFifty()
    {
        Opened with;
        with.open();
        for (int k = 1; k <= QuestionBook::kHistory + 5; ++k)
            with.ask("truck", k);
        QCOMPARE(with.book.rowCount(), QuestionBook::kHistory);
        QCOMPARE(with.book.questions().front().options.k, QuestionBook::kHistory + 5);
        QCOMPARE(with.book.questions().back().options.k, 6);
        QCOMPARE(with.stored("history").size(), QuestionBook::kHistory);
    }

    void itIsThereWhenTheCaseIsOpenedAgain()
    {
        Opened with;
        with.open();
        with.ask("truck");
        with.ask("bus");
        with.book.save(with.book.questions()[1]);
        with.bench.session.close();
        QCOMPARE(with.book.rowCount(), 0);
        with.engine->putValue("query", "broken", "{");
        with.open();
        QTRY_COMPARE(with.book.rowCount(), 3);
        QCOMPARE(with.rows(), QStringList({"truck", "bus", "truck"}));
        QVERIFY(with.book.questions()[0].saved);
        with.ask("car"); // Numbers go on.
        QCOMPARE(with.rows(), QStringList({"truck", "car", "bus", "truck"}));
    }

    void whatIsAskedBeforeTheyAreReadIsNotLost()
    {
        Opened with;
        query::QueryOptions bus;
        bus.classes = {"bus"};
        with.engine->putValue("history", "00000001", questionJson(bus));
        connect(&with.bench.session, &CaseSession::opened, &with.book, [&] {
            query::QueryOptions truck;
            truck.classes = {"truck"};
            with.bench.query.setDraft(truck);
            with.bench.query.run();
            QVERIFY(!with.book.isLoaded());
        });
        with.open();
        QTRY_VERIFY(!with.bench.query.isRunning());
        QCOMPARE(with.rows(), QStringList({"truck", "bus"}));
        QCOMPARE(with.stored("history"), QStringList({"00000001", "00000002"}));
    }

    void namesAreNeverTakenTwice()
    {
        Opened with;
        with.open();
        with.ask("truck");
        const KeptQuestion asked = with.book.questions()[0];
        QCOMPARE(with.book.save(asked), 0);
        QCOMPARE(with.book.save(asked), 1);
        QCOMPARE(with.rows(), QStringList({"truck", "truck (2)", "truck"}));
        QVERIFY(with.book.setData(with.book.index(0), "Zoo"));
        QCOMPARE(with.rows(), QStringList({"truck (2)", "Zoo", "truck"}));
        QVERIFY(with.book.setData(with.book.index(0), "Ark"));
        QCOMPARE(with.rows(), QStringList({"Ark", "Zoo", "truck"}));
        QVERIFY(!with.book.setData(with.book.index(0), "  "));
        QCOMPARE(with.stored("query"), QStringList({"Ark", "Zoo"}));
    }

    void aNameForOneOfTheHistorySavesIt()
    {
        Opened with;
        with.open();
        with.ask("truck");
        QVERIFY(with.book.setData(with.book.index(0), "Night trucks"));
        QCOMPARE(with.rows(), QStringList({"Night trucks", "truck"}));
    }

    void deletingCanBeTakenBack()
    {
        Opened with;
        with.open();
        with.ask("truck");
        with.book.save(with.book.questions()[0]);
        QVERIFY(!with.book.canRestore());
        with.book.remove(0);
        QCOMPARE(with.book.rowCount(), 1);
        QCOMPARE(with.book.restore(), 0);
        QVERIFY(with.book.questions()[0].saved);
        QCOMPARE(with.stored("query"), QStringList("truck"));
    }

    void clearingTheHistoryCanBeTakenBack()
    {
        Opened with;
        with.open();
        with.ask("truck");
        with.ask("bus");
        with.book.save(with.book.questions()[0]);
        with.book.clearHistory();
        QCOMPARE(with.rows(), QStringList("bus"));
        with.ask("car"); // Under a name of its own.
        with.book.restore();
        QCOMPARE(with.rows(), QStringList({"bus", "car", "bus", "truck"}));
        QCOMPARE(with.stored("history").size(), 3);
    }

    void aCaseThatCanOnlyBeReadKeepsThemUntilItIsClosed()
    {
        Opened with;
        with.engine->canWrite = false;
        with.open();
        with.ask("truck");
        QCOMPARE(with.rows(), QStringList("truck"));
        QCOMPARE(with.stored("history").size(), 0);
    }

    void theListWorksByKeyboard()
    {
        Opened with;
        with.open();
        with.ask("truck");
        with.ask("bus");
        QuestionList list(with.book);
        list.resize(276, 300);
        list.show();
        list.activateWindow();
        list.view()->setFocus();
        QTRY_VERIFY(list.view()->hasFocus());
        list.view()->setCurrentIndex(with.book.index(1));
        QSignalSpy chosen(&list, &QuestionList::chosen);
        QTest::keyClick(list.view(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toInt(), 1);

        QTest::keyClick(list.view(), Qt::Key_F2);
        auto *editor = list.view()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText("Night");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(with.rows(), QStringList({"Night", "bus", "truck"}));
        QCOMPARE(chosen.count(), 1); // The name's Enter asked nothing.

        list.view()->setCurrentIndex(with.book.index(0));
        QTest::keyClick(list.view(), Qt::Key_Delete);
        QCOMPARE(with.rows(), QStringList({"bus", "truck"}));
        auto *undo = list.findChild<QPushButton *>();
        QVERIFY(undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(with.rows(), QStringList({"Night", "bus", "truck"}));
    }
};

QTEST_MAIN(TestQuestionBook)
#include "tst_question_book.moc"
