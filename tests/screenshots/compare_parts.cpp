#include "compare_parts.h"

#include "ui/compare/accuracy_chart.h"
#include "ui/compare/agreement_view.h"
#include "ui/compare/bytes_chart.h"
#include "ui/compare/curve_chart.h"
#include "ui/compare/depth_table.h"
#include "ui/compare/some_comparison.h"
#include "ui/compare/time_bars.h"

#include <QApplication>
#include <QBoxLayout>
#include <QMouseEvent>

#include <cstdio>
#include <cstdlib>

using namespace refocus;

void takeCompareParts(const QString &folder, QSize size, ui::Theme theme)
{
    ui::applyTheme(*qApp, theme);
    const auto take = [&](const char *state, const ui::Compared &compared, int chosen) {
        QWidget parts;
        auto *column = new QVBoxLayout(&parts);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(1);
        auto *table = new ui::DepthTable(&parts);
        table->setCompared(compared);
        table->choose(chosen);
        column->addWidget(table, 0);
        const auto strip = [&](std::initializer_list<ui::Chart *> charts) {
            auto *row = new QHBoxLayout;
            row->setSpacing(1);
            for (ui::Chart *chart : charts) {
                chart->setCompared(compared);
                chart->setChosen(chosen);
                row->addWidget(chart, 1);
            }
            column->addLayout(row, 1);
        };
        auto *bytes = new ui::BytesChart(&parts);
        auto *overScore = new ui::CurveChart(&parts);
        overScore->setOver(ui::CurveOver::Score);
        strip(
            {new ui::TimeBars(&parts), new ui::AccuracyChart(&parts), new ui::CurveChart(&parts)});
        strip({bytes, new ui::AgreementView(&parts), overScore});
        table->setFixedHeight(table->sizeHint().height());
        parts.resize(size);
        parts.show();
        if (!bytes->spots().empty()) { // Its values, as under the pointer.
            QMouseEvent move(QEvent::MouseMove, bytes->spots().back().at,
                             bytes->mapToGlobal(bytes->spots().back().at), Qt::NoButton,
                             Qt::NoButton, Qt::NoModifier);
            QApplication::sendEvent(bytes, &move);
        }
        QApplication::processEvents();
        const QString name =
            QStringLiteral("%1/compare-parts-%2-%3-%4x%5.png")
                .arg(folder, QString::fromLatin1(state),
                     theme == ui::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                .arg(size.width())
                .arg(size.height());
        if (!parts.grab().save(name)) {
            std::fprintf(stderr, "%s could not be written\n", qPrintable(name));
            std::exit(1);
        }
        std::printf("%s\n", qPrintable(name));
    };
    take("full", test::someCompared({.decided = 40}), 2);
    take("running", test::someCompared({.runs = 0, .answered = 120}), -1);
    take("empty", {}, -1);
}
