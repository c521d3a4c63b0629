#include "ui/state/commands.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

using namespace refocus::ui;

namespace {

std::vector<QString> ids(std::initializer_list<const char *> names)
{
    std::vector<QString> list;
    for (const char *name : names)
        list.push_back(QString::fromLatin1(name));
    return list;
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("refocus-test"));
        QCoreApplication::setApplicationName(QStringLiteral("commands"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }
    void init() { QSettings().clear(); }

    void aKeyRunsTheCommandInAWindowThatHasIt()
    {
        Commands commands;
        int runs = 0;
        QWidget window;
        window.addAction(commands.add(QStringLiteral("play.toggle"), QStringLiteral("Play"),
                                      QStringLiteral("Play"), keys("Space; K"), [&] { ++runs; }));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K);
        QTest::keyClick(&window, Qt::Key_Space);
        QCOMPARE(runs, 2);
        commands.setShortcuts(QStringLiteral("play.toggle"), keys("P"));
        QTest::keyClick(&window, Qt::Key_K);
        QTest::keyClick(&window, Qt::Key_P);
        QCOMPARE(runs, 3);
    }

    void whatAPersonSetIsThereTheNextTime_data()
    {
        QTest::addColumn<KeySequences>("shortcuts");
        QTest::newRow("another") << keys("Ctrl+P");
        QTest::newRow("two") << keys("P; Ctrl+Shift+;");
        QTest::newRow("none") << KeySequences();
        QTest::newRow("the defaults") << keys("Space; K");
    }
    void whatAPersonSetIsThereTheNextTime()
    {
        QFETCH(KeySequences, shortcuts);
        for (int round = 0; round < 2; ++round) {
            Commands commands;
            const QAction *action =
                commands.add(QStringLiteral("play.toggle"), QStringLiteral("Play"),
                             QStringLiteral("Play"), keys("Space; K"), {});
            if (round == 0)
                commands.setShortcuts(QStringLiteral("play.toggle"), shortcuts);
            QCOMPARE(action->shortcuts(), shortcuts);
            QCOMPARE(commands.all().front().defaults, keys("Space; K"));
        }
    }

    void defaultsAreNotKeptSoThatLaterOnesArrive()
    {
        {
            Commands commands;
            commands.add(QStringLiteral("a"), {}, QStringLiteral("A"), keys("A"), {});
            commands.setShortcuts(QStringLiteral("a"), keys("B"));
            commands.reset();
        }
        Commands later;
        QCOMPARE(
            later.add(QStringLiteral("a"), {}, QStringLiteral("A"), keys("C"), {})->shortcuts(),
            keys("C"));
    }

    void conflictsAreTheSameKeysOrTheirBeginning()
    {
        Commands commands;
        const auto add = [&](const char *id, const char *shortcuts) {
            commands.add(QString::fromLatin1(id), {}, QString::fromLatin1(id),
                         *shortcuts ? keys(shortcuts) : KeySequences(), {});
        };
        add("go", "G");
        add("go.twice", "G, T");
        add("other", "Ctrl+G");
        add("none", "");
        add("also.none", "");
        QCOMPARE(commands.conflictsOf(QStringLiteral("go")), ids({"go.twice"}));
        QCOMPARE(commands.conflictsOf(QStringLiteral("go.twice")), ids({"go"}));
        QCOMPARE(commands.conflictsOf(QStringLiteral("other")), ids({}));
        QCOMPARE(commands.conflictsOf(QStringLiteral("none")), ids({}));
        QCOMPARE(commands.conflicts(QKeySequence(QStringLiteral("Ctrl+G")), {}), ids({"other"}));
    }

    void aChangeIsToldOnceAndAResetOnlyOfWhatDiffers()
    {
        Commands commands;
        commands.add(QStringLiteral("a"), {}, QStringLiteral("&Accept..."), keys("A"), {});
        commands.add(QStringLiteral("b"), {}, QStringLiteral("Reject"), keys("R"), {});
        QSignalSpy changed(&commands, &Commands::changed);
        commands.setShortcuts(QStringLiteral("a"), keys("A"));
        QCOMPARE(changed.count(), 0);
        commands.setShortcuts(QStringLiteral("a"), keys("X"));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!commands.find(QStringLiteral("a"))->isDefault());
        QCOMPARE(commands.action(QStringLiteral("a"))->toolTip(), QStringLiteral("Accept (X)"));
        commands.reset();
        QCOMPARE(changed.count(), 2);
        QCOMPARE(changed.last().first().toString(), QStringLiteral("a"));
        QCOMPARE(commands.action(QStringLiteral("missing")), nullptr);
    }

    void categoriesComeInTheOrderInWhichTheyWereAdded()
    {
        Commands commands;
        for (const char *category : {"Play", "Review", "Play", "Case"})
            commands.add(QString::number(commands.all().size()), QString::fromLatin1(category),
                         QStringLiteral("x"), {}, {});
        QCOMPARE(commands.categories(), ids({"Play", "Review", "Case"}));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestCommands)
#include "tst_shortcuts.moc"
