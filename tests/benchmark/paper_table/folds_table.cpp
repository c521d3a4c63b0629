#include "folds_table.h"

#include "statistics.h"

namespace refocus::benchmark {

using nlohmann::json;

Table foldsTable(std::span<const DatasetResult> folds)
{
    Table table{"urban-random-folds",
                "urban-tracker-patches at random, " + std::to_string(folds.size()) +
                    " folds beside each other: accuracy",
                {"splice"},
                {}};
    for (const DatasetResult &fold : folds)
        table.columns.push_back(fold.name);
    table.columns.insert(table.columns.end(), {"mean", "standard deviation"});

    const auto add = [&](const std::string &name, const auto &accuracyOf) {
        std::vector<json> row{name};
        std::vector<double> values;
        for (const DatasetResult &fold : folds) {
            values.push_back(accuracyOf(fold));
            row.push_back(rounded(values.back(), 4));
        }
        const MeanSd over = meanSd(values);
        row.insert(row.end(), {rounded(over.mean, 4), rounded(over.sd, 4)});
        table.rows.push_back(std::move(row));
    };
    add("ingest network", [](const DatasetResult &fold) { return fold.ingest; });
    add("none", [](const DatasetResult &fold) { return fold.query; });
    for (std::size_t i = 0; i < folds.front().retrained.size(); ++i)
        add(folds.front().retrained[i].name + " retrained",
            [i](const DatasetResult &fold) { return fold.retrained.at(i).accuracy; });
    return table;
}

} // namespace refocus::benchmark
