#include "support/fake_engine.h"
#include "ui/state/bookmarks.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

class TestBookmarks : public QObject
{
    Q_OBJECT

    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<Bookmarks> m_marks;

    void open()
    {
        m_session->open("/fake.case");
        QTRY_VERIFY(m_session->sources().size() == 2);
    }

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_shared<test::FakeEngine>();
        m_engine->sourceList = {test::fakeSource("gate", 60s), test::fakeSource("yard", 60s)};
        m_session = std::make_unique<CaseSession>(test::opens(m_engine));
        m_playhead = std::make_unique<Playhead>();
        m_marks = std::make_unique<Bookmarks>(*m_session, *m_playhead);
    }
    void cleanup()
    {
        m_marks.reset();
        m_playhead.reset();
        m_session.reset();
    }

    void aBookmarkIsKeptWithTheCase()
    {
        open();
        m_marks->toggle(); // Nothing is shown.
        QVERIFY(m_marks->all().empty());
        m_playhead->moveTo("yard", 2s);
        m_marks->toggle();
        m_playhead->moveTo("gate", 9s);
        m_marks->toggle();
        const auto marks = m_marks->all();
        QCOMPARE(marks.size(), std::size_t{2});
        QCOMPARE(marks[0].video, std::string("gate"));
        QVERIFY(!marks[0].name.isEmpty());
        m_session->close();
        QVERIFY(m_marks->all().empty());
        open();
        QTRY_COMPARE(m_marks->all(), marks);
    }

    void againAtTheSamePictureItGoes()
    {
        open();
        m_playhead->moveTo("gate", 9s);
        m_marks->toggle();
        m_playhead->moveTo("gate", 9s + 40ms);
        m_marks->toggle();
        QCOMPARE(m_marks->all().size(), std::size_t{2});
        m_playhead->moveTo("gate", 9s);
        m_marks->toggle();
        QCOMPARE(m_marks->all().size(), std::size_t{1});
        m_session->flushWrites();
        QCOMPARE(m_engine->values("bookmark").size(), std::size_t{1});
    }

    void aBookmarkGetsAName()
    {
        open();
        m_playhead->moveTo("gate", 9s);
        m_marks->toggle();
        const QString before = m_marks->here()->name;
        m_marks->name("gate", 9s, "  he drops\nthe bag ");
        QCOMPARE(m_marks->here()->name, QString("he drops the bag"));
        m_marks->name("yard", 3s, "gate opens"); // None was there.
        QCOMPARE(m_marks->all().size(), std::size_t{2});
        m_session->close();
        open();
        QTRY_COMPARE(m_marks->all().size(), std::size_t{2});
        QCOMPARE(m_marks->all()[1].name, QString("gate opens"));
        m_marks->name("gate", 9s, "   ");
        QCOMPARE(m_marks->here()->name, before);
        m_playhead->moveTo("gate", 10s);
        QVERIFY(!m_marks->here());
    }

    void nextAndPreviousGoAlongTheTimeOfTheCase()
    {
        open();
        for (const auto &[video, time] : {std::pair{"gate", 30s}, {"yard", 10s}, {"gate", 5s}}) {
            m_playhead->moveTo(video, time);
            m_marks->toggle();
        }
        m_playhead->moveTo("gate", 0s);
        QStringList way;
        for (int i = 0; i < 4; ++i) { // At the last one it stays.
            m_marks->next();
            way << QString::fromStdString(m_playhead->video()) +
                       QString::number(m_playhead->time() / 1s);
        }
        QCOMPARE(way, QStringList({"gate5", "yard10", "gate30", "gate30"}));
        m_marks->previous();
        QCOMPARE(m_playhead->video(), std::string("yard"));
    }

    void aReadOnlyCaseRefuses()
    {
        m_engine->canWrite = false;
        open();
        m_playhead->moveTo("gate", 9s);
        QSignalSpy refused(m_marks.get(), &Bookmarks::refused);
        m_marks->toggle();
        QCOMPARE(refused.size(), 1);
        QVERIFY(m_marks->all().empty());
    }

    void whatCannotBeReadIsLeftOut()
    {
        m_engine->valueMap[{"bookmark", "a"}] = "not JSON";
        m_engine->valueMap[{"bookmark", "b"}] = R"({"video": "gate", "time_us": 1000})";
        open();
        QTRY_COMPARE(m_marks->all().size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
