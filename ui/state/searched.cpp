#include "ui/state/searched.h"

#include "ui/state/asked_span.h"
#include "ui/state/time_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace refocus::ui {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("refocus::ui::searched", text, nullptr, n);
}

double secondsIn(const TimeRange &a, const TimeRange &b)
{
    return std::max(0.0, toSeconds(std::min(a.end, b.end) - std::max(a.begin, b.begin)));
}

// Adds what is to be said of one source that is indexed.
void notesOf(const SourceInfo &source, double missed, QStringList &notes)
{
    const store::Coverage &coverage = source.coverage;
    const QString name = QString::fromStdString(source.name());
    const auto pictures = static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, coverage.framesDecoded + coverage.framesFailed));
    QStringList parts;
    if (source.record.state == store::SourceState::Unfinished)
        parts << tr("indexed only up to %1 so far").arg(shortTimeText(source.duration));
    if (source.record.state == store::SourceState::Failed)
        parts
            << tr("indexed only up to %1, then ingest failed").arg(shortTimeText(source.duration));
    if (coverage.framesFailed > 0)
        parts << tr("%1 of %2 pictures could not be decoded")
                     .arg(countText(static_cast<std::uint64_t>(coverage.framesFailed)),
                          countText(pictures));
    if (missed > 0 && !coverage.gaps.empty())
        parts << tr("pictures are missing in %n place(s)", static_cast<int>(coverage.gaps.size()));
    if (coverage.framesSkipped > 0)
        parts << tr("%1 of %2 pictures were left out at ingest to save time")
                     .arg(countText(static_cast<std::uint64_t>(coverage.framesSkipped)),
                          countText(pictures));
    if (coverage.maskedShare > 0)
        parts << tr("%1 of the picture is masked").arg(percentText(coverage.maskedShare));
    if (!parts.isEmpty())
        notes << tr("%1: %2.").arg(name, parts.join(QStringLiteral("; ")));
}

} // namespace

Searched searchedOf(const std::vector<SourceInfo> &sources, const query::QueryOptions &asked)
{
    Searched all;
    for (const SourceInfo &source : sources) {
        if (!isAsked(source, asked))
            continue;
        const QString name = QString::fromStdString(source.name());
        if (!source.indexed) {
            ++all.unknown;
            all.notes << (source.record.error.empty()
                              ? tr("%1: not ingested yet.").arg(name)
                              : tr("%1: cannot be searched. %2")
                                    .arg(name, QString::fromStdString(source.record.error)));
            continue;
        }
        if (!asked.spans.empty() && !source.record.wallClockStart) {
            ++all.unknown;
            all.notes
                << tr("%1: has no clock, so the time asked for is not known in it.").arg(name);
            continue;
        }
        double span = 0, gaps = 0, behind = 0; // Behind the last picture: the file is cut.
        for (const TimeRange &range : askedOf(source, asked)) {
            span += secondsIn(range, range);
            for (const TimeRange &gap : source.coverage.gaps) {
                gaps += secondsIn(range, gap);
                if (range.end >= source.duration)
                    behind += secondsIn(gap, {source.duration, Timestamp::max()});
            }
        }
        if (span <= 0)
            continue; // Nothing of it was asked for.
        // Single pictures that failed leave no gap; where they are is not known.
        const auto failed = static_cast<double>(source.coverage.framesFailed);
        const double pictures = failed + static_cast<double>(source.coverage.framesDecoded);
        const double lost = pictures > 0 ? span * failed / pictures : 0;
        const double missed = std::min(span, std::max(gaps, lost));
        ++all.sources;
        all.missed += missed + behind;
        all.seconds += span - missed;
        notesOf(source, missed + behind, all.notes);
    }
    return all;
}

QString searchedText(const Searched &searched)
{
    if (searched.sources == 0)
        return tr("nothing was searched");
    return tr("searched %1").arg(spanText(searched.seconds)) +
           tr(" in %n source(s)", searched.sources);
}

QString nothingText(const Searched &searched, const query::QueryStats &stats)
{
    return tr("%1: %2").arg(
        searchedText(searched),
        stats.candidates > 0 ? tr("%1 of %2 patches could be it, none was")
                                   .arg(countText(stats.candidates), countText(stats.patches))
                             : tr("none of %1 patches could be it").arg(countText(stats.patches)));
}

QString missedText(const Searched &searched)
{
    const bool time = searched.missed > 0;
    if (time && searched.unknown > 0)
        return tr("not searched %1 and ").arg(spanText(searched.missed)) +
               tr("%n source(s)", searched.unknown);
    if (time)
        return tr("not searched %1").arg(spanText(searched.missed));
    if (searched.unknown > 0)
        return tr("not searched %n source(s)", searched.unknown);
    return {};
}

} // namespace refocus::ui
