#include "ui/jobs/turns.h"

#include <QCoreApplication>
#include <QTest>

using refocus::ui::Turns;

class TestTurns : public QObject
{
    Q_OBJECT

    std::string m_log;

    Turns::Step say(char letter)
    {
        return [this, letter] { m_log += letter; };
    }

    // As a repaint does: posted, and after everything else that is.
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::User)
            m_log += '-';
        return QObject::event(event);
    }
    Turns::Step sayAndPost(char letter)
    {
        return [this, letter] {
            m_log += letter;
            QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::LowEventPriority);
        };
    }

private Q_SLOTS:
    void init() { m_log.clear(); }

    void whatEachStepPostsIsDoneBeforeTheNext()
    {
        Turns turns;
        turns.start({sayAndPost('a'), sayAndPost('b'), sayAndPost('c')});
        QVERIFY(m_log.empty());
        QTRY_COMPARE(m_log, std::string("a-b-c-"));
        QVERIFY(!turns.isRunning());
    }

    void startingAgainDropsWhatIsLeft()
    {
        Turns turns;
        turns.start({say('a'), [&] { turns.start({say('x'), say('y')}); }, say('b')});
        QTRY_COMPARE(m_log, std::string("axy"));
        QVERIFY(!turns.isRunning());
        turns.start({say('c')});
        turns.cancel();
        turns.start({say('d')});
        QTRY_COMPARE(m_log, std::string("axyd"));
    }
};

QTEST_GUILESS_MAIN(TestTurns)
#include "tst_turns.moc"
