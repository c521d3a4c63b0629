#include "detect/differencing.h"

#include <QTest>
#include <opencv2/imgproc.hpp>

using namespace refocus;
using detect::Differencing;

class TestDifferencing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameContentStandsInForItself()
    {
        Differencing d(0.04, 5);
        QCOMPARE(ask(d, 0, 10, 0, 80, 0), FrameIndex(10));
        QCOMPARE(ask(d, 0, 11, 0.1, 80, 0), FrameIndex(10));
        QCOMPARE(ask(d, 0, 12, 0.2, 80, 0), FrameIndex(10));
    }

    void changedContentIsInferred()
    {
        Differencing d(0.04, 5);
        ask(d, 0, 10, 0, 80, 0);
        QCOMPARE(ask(d, 0, 11, 0.1, 80, 1), FrameIndex(11));
        QCOMPARE(ask(d, 0, 12, 0.2, 80, 1), FrameIndex(11));
    }

    void brighterIsStillTheSame()
    {
        Differencing d(0.04, 5);
        ask(d, 0, 10, 0, 80, 0);
        QCOMPARE(ask(d, 0, 11, 0.1, 80, 0, 20), FrameIndex(10));
    }

    void largerIsInferred()
    {
        Differencing d(0.04, 5);
        ask(d, 0, 10, 0, 80, 0);
        QCOMPARE(ask(d, 0, 11, 0.1, 90, 0), FrameIndex(10));
        QCOMPARE(ask(d, 0, 12, 0.2, 100, 0), FrameIndex(12));
    }

    void slowDriftIsComparedWithTheInferredPatch()
    {
        // Each patch is 2 % larger than the one before; it is the sum that counts.
        Differencing d(0.04, 5);
        int inferred = 0;
        double side = 80;
        for (int i = 0; i < 40; ++i, side *= 1.02)
            inferred += ask(d, 0, i, 0.1 * i, cvRound(side), 0) == i;
        QVERIFY2(inferred >= 4, qPrintable(QString::number(inferred)));
        QVERIFY2(inferred <= 10, qPrintable(QString::number(inferred)));
    }

    void everyTrackIsInferredNowAndThen()
    {
        Differencing d(0.04, 5);
        int inferred = 0;
        for (int i = 0; i < 200; ++i)
            inferred += ask(d, 0, i, 0.1 * i, 80, 0) == i;
        QCOMPARE(inferred, 4);
    }

    void tracksAreApart()
    {
        Differencing d(0.04, 5);
        ask(d, 0, 10, 0, 80, 0);
        QCOMPARE(ask(d, 1, 10, 0, 80, 0), FrameIndex(10));
        QCOMPARE(ask(d, 1, 11, 0.1, 80, 1), FrameIndex(11));
        QCOMPARE(ask(d, 0, 11, 0.1, 80, 0), FrameIndex(10));
    }

    void forgottenTrackIsNew()
    {
        Differencing d(0.04, 5);
        ask(d, 0, 10, 0, 80, 0);
        d.forget(0);
        QCOMPARE(ask(d, 0, 11, 0.1, 80, 0), FrameIndex(11));
    }

private:
    // A box of this side over a picture whose content is one of two checks, and how bright it is.
    static FrameIndex ask(Differencing &d, TrackId track, FrameIndex frame, double seconds,
                          int side, int content, int brighter = 0)
    {
        cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(90));
        cv::rectangle(picture, {60, 60, 40, 80}, cv::Scalar::all(150), cv::FILLED);
        if (content == 1)
            cv::rectangle(picture, {60, 60, 80, 40}, cv::Scalar::all(40), cv::FILLED);
        picture += cv::Scalar::all(brighter);
        const cv::Rect box(100 - side / 2, 100 - side / 2, side, side);
        // The thumbnail always shows the whole object: only the size of the box differs.
        return d.standIn(track, frame, seconds, box,
                         Differencing::thumbnail(picture, {60, 60, 80, 80}));
    }
};

QTEST_GUILESS_MAIN(TestDifferencing)
#include "tst_differencing.moc"
