#include "support/fake_engine.h"
#include "ui/timeline/activity_cache.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

class SlowEngine : public test::FakeEngine
{
public:
    std::vector<std::uint32_t> activity(const std::string &video, Timestamp bin) override
    {
        std::this_thread::sleep_for(100ms);
        return FakeEngine::activity(video, bin);
    }
};

} // namespace

class TestActivityCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherCaseThatIsOpenedMeanwhileIsReadToo()
    {
        const auto engine = std::make_shared<SlowEngine>();
        engine->sourceList = {test::fakeSource("a", 60s)};
        engine->sightings = test::fakeSightings("a", 4, {"car"}, 60s);
        CaseSession session(test::opens(engine));
        ActivityCache cache(session);
        QSignalSpy opened(&session, &CaseSession::opened);
        session.open("/first.case");
        QVERIFY(opened.wait());
        session.open("/second.case"); // While the first one's activity is read.
        QVERIFY(opened.wait());
        QTRY_VERIFY(!cache.profile("a").empty());
    }
};

QTEST_MAIN(TestActivityCache)
#include "tst_activity_cache.moc"
