#include "ui/gallery/fade_in.h"

#include <QApplication>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QTest>

using namespace refocus::ui;

namespace {

class Still : public QProxyStyle // A desktop that asks for no motion.
{
public:
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        return hint == SH_Widget_Animation_Duration
                   ? 0
                   : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

} // namespace

class TestFadeIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("REFOCUS_NO_ANIMATION"); }

    void newRowsComeSoftlyAndStay()
    {
        FadeIn fade;
        QSignalSpy stepped(&fade, &FadeIn::stepped);
        const std::vector<int> ids{3, 5};
        fade.start(ids);
        QVERIFY(fade.isRunning());
        QVERIFY(fade.opacity(3) < 1);
        QCOMPARE(fade.opacity(4), 1.0);
        QTRY_VERIFY(!fade.isRunning());
        QCOMPARE(fade.opacity(3), 1.0);
        // The last step names them once more, so that they are painted whole.
        const auto last = stepped.last().first().value<QList<int>>();
        QVERIFY(last.contains(3) || last.contains(5));
    }

    void nothingMovesWhereNoMotionIsWanted()
    {
        QApplication::setStyle(new Still);
        FadeIn fade;
        const std::vector<int> ids{3};
        fade.start(ids);
        QVERIFY(!fade.isRunning());
        QCOMPARE(fade.opacity(3), 1.0);
        QApplication::setStyle("Fusion");
    }
};

QTEST_MAIN(TestFadeIn)
#include "tst_fade_in.moc"
