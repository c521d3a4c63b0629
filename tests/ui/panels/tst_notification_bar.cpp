#include "ui/panels/notification_bar.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace refocus::ui;

class tst_NotificationBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSentenceNeverTakesTheFocus();
    void itLiesInTheCornerAndFollowsTheWindow();
    void anErrorStaysOthersGo();
    void theSameSentenceIsCounted();
    void theActionIsDoneAndCloses();
    void closeClosesOne();
    void errorsOutlastInformationWhereThereAreMany();
    void theLogHearsEverySentence();

private:
    QStringList sentences() const;
    std::unique_ptr<QWidget> m_window;
    QLineEdit *m_field = nullptr;
    NotificationBar *m_bar = nullptr;
};

void tst_NotificationBar::init()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_field = new QLineEdit(m_window.get());
    m_bar = new NotificationBar(m_window.get());
    m_window->show();
    m_window->activateWindow();
    m_field->setFocus();
}

QStringList tst_NotificationBar::sentences() const
{
    QStringList all;
    for (const QLabel *label : m_bar->findChildren<QLabel *>())
        if (label->isVisible() && !label->text().isEmpty())
            all << label->text();
    return all;
}

void tst_NotificationBar::aSentenceNeverTakesTheFocus()
{
    QVERIFY(!m_bar->isVisible());
    QTRY_VERIFY(m_field->hasFocus());
    m_bar->notify({Notice::Level::Error, "The disk is full.", "Show", {}});
    QVERIFY(m_bar->isVisible());
    QVERIFY(m_field->hasFocus());
    QTest::mouseClick(m_bar->findChild<QLabel *>(), Qt::LeftButton);
    QVERIFY(m_field->hasFocus());
}

void tst_NotificationBar::itLiesInTheCornerAndFollowsTheWindow()
{
    m_bar->info("One sentence.");
    QCOMPARE(m_bar->geometry().right() + 1, 800 - 12);
    QCOMPARE(m_bar->y(), 12);
    const int one = m_bar->height();
    m_bar->error("Another one that is so long that it needs more than a single line, since it "
                 "names a file, what is safe and what to do about it.");
    QVERIFY(m_bar->height() > 2 * one);
    m_window->resize(300, 400);
    QCOMPARE(m_bar->geometry().right() + 1, 300 - 12);
    QCOMPARE(m_bar->width(), 300 - 24);
}

void tst_NotificationBar::anErrorStaysOthersGo()
{
    m_bar->info("Saved.");
    m_bar->warning("Slow.");
    m_bar->error("Full.");
    QCOMPARE(m_bar->shown(), 3);
    int timed = 0;
    for (QTimer *timer : m_bar->findChildren<QTimer *>())
        timed += timer->isActive();
    QCOMPARE(timed, 2);
    for (QTimer *timer : m_bar->findChildren<QTimer *>())
        if (timer->isActive())
            timer->start(1); // As if the seconds had passed.
    QTRY_COMPARE(m_bar->shown(), 1);
    QTRY_COMPARE(sentences(), QStringList{"Full."});
}

void tst_NotificationBar::theSameSentenceIsCounted()
{
    for (int i = 0; i < 3; ++i)
        m_bar->warning("Gate 3: a picture is damaged.");
    QCOMPARE(m_bar->shown(), 1);
    QVERIFY(sentences().front().contains("3"));
    m_bar->error("Gate 3: a picture is damaged."); // Another level is another message.
    QCOMPARE(m_bar->shown(), 2);
}

void tst_NotificationBar::theActionIsDoneAndCloses()
{
    int done = 0;
    m_bar->notify({Notice::Level::Info, "12 clips were written.", "Open the folder",
                   [&] { ++done; }});
    auto *button = m_bar->findChild<QPushButton *>();
    QVERIFY(button);
    QCOMPARE(button->text(), QString("Open the folder"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(done, 1);
    QCOMPARE(m_bar->shown(), 0);
    QVERIFY(!m_bar->isVisible());
}

void tst_NotificationBar::closeClosesOne()
{
    m_bar->error("First.");
    m_bar->error("Second.");
    auto *close = m_bar->findChild<QToolButton *>();
    QVERIFY(!close->accessibleName().isEmpty());
    QTest::mouseClick(close, Qt::LeftButton);
    QCOMPARE(sentences(), QStringList{"Second."});
    m_bar->closeAll();
    QCOMPARE(m_bar->shown(), 0);
}

void tst_NotificationBar::errorsOutlastInformationWhereThereAreMany()
{
    m_bar->error("An error.");
    for (int i = 0; i < 10; ++i)
        m_bar->info(QStringLiteral("Number %1.").arg(i));
    QCOMPARE(m_bar->shown(), NotificationBar::kMost);
    QVERIFY(sentences().contains("An error."));
    QVERIFY(sentences().contains("Number 9."));
    QVERIFY(!sentences().contains("Number 0."));
}

void tst_NotificationBar::theLogHearsEverySentence()
{
    QSignalSpy notified(m_bar, &NotificationBar::notified);
    m_bar->info("Twice.");
    m_bar->info("Twice.");
    QCOMPARE(notified.size(), 2);
}

QTEST_MAIN(tst_NotificationBar)
#include "tst_notification_bar.moc"
