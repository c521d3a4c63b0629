#include "ui/query/class_chip.h"
#include "ui/query/class_chooser.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace refocus::ui;
using Names = std::vector<std::string>;

class TestClassChooser : public QObject
{
    Q_OBJECT

    static void fill(ClassModel &model)
    {
        model.setClasses({"background", "bus", "car", "person", "train", "truck"},
                         {{"car", 900, 40}, {"truck", 31, 4}, {"person", 120, 9}});
    }

    static QStringList names(const ClassModel &model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << QString::fromStdString(model.nameAt(row));
        return all;
    }

    std::unique_ptr<ClassChooser> shown() const
    {
        auto chooser = std::make_unique<ClassChooser>();
        fill(chooser->model());
        chooser->resize(216, 300);
        chooser->show();
        chooser->activateWindow();
        chooser->edit()->setFocus();
        return chooser;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Dark); }

    void whatOccursComesFirstAndMostBeforeLess()
    {
        ClassModel model;
        const QAbstractItemModelTester tester(&model);
        fill(model);
        QCOMPARE(names(model), QStringList({"car", "person", "truck", "bus", "train"}));
        QCOMPARE(model.index(0).data(ClassModel::PatchesRole).toULongLong(), 900ULL);
        QVERIFY(!model.index(3).data(ClassModel::OccursRole).toBool());
    }

    void typedTextFindsNamesThatBeginWithItFirst()
    {
        ClassModel model;
        const QAbstractItemModelTester tester(&model);
        fill(model);
        model.setFilter("TR", {});
        QCOMPARE(names(model), QStringList({"truck", "train"}));
        model.setFilter("r", {"truck"});
        QCOMPARE(names(model), QStringList({"car", "person", "train"}));
        model.setFilter("zebra", {});
        QCOMPARE(model.rowCount(), 0);
    }

    void typeEnterAddsAndBackspaceRemoves()
    {
        const auto chooser = shown();
        QSignalSpy changed(chooser.get(), &ClassChooser::changed);
        QTest::keyClicks(chooser->edit(), "tru");
        QVERIFY(chooser->isListOpen());
        QTest::keyClick(chooser->edit(), Qt::Key_Return);
        QCOMPARE(chooser->chosen(), Names({"truck"}));
        QVERIFY(!chooser->isListOpen());
        QVERIFY(chooser->edit()->text().isEmpty());
        QTest::keyClicks(chooser->edit(), "c,"); // A comma adds too.
        QCOMPARE(chooser->chosen(), Names({"truck", "car"}));
        QCOMPARE(changed.count(), 2);
        QTest::keyClick(chooser->edit(), Qt::Key_Backspace);
        QCOMPARE(chooser->chosen(), Names({"truck"}));
        QCOMPARE(changed.count(), 3);
    }

    void theArrowsChooseFromTheList()
    {
        const auto chooser = shown();
        QTest::keyClick(chooser->edit(), Qt::Key_Down);
        QVERIFY(chooser->isListOpen());
        QTest::keyClick(chooser->edit(), Qt::Key_Down);
        QTest::keyClick(chooser->edit(), Qt::Key_Down);
        QTest::keyClick(chooser->edit(), Qt::Key_Up);
        QTest::keyClick(chooser->edit(), Qt::Key_Enter);
        QCOMPARE(chooser->chosen(), Names({"person"}));
        // What was chosen is offered no more.
        QVERIFY(!names(chooser->model()).contains("person"));
    }

    void aSlashInTheEmptyLineOpensTheListAndIsNoText()
    {
        const auto chooser = shown();
        QTest::keyClick(chooser->edit(), '/');
        QVERIFY(chooser->isListOpen());
        QVERIFY(chooser->edit()->text().isEmpty());
        QTest::keyClicks(chooser->edit(), "a/");
        QCOMPARE(chooser->edit()->text(), QStringLiteral("a/"));
    }

    void aQuestionMarkInTheEmptyLineIsTheWindowsKey()
    {
        const auto chooser = shown();
        QVERIFY(QTest::qWaitForWindowActive(chooser.get()));
        QAction sheet;
        sheet.setShortcut(QKeySequence(QStringLiteral("?")));
        chooser->addAction(&sheet);
        const QSignalSpy asked(&sheet, &QAction::triggered);
        QTest::keyClick(chooser->edit(), '?');
        QCOMPARE(asked.size(), 1);
        QCOMPARE(chooser->edit()->text(), QString());
        QTest::keyClicks(chooser->edit(), "ca?");
        QCOMPARE(asked.size(), 1);
        QCOMPARE(chooser->edit()->text(), QString("ca?"));
    }

    void enterIsLeftToThePanelOnlyWhereNothingIsTyped()
    {
        const auto chooser = shown();
        struct Enters : QObject
        {
            int count = 0;
            bool eventFilter(QObject *, QEvent *event) override
            {
                count += event->type() == QEvent::KeyPress &&
                         static_cast<QKeyEvent *>(event)->key() == Qt::Key_Return;
                return false;
            }
        } enters;
        chooser->installEventFilter(&enters); // Of what the line leaves.
        QTest::keyClicks(chooser->edit(), "zebra");
        QTest::keyClick(chooser->edit(), Qt::Key_Return);
        QCOMPARE(enters.count, 0);
        QTest::keyClick(chooser->edit(), Qt::Key_Escape);
        QVERIFY(chooser->edit()->text().isEmpty());
        chooser->search(); // The list is open, but nothing in it is current.
        QTest::keyClick(chooser->edit(), Qt::Key_Return);
        QCOMPARE(enters.count, 1);
        QVERIFY(chooser->chosen().empty());
    }

    void aClickAddsAndAClickOnTheChipRemoves()
    {
        const auto chooser = shown();
        chooser->search();
        QListView *list = chooser->list();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(chooser->model().index(1)).center());
        QCOMPARE(chooser->chosen(), Names({"person"}));
        auto *chip = chooser->findChild<ClassChip *>();
        QVERIFY(chip);
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(chooser->chosen().empty());
    }

    void chipsWrapAndTheControlGrows()
    {
        const auto chooser = shown();
        const int low = chooser->heightForWidth(216);
        chooser->setChosen({"car", "truck", "person", "bus"});
        QCOMPARE(chooser->findChildren<ClassChip *>().size(), 4);
        QVERIFY(chooser->heightForWidth(216) > low);
        QVERIFY(chooser->heightForWidth(800) == low);
    }
};

QTEST_MAIN(TestClassChooser)
#include "tst_class_chooser.moc"
