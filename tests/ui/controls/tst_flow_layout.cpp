#include "ui/controls/flow_layout.h"

#include <QTest>
#include <QWidget>

using namespace refocus::ui;

class TestFlowLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatDoesNotFitGoesIntoTheNextLineAndStandsInItsMiddle()
    {
        QWidget box;
        auto *flow = new FlowLayout(10, &box);
        flow->setContentsMargins(0, 0, 0, 0);
        std::vector<QWidget *> parts;
        for (const QSize size : {QSize(100, 20), QSize(100, 40), QSize(100, 30)}) {
            parts.push_back(new QWidget);
            parts.back()->setFixedSize(size);
            flow->addWidget(parts.back());
        }
        QCOMPARE(flow->heightForWidth(320), 40); // All three in one line.
        QCOMPARE(flow->heightForWidth(319), 40 + 10 + 30);
        QCOMPARE(flow->heightForWidth(100), 20 + 10 + 40 + 10 + 30);
        QCOMPARE(flow->minimumSize(), QSize(100, 40));

        flow->setGeometry({0, 0, 210, 80});
        QCOMPARE(parts[0]->geometry(), QRect(0, 10, 100, 20));
        QCOMPARE(parts[1]->geometry(), QRect(110, 0, 100, 40));
        QCOMPARE(parts[2]->geometry(), QRect(0, 50, 100, 30));
    }
};

QTEST_MAIN(TestFlowLayout)
#include "tst_flow_layout.moc"
