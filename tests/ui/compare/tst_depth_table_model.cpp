#include "ui/compare/depth_table_model.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/plurals.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using Model = DepthTableModel;

class tst_DepthTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        installPlurals();
    }
    void init();
    void cleanup();
    void withoutAComparisonItIsEmpty();
    void figuresAreWritten_data();
    void figuresAreWritten();
    void noneIsNotComparedWithItself();
    void beforeThereAreTimesTheyArePending();
    void afterOneRunThereIsNoSpread();
    void decisionsHaveTheirCountInTheHeader();
    void theParetoSetIsMarked();
    void rowsChangeInPlace();
    void nothingNewIsNoChange();
    void otherDepthsAreAReset();
    void everyColumnIsExplained();
    void rowsAreCopiedWithAHeader();

private:
    QString text(int row, int column) const
    {
        return m_model->index(row, column).data().toString();
    }

    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_DepthTableModel::init()
{
    m_model = std::make_unique<Model>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_DepthTableModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void tst_DepthTableModel::withoutAComparisonItIsEmpty()
{
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setCompared(test::someCompared());
    QCOMPARE(m_model->rowCount(), 4);
    m_model->setCompared({});
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_DepthTableModel::figuresAreWritten_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("of4");
    QTest::addColumn<QString>("ofUnretrained");
    const auto row = [](const char *name, int column, const char *a, const char *b) {
        QTest::newRow(name) << column << QString::fromUtf8(a) << QString::fromUtf8(b);
    };
    row("reuse", Model::ReuseColumn, "4", "7→11 un-retrained");
    row("total", Model::TotalColumn, "2.40 ± 0.08", "1.80 ± 0.06");
    row("reduction", Model::ReductionColumn, "23 % ± 6.9", "41 % ± 4.3");
    row("accuracy", Model::AccuracyColumn, "0.98 0.90–1.00", "0.34 0.22–0.47");
    row("recall", Model::RecallColumn, "0.96 0.87–0.99", "0.34 0.22–0.48");
    row("precision", Model::PrecisionColumn, "1.00 0.93–1.00", "0.34 0.21–0.49");
    row("f1", Model::F1Column, "0.98", "0.34");
    row("missed", Model::MissedColumn, "4 / 0", "66 / 67");
    row("bytes", Model::BytesColumn, "4.7 kB", "5.6 kB");
    row("query", Model::QueryColumn, "960 ms", "720 ms");
    row("read", Model::ReadColumn, "0.10", "0.10");
    row("decode", Model::DecodeColumn, "0.10", "0.20");
    row("infer", Model::InferColumn, "2.20", "1.50");
    row("shape", Model::ShapeColumn, "128x8x8", "128x8x8");
    row("in the case", Model::CaseBytesColumn, "4.7 MB", "5.6 MB");
}

void tst_DepthTableModel::figuresAreWritten()
{
    QFETCH(int, column);
    QFETCH(QString, of4);
    QFETCH(QString, ofUnretrained);
    m_model->setCompared(test::someCompared());
    QCOMPARE(text(1, column), of4);
    QCOMPARE(text(3, column), ofUnretrained);
}

void tst_DepthTableModel::noneIsNotComparedWithItself()
{
    m_model->setCompared(test::someCompared());
    QCOMPARE(text(0, Model::ReuseColumn), QStringLiteral("none"));
    QCOMPARE(text(0, Model::TotalColumn), QStringLiteral("3.00 ± 0.09"));
    for (const int column : {Model::ReductionColumn, Model::AccuracyColumn, Model::RecallColumn,
                             Model::PrecisionColumn, Model::F1Column, Model::MissedColumn,
                             Model::BytesColumn, Model::CaseBytesColumn})
        QCOMPARE(text(0, column), QStringLiteral("–"));
}

void tst_DepthTableModel::beforeThereAreTimesTheyArePending()
{
    m_model->setCompared(test::someCompared({.runs = 0, .answered = 0}));
    for (const int column :
         {Model::TotalColumn, Model::ReductionColumn, Model::AccuracyColumn, Model::RecallColumn,
          Model::PrecisionColumn, Model::F1Column, Model::MissedColumn, Model::FirstColumn,
          Model::QueryColumn, Model::ReadColumn})
        QCOMPARE(text(1, column), QStringLiteral("…"));
    m_model->setCompared(test::someCompared({.runs = 0, .answered = 100}));
    QCOMPARE(text(1, Model::TotalColumn), QStringLiteral("…"));
    QCOMPARE(text(1, Model::MissedColumn), QStringLiteral("2 / 0"));
}

void tst_DepthTableModel::afterOneRunThereIsNoSpread()
{
    m_model->setCompared(test::someCompared({.runs = 1}));
    QVERIFY(text(1, Model::TotalColumn).endsWith(QStringLiteral(" ± …")));
    QVERIFY(text(1, Model::ReductionColumn).endsWith(QStringLiteral(" ± …")));
}

void tst_DepthTableModel::decisionsHaveTheirCountInTheHeader()
{
    m_model->setCompared(test::someCompared());
    QCOMPARE(m_model->decidedCount(), std::size_t(0));
    const QSignalSpy header(m_model.get(), &Model::headerDataChanged);
    m_model->setCompared(test::someCompared({.decided = 40}));
    QCOMPARE(header.size(), 1);
    QCOMPARE(m_model->headerData(Model::DecidedAccuracyColumn, Qt::Horizontal, Qt::DisplayRole)
                 .toString(),
             QStringLiteral("Accuracy\n40 decided"));
    QCOMPARE(text(0, Model::DecidedAccuracyColumn), QStringLiteral("0.90 0.60–0.98"));
    QCOMPARE(text(0, Model::GainColumn), QStringLiteral("100 %"));
    for (int column = 0; column < Model::Columns; ++column)
        QCOMPARE(Model::isOfDecisions(column),
                 m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole)
                     .toString()
                     .endsWith(QStringLiteral("decided")));
}

void tst_DepthTableModel::theParetoSetIsMarked()
{
    compare::Comparison comparison = test::someComparison();
    comparison.depths[2].runs = comparison.depths[0].runs; // 7 gains nothing now.
    m_model->setCompared(Compared::of(comparison));
    const auto marked = [this](int row) {
        return m_model->index(row, 0).data(Model::ParetoRole).toBool();
    };
    QCOMPARE((std::array{marked(0), marked(1), marked(2), marked(3)}),
             (std::array{true, true, false, true}));
    QVERIFY(m_model->index(1, 0).data(Qt::AccessibleTextRole).toString() !=
            QStringLiteral("4")); // Not only for the eye.
}

void tst_DepthTableModel::rowsChangeInPlace()
{
    m_model->setCompared(test::someCompared({.runs = 2, .decided = 40}));
    const QSignalSpy reset(m_model.get(), &Model::modelReset);
    QSignalSpy changed(m_model.get(), &Model::dataChanged);
    const QPersistentModelIndex kept(m_model->index(2, 3));
    m_model->setCompared(test::someCompared({.runs = 3, .decided = 40}));
    QCOMPARE(reset.size(), 0);
    QVERIFY(kept.isValid());
    QCOMPARE(changed.size(), 4);
    // Only times have changed.
    const auto first = changed[1][0].toModelIndex(), last = changed[1][1].toModelIndex();
    QCOMPARE(first.row(), 1);
    QCOMPARE(first.column(), int(Model::TotalColumn));
    QVERIFY(last.column() <= int(Model::InferColumn));
}

void tst_DepthTableModel::nothingNewIsNoChange()
{
    m_model->setCompared(test::someCompared());
    const QSignalSpy changed(m_model.get(), &Model::dataChanged);
    const QSignalSpy header(m_model.get(), &Model::headerDataChanged);
    m_model->setCompared(test::someCompared());
    QCOMPARE(changed.size(), 0);
    QCOMPARE(header.size(), 0);
}

void tst_DepthTableModel::otherDepthsAreAReset()
{
    m_model->setCompared(test::someCompared());
    compare::Comparison comparison = test::someComparison();
    comparison.depths.pop_back();
    const QSignalSpy reset(m_model.get(), &Model::modelReset);
    m_model->setCompared(Compared::of(comparison));
    QCOMPARE(reset.size(), 1);
    QCOMPARE(m_model->rowCount(), 3);
    comparison.depths[2].retrained = false;
    m_model->setCompared(Compared::of(comparison));
    QCOMPARE(reset.size(), 2);
}

void tst_DepthTableModel::everyColumnIsExplained()
{
    for (int column = 0; column < Model::Columns; ++column) {
        const QString tip = m_model->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
        QVERIFY2(tip.endsWith(u'.'), qPrintable(QString::number(column)));
    }
}

void tst_DepthTableModel::rowsAreCopiedWithAHeader()
{
    m_model->setCompared(test::someCompared());
    const QStringList lines = m_model->tsv({1, 3}).split(u'\n');
    QCOMPARE(lines.size(), 4); // The last is empty.
    QCOMPARE(lines[0].section(u'\t', 0, 2),
             QStringLiteral("Reuse depth\tTotal ms a patch\tReduction against none"));
    QCOMPARE(lines[1].section(u'\t', 0, 2), QStringLiteral("4\t2.40 ± 0.08\t23 % ± 6.9"));
    QCOMPARE(lines[2].section(u'\t', 0, 0), QStringLiteral("7→11 un-retrained"));
    QCOMPARE(lines[0].count(u'\t'), lines[1].count(u'\t'));
    QVERIFY(!lines[0].contains(QStringLiteral("decided")));
    m_model->setCompared(test::someCompared({.decided = 40}));
    QVERIFY(m_model->tsv({0}).contains(QStringLiteral("40 decided")));
}

QTEST_GUILESS_MAIN(tst_DepthTableModel)
#include "tst_depth_table_model.moc"
