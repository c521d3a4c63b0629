#include "support/fake_engine.h"
#include "ui/query/query_panel.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;

class TestQueryPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void draws() {}
};

QTEST_MAIN(TestQueryPanel)
#include "tst_query_panel.moc"
