// Remapping keys in the settings, and the sheet that shows them.
#include "ui/settings/shortcut_sheet.h"
#include "ui/settings/shortcuts_page.h"

#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace refocus::ui;

namespace {

QString id(const char *text) { return QString::fromLatin1(text); }

} // namespace

class TestShortcutSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<ShortcutsPage> m_page;

    QPushButton *button(const char *begin)
    {
        for (QPushButton *found : m_page->findChildren<QPushButton *>())
            if (found->text() == QString::fromLatin1(begin))
                return found;
        return nullptr;
    }
    void type(Qt::Key key)
    {
        auto *edit = m_page->findChild<QKeySequenceEdit *>();
        edit->setFocus();
        const QSignalSpy recorded(edit, &QKeySequenceEdit::editingFinished);
        QTest::keyClick(edit, key);
        QTRY_COMPARE(recorded.count(), 1); // A second later: there might be more keys.
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("refocus-test"));
        QCoreApplication::setApplicationName(QStringLiteral("shortcuts"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
    }
    void init()
    {
        QSettings().clear();
        m_page.reset();
        m_commands = std::make_unique<Commands>();
        m_commands->add(id("accept"), id("Review"), id("Accept"), keys("A"), {});
        m_commands->add(id("reject"), id("Review"), id("Reject"), keys("R; Del"), {});
        m_commands->add(id("play"), id("Play"), id("Play"), keys("Space"), {});
        m_page = std::make_unique<ShortcutsPage>(*m_commands, nullptr);
        m_page->resize(640, 500);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    void newKeysReplaceTheOldOnes()
    {
        m_page->select(id("accept"));
        QVERIFY(!button("Set")->isEnabled());
        type(Qt::Key_Y);
        QTest::mouseClick(button("Set"), Qt::LeftButton);
        QCOMPARE(m_commands->action(id("accept"))->shortcuts(), keys("Y"));
        QVERIFY(button("Reset")->isEnabled());
        QTest::mouseClick(button("Reset"), Qt::LeftButton);
        QCOMPARE(m_commands->action(id("accept"))->shortcuts(), keys("A"));
        QVERIFY(!button("Reset all")->isEnabled());
    }

    void keysOfAnotherCommandAreSaidAndTaken()
    {
        m_page->select(id("accept"));
        type(Qt::Key_R);
        QPushButton *set = button("Set and take");
        QVERIFY(set);
        bool said = false;
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            said = said || label->text().startsWith(id("Reject has these keys"));
        QVERIFY(said);
        QTest::mouseClick(set, Qt::LeftButton);
        QCOMPARE(m_commands->action(id("accept"))->shortcuts(), keys("R"));
        QCOMPARE(m_commands->action(id("reject"))->shortcuts(), keys("Del"));
        QVERIFY(m_commands->conflictsOf(id("accept")).empty());
        QTest::mouseClick(button("Reset all"), Qt::LeftButton);
        QCOMPARE(m_commands->action(id("reject"))->shortcuts(), keys("R; Del"));
    }

    void keysCanBeAddedAndTakenAway()
    {
        m_page->select(id("play"));
        type(Qt::Key_P);
        QTest::mouseClick(button("Add"), Qt::LeftButton);
        QCOMPARE(m_commands->action(id("play"))->shortcuts(), keys("Space; P"));
        QTest::mouseClick(button("Without keys"), Qt::LeftButton);
        QCOMPARE(m_commands->action(id("play"))->shortcuts(), KeySequences());
        QVERIFY(!button("Without keys")->isEnabled());
    }

    void theListIsFilteredByCommandOrKey()
    {
        auto *search = m_page->findChild<QLineEdit *>();
        auto *table = m_page->findChild<QTreeWidget *>();
        const auto shown = [&] {
            int count = 0;
            for (int i = 0; i < table->topLevelItemCount(); ++i)
                for (int j = 0; j < table->topLevelItem(i)->childCount(); ++j)
                    count += !table->topLevelItem(i)->child(j)->isHidden();
            return count;
        };
        QCOMPARE(shown(), 3);
        search->setText(id("rej"));
        QCOMPARE(shown(), 1);
        QVERIFY(table->topLevelItem(1)->isHidden()); // Play
        search->setText(id("space"));
        QCOMPARE(shown(), 1);
        search->clear();
        QCOMPARE(shown(), 3);
    }

    void columnsOfTheSheetAreAboutAsLongAsOneAnother()
    {
        QCOMPARE(sheetColumns({4, 4, 4, 4}, 2), (std::vector<int>{0, 0, 1, 1}));
        QCOMPARE(sheetColumns({10, 2, 2, 2}, 2), (std::vector<int>{0, 1, 1, 1}));
        QCOMPARE(sheetColumns({3}, 4), (std::vector<int>{0}));
        QCOMPARE(sheetColumns({3, 3, 3}, 1), (std::vector<int>{0, 0, 0}));
        QCOMPARE(sheetColumns({}, 3), std::vector<int>());
    }

    void theSheetLiesWithinItsWindowAndAnyKeyClosesIt()
    {
        QWidget window;
        window.resize(900, 600);
        int accepted = 0;
        m_commands->add(id("x"), id("Review"), id("X"), keys("X"), [&] { ++accepted; });
        window.addAction(m_commands->action(id("x")));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        ShortcutSheet sheet(*m_commands, &window);
        sheet.show();
        const QRect around(window.mapToGlobal(QPoint(0, 0)), window.size());
        QVERIFY(around.contains(sheet.frameGeometry()));
        QVERIFY(sheet.isWindow()); // The window below need not be painted again.
        QTest::keyClick(&sheet, Qt::Key_Shift);
        QVERIFY(sheet.isVisible());
        QTest::keyClick(&sheet, Qt::Key_X);
        QVERIFY(!sheet.isVisible());
        QCOMPARE(accepted, 0);
    }
};

QTEST_MAIN(TestShortcutSettings)
#include "tst_shortcut_settings.moc"
