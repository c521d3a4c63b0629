#include "ui/query/suggestions.h"

#include "store/records.h"
#include "ui/controls/depth_text.h"
#include "ui/state/time_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace refocus::ui {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("refocus::ui::suggestions", text, nullptr, n);
}

} // namespace

std::vector<Suggestion> suggestionsFor(const query::QueryOptions &asked, const When &when,
                                       int sources, const std::vector<DepthInfo> &depths)
{
    std::vector<Suggestion> all;
    const auto add = [&](const QString &text, const auto &change) {
        Suggestion suggestion{text, asked, when};
        change(suggestion);
        all.push_back(std::move(suggestion));
    };
    const DepthInfo *depth = depthOf(depths, asked.reuse);
    if (depth && !depth->retrained)
        add(tr("Ask without reuse (un-retrained)"), [](Suggestion &s) {
            s.options.reuse = {query::Reuse::Kind::None, {}};
        });
    if (!when.isWhole() || asked.time != TimeRange{})
        add(tr("Search the whole time"), [](Suggestion &s) {
            s.when = {};
            s.options.time = {};
            s.options.spans.clear();
        });
    if (!asked.videos.empty() && static_cast<int>(asked.videos.size()) < sources)
        add(tr("Search all %n source(s)", sources),
            [](Suggestion &s) { s.options.videos.clear(); });
    if (!asked.region.empty())
        add(tr("Search the whole picture"), [](Suggestion &s) { s.options.region.clear(); });
    if (asked.minScore > 0)
        add(tr("Take any score, not from %1")
                .arg(QLocale().toString(static_cast<double>(asked.minScore), 'f', 2)),
            [](Suggestion &s) { s.options.minScore = 0; });
    if (asked.minSide > 0)
        add(tr("Take any size, not from %1 px").arg(asked.minSide),
            [](Suggestion &s) { s.options.minSide = 0; });
    if (asked.k < store::kMaxTopK)
        add(tr("Look further: K %1 instead of %2").arg(store::kMaxTopK).arg(asked.k),
            [](Suggestion &s) { s.options.k = store::kMaxTopK; });
    return all;
}

} // namespace refocus::ui
