#include "ui/case/recent_view.h"
#include "ui/case/start_page.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace refocus::ui;

class tst_StartPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void theNewestCaseIsFirst();
    void aCaseIsListedOnce();
    void theOldestGoesWithItsThumbnail();
    void aThumbnailStaysUntilThereIsANewOne();
    void theWaysToBeginAreButtons();
    void enterOpensTheRecentCase();
    void aMissingCaseIsNotOpenedButRemoved();
    void theButtonOfARowRemovesIt();
    void aDroppedCaseIsOpenedAndVideosAreHandedOn();
    void theDemoIsBusyWhileItIsMade();

private:
    RecentCases recent() const { return RecentCases(m_dir->filePath("settings.ini")); }
    QString makeCase(const QString &name) const;
    std::unique_ptr<StartPage> page() const;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QString tst_StartPage::makeCase(const QString &name) const
{
    const QString folder = m_dir->filePath(name);
    QDir().mkpath(folder);
    QFile file(folder + "/case.mdb");
    if (!file.open(QIODevice::WriteOnly))
        return {};
    return folder;
}

std::unique_ptr<StartPage> tst_StartPage::page() const
{
    auto made = std::make_unique<StartPage>(nullptr, recent());
    made->resize(1000, 600);
    made->show();
    return made;
}

void tst_StartPage::theNewestCaseIsFirst()
{
    QVERIFY(recent().list().empty());
    recent().remember("/cases/a.case", {}, 3);
    recent().remember("/cases/b.case", {}, 1);
    const auto list = recent().list();
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[0].folder, QString("/cases/b.case"));
    QCOMPARE(list[0].name(), QString("b"));
    QCOMPARE(list[1].sources, 3);
    QVERIFY(qAbs(list[0].used.secsTo(QDateTime::currentDateTime())) < 60);
}

void tst_StartPage::aCaseIsListedOnce()
{
    recent().remember("/cases/a.case", {}, 3);
    recent().touch("/cases/b.case");
    recent().touch("/cases/./a.case/");
    const auto list = recent().list();
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[0].folder, QString("/cases/a.case"));
    QCOMPARE(list[0].sources, 3); // As it was known.
}

void tst_StartPage::theOldestGoesWithItsThumbnail()
{
    QImage picture(32, 20, QImage::Format_RGB32);
    picture.fill(Qt::red);
    for (int i = 0; i <= RecentCases::kMost; ++i)
        recent().remember(QStringLiteral("/cases/%1.case").arg(i), picture);
    QCOMPARE(recent().list().size(), std::size_t{RecentCases::kMost});
    QCOMPARE(recent().list().back().name(), QString("1"));
    QVERIFY(recent().thumbnail("/cases/0.case").isNull());
    QVERIFY(!recent().thumbnail("/cases/1.case").isNull());
}

void tst_StartPage::aThumbnailStaysUntilThereIsANewOne()
{
    QImage red(640, 400, QImage::Format_RGB32), blue(red);
    red.fill(Qt::red);
    blue.fill(Qt::blue);
    recent().remember("/cases/a.case", red);
    recent().touch("/cases/a.case");
    const QImage kept = recent().thumbnail("/cases/a.case");
    QCOMPARE(kept.size(), QSize(320, 200));
    QCOMPARE(kept.pixelColor(10, 10), QColor(Qt::red));
    recent().remember("/cases/a.case", blue);
    QCOMPARE(recent().thumbnail("/cases/a.case").pixelColor(10, 10), QColor(Qt::blue));
    recent().remove("/cases/a.case");
    QVERIFY(recent().thumbnail("/cases/a.case").isNull());
    QVERIFY(recent().list().empty());
}

void tst_StartPage::theWaysToBeginAreButtons()
{
    const auto start = page();
    QSignalSpy newCase(start.get(), &StartPage::newCase);
    QSignalSpy demo(start.get(), &StartPage::openDemo);
    for (QPushButton *button : start->findChildren<QPushButton *>()) {
        QVERIFY(!button->accessibleName().isEmpty());
        if (button->text() == "New case…")
            QTest::keyClick(button, Qt::Key_Space);
        if (button->text() == "Try the demo")
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(newCase.size(), 1);
    QCOMPARE(demo.size(), 1);
}

void tst_StartPage::enterOpensTheRecentCase()
{
    const QString a = makeCase("a.case"), b = makeCase("b.case");
    recent().touch(a);
    recent().touch(b);
    const auto start = page();
    QTRY_COMPARE(start->recentView()->rows().size(), std::size_t{2});
    QSignalSpy opened(start.get(), &StartPage::openCase);
    start->recentView()->setFocus();
    QTest::keyClick(start->recentView(), Qt::Key_Down);
    QTest::keyClick(start->recentView(), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.front().front().toString(), a);
    const QRect first = start->recentView()->visualRect(start->recentView()->model()->index(0, 0));
    QTest::mouseClick(start->recentView()->viewport(), Qt::LeftButton, {}, first.center());
    QCOMPARE(opened.size(), 2);
    QCOMPARE(opened.back().front().toString(), b);
}

void tst_StartPage::aMissingCaseIsNotOpenedButRemoved()
{
    recent().touch(m_dir->filePath("unplugged.case"));
    const auto start = page();
    QTRY_COMPARE(start->recentView()->rows().size(), std::size_t{1});
    QVERIFY(start->recentView()->rows().front().missing);
    QSignalSpy opened(start.get(), &StartPage::openCase);
    start->recentView()->setFocus();
    QTest::keyClick(start->recentView(), Qt::Key_Return);
    QCOMPARE(opened.size(), 0);
    QTest::keyClick(start->recentView(), Qt::Key_Delete);
    QTRY_VERIFY(start->recentView()->rows().empty());
    QVERIFY(recent().list().empty());
}

void tst_StartPage::theButtonOfARowRemovesIt()
{
    const QString a = makeCase("a.case");
    recent().touch(a);
    const auto start = page();
    QTRY_COMPARE(start->recentView()->rows().size(), std::size_t{1});
    QSignalSpy opened(start.get(), &StartPage::openCase);
    QTest::mouseClick(start->recentView()->viewport(), Qt::LeftButton, {},
                      start->recentView()->removeButton(0).center());
    QTRY_VERIFY(start->recentView()->rows().empty());
    QCOMPARE(opened.size(), 0);
    QVERIFY(QFile::exists(a + "/case.mdb")); // The case itself stays.
}

void tst_StartPage::aDroppedCaseIsOpenedAndVideosAreHandedOn()
{
    const auto start = page();
    QSignalSpy opened(start.get(), &StartPage::openCase);
    QSignalSpy videos(start.get(), &StartPage::videosDropped);
    const auto drop = [&](const QStringList &files) {
        QMimeData mime;
        QList<QUrl> urls;
        for (const QString &file : files)
            urls << QUrl::fromLocalFile(file);
        mime.setUrls(urls);
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(start.get(), &enter);
        QDropEvent event(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(start.get(), &event);
    };
    const QString a = makeCase("a.case");
    drop({a});
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.front().front().toString(), a);
    drop({"/v/a.mp4", "/v/b.mp4"});
    QCOMPARE(videos.size(), 1);
    QCOMPARE(videos.front().front().toStringList(), (QStringList{"/v/a.mp4", "/v/b.mp4"}));
}

void tst_StartPage::theDemoIsBusyWhileItIsMade()
{
    const auto start = page();
    QPushButton *demo = nullptr;
    for (QPushButton *button : start->findChildren<QPushButton *>())
        if (button->text() == "Try the demo")
            demo = button;
    QVERIFY(demo && demo->isEnabled());
    start->setBusy("Rendering the street", 0.4);
    QVERIFY(!demo->isEnabled());
    start->setBusy({});
    QVERIFY(demo->isEnabled());
}

QTEST_MAIN(tst_StartPage)
#include "tst_start_page.moc"
