#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/models/thumbnail_loader.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;

namespace {

// Waits before every picture, remembers their order, and has no picture of patches above 1000.
class SlowEngine : public test::FakeEngine
{
public:
    QSemaphore go;
    std::vector<PatchId> asked; // Looked at when idle.

    QImage thumbnail(const PatchRef &patch) override
    {
        go.acquire();
        asked.push_back(patch.patch);
        if (patch.patch == 13)
            throw Error("patch 13 is damaged");
        return patch.patch > 1000 ? QImage() : FakeEngine::thumbnail(patch);
    }
};

std::vector<PatchRef> patches(std::initializer_list<PatchId> ids)
{
    std::vector<PatchRef> all;
    for (const PatchId id : ids)
        all.push_back({"gate", id});
    return all;
}

} // namespace

class TestThumbnailLoader : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<SlowEngine> m_engine;

private Q_SLOTS:
    void init() { m_engine = std::make_shared<SlowEngine>(); }

    void readsInTheOrderOfTheWish()
    {
        ThumbnailLoader loader;
        loader.setEngine(m_engine);
        m_engine->go.release(100);
        loader.want(patches({5, 3, 9}), {32, 32});
        QTRY_VERIFY(loader.picture({"gate", 9}));
        QTRY_VERIFY(loader.isIdle());
        QCOMPARE(m_engine->asked, (std::vector<PatchId>{5, 3, 9}));
        QCOMPARE(loader.picture({"gate", 5})->size(), QSize(32, 24)); // Of 64 x 48.
    }

    void aLaterWishReplacesWhatHasNotBeenRead()
    {
        ThumbnailLoader loader;
        loader.setEngine(m_engine);
        loader.want(patches({1, 2, 3, 4, 5, 6}), {32, 32});
        m_engine->go.release(1);
        QTRY_COMPARE(m_engine->go.available(), 0);
        loader.want(patches({20, 21}), {32, 32});
        m_engine->go.release(100);
        QTRY_VERIFY(loader.picture({"gate", 21}));
        QTRY_VERIFY(loader.isIdle());
        // What it was at when the wish changed is not thrown away.
        QVERIFY(loader.picture({"gate", 1}));
        QVERIFY(m_engine->asked.size() <= 4);
        QVERIFY(!loader.picture({"gate", 5}));
    }

    void whatIsThereIsNotReadAgain()
    {
        ThumbnailLoader loader;
        loader.setEngine(m_engine);
        m_engine->go.release(100);
        loader.want(patches({1, 2}), {32, 32});
        QTRY_VERIFY(loader.picture({"gate", 2}) && loader.isIdle());
        loader.want(patches({1, 2, 3}), {32, 32});
        QTRY_VERIFY(loader.picture({"gate", 3}) && loader.isIdle());
        QCOMPARE(m_engine->asked, (std::vector<PatchId>{1, 2, 3}));
        // But for another size it is.
        loader.want(patches({1}), {64, 64});
        QTRY_COMPARE(loader.picture({"gate", 1})->size(), QSize(64, 48));
    }

    void oneWithoutAPictureIsKnownToHaveNone()
    {
        ThumbnailLoader loader;
        loader.setEngine(m_engine);
        m_engine->go.release(100);
        loader.want(patches({2000, 13, 4}), {32, 32});
        QTRY_VERIFY(loader.picture({"gate", 4}));
        QVERIFY(loader.picture({"gate", 2000})->isNull());
        QVERIFY(loader.picture({"gate", 13})->isNull()); // An error keeps nothing else from view.
        QTRY_VERIFY(loader.isIdle());
        loader.want(patches({2000}), {64, 64});
        QVERIFY(loader.isIdle());
    }

    void anotherCaseStartsEmpty()
    {
        ThumbnailLoader loader;
        loader.setEngine(m_engine);
        m_engine->go.release(100);
        loader.want(patches({1}), {32, 32});
        QTRY_VERIFY(loader.picture({"gate", 1}));
        loader.setEngine(std::make_shared<test::FakeEngine>());
        QVERIFY(!loader.picture({"gate", 1}));
    }

    void aCaseThatClosesWhileItReadsDeliversNothingMore()
    {
        ThumbnailLoader loader;
        QSignalSpy loaded(&loader, &ThumbnailLoader::loaded);
        loader.setEngine(m_engine);
        loader.want(patches({1, 2, 3}), {32, 32});
        m_engine->go.release(1);
        QTRY_COMPARE(m_engine->go.available(), 0);
        loader.setEngine(nullptr);
        m_engine->go.release(100);
        QTRY_VERIFY(loader.isIdle());
        QCOMPARE(loaded.size(), 0);
    }
};

QTEST_MAIN(TestThumbnailLoader)
#include "tst_thumbnail_loader.moc"
