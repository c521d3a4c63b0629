#include "tune_report.h"

#include "store/map_codec.h"
#include "tune_advice.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <ostream>

namespace refocus::cli {

using compare::MeanSd;
using compare::OperatingPoint;
using compare::Share;
using compare::TunedDepth;
using compare::TuneResult;
using nlohmann::json;

namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char *pattern, ...)
{
    char text[512];
    va_list values;
    va_start(values, pattern);
    std::vsnprintf(text, sizeof text, pattern, values);
    va_end(values);
    return text;
}

// "0.956 (0.91-0.98)"
std::string text(const Share &share)
{
    if (!share.defined())
        return "-";
    const auto interval = share.interval();
    return format("%.3f (%.2f-%.2f)", share.value(), interval.low, interval.high);
}

std::string shapeText(const std::array<int, 3> &shape)
{
    return format("%dx%dx%d", shape[0], shape[1], shape[2]);
}

std::string duration(double ms)
{
    return ms < 10000 ? format("%.0f ms", ms) : format("%.1f s", ms / 1000);
}

struct Named
{
    const char *name, *meaning;
    std::optional<std::size_t> point;
};

std::vector<Named> named(const TuneResult &result)
{
    const auto &r = result.recommended;
    return {{"ingest-cheap", "least ingest cost", r.ingestCheap},
            {"balanced", "least sum of ingest cost and query time", r.balanced},
            {"query-fast", "least query time", r.queryFast},
            {"as ingested", "least query time without ingesting again", r.asIngested}};
}

void printSample(std::ostream &out, const TuneResult &result, const TuneSetting &setting)
{
    const auto &sample = result.sample;
    std::size_t cut = 0, videos = 0;
    for (const auto &video : sample.videos) {
        cut += video.cutFromVideo;
        videos += video.judged > 0;
    }
    out << format(
               "Sample: %zu of %zu patches that the ingest network ran on, from %zu of %zu videos; "
               "clusters made of %zu\nof them, %zu tracks in %zu stretches. ",
               sample.judged.size(), result.inferred, videos, sample.videos.size(),
               sample.patches.size(), sample.objects, sample.stretches)
        << format("%zu patches shown to the networks (also representatives),\npixels of %zu from "
                  "the store, of %zu cut from the videos again. Seed %llu.\n",
                  result.asked, result.asked - cut, cut,
                  static_cast<unsigned long long>(setting.options.sample.seed))
        << "Truth: the query network of " << setting.pack.name << " on every one of them ("
        << setting.backend.device << ", " << setting.backend.precision << ", "
        << setting.backend.threads << " threads):";
    const char *separator = " ";
    for (std::size_t c = 0; c < result.classes.size(); ++c)
        if (result.wanted[c] > 0) {
            out << separator << setting.pack.classes[result.classes[c]] << ' ' << result.wanted[c];
            separator = ", ";
        }
    out << ".\n";
    for (const std::string &note : sample.notes)
        out << "Note: " << note << ".\n";
}

void printDepths(std::ostream &out, const TuneResult &result, const TuneSetting &setting)
{
    out << format("\nDepths: ms a patch on %zu of the patches, mean and standard deviation of %d "
                  "interleaved rounds\n",
                  result.timed, setting.options.rounds)
        << format("%-7s %-10s %8s  %-7s %-7s %-7s %-15s %-15s %s\n", "reuse", "shape", "bytes",
                  "read", "decode", "infer", "total", "ratio to none", "agreement with none");
    for (const TunedDepth &depth : result.depths) {
        const auto &time = depth.time;
        out << format("%-7s %-10s %8.0f  %-7.3f %-7.3f %-7.3f %-15s %-15s %s%s\n",
                      compare::nameOf(depth.depth).c_str(), shapeText(depth.shape).c_str(),
                      depth.bytes, time.read.mean, time.decode.mean, time.infer.mean,
                      format("%.3f +- %.3f", time.total.mean, time.total.sd).c_str(),
                      format("%.3f +- %.3f", time.ratio.mean, time.ratio.sd).c_str(),
                      text(depth.agreement).c_str(),
                      depth.retrained ? "" : "  not retrained: never recommended");
    }
}

std::string row(const TuneResult &result, std::size_t place)
{
    const OperatingPoint &p = result.points[place];
    std::string marks;
    for (const auto &[name, meaning, point] : named(result))
        if (point == place)
            marks += std::string(marks.empty() ? "" : ", ") + name;
    if (result.recommended.closest == place)
        marks += "closest to the target";
    if (result.current == place)
        marks += std::string(marks.empty() ? "" : ", ") + "current";
    return format(
        "%c%c %d  %-5.3g %-7s %-18s %-18s %-5.2f %-5.2f %-5.2f %8.0f %9s %7.3f %9.2f  %s\n",
        p.pareto ? '*' : ' ', p.meetsTarget ? '+' : ' ', p.k, static_cast<double>(p.threshold),
        compare::nameOf(result.depths[p.depth].depth).c_str(), text(p.accuracy.precision).c_str(),
        text(p.accuracy.recall).c_str(), p.meanPrecision, p.meanRecall, p.worstRecall, p.clusters,
        duration(p.queryMs).c_str(), p.ingestMs, p.bytesPerHour / 1e6, marks.c_str());
}

void printPoints(std::ostream &out, const TuneResult &result, const TuneSetting &setting, bool all)
{
    const auto meeting = std::ranges::count_if(result.points, &OperatingPoint::meetsTarget);
    out << format("\nOperating points: %td of %zu reach %.3g precision and recall (+); %s%s\n",
                  meeting, result.points.size(), setting.options.target,
                  "* is the Pareto set over query time, ",
                  meeting > 0 ? "ingest cost and bytes"
                              : "bytes and the lesser of precision and recall")
        << format("   K  T     reuse   %-18s %-18s %-17s %8s %9s %7s %9s\n", "precision (95 %)",
                  "recall (95 %)", "mean p,r  worst r", "clusters", "query", "ingest", "maps")
        << format("%-58s %-17s %8s %9s %7s %9s\n", "", "  over classes", "/1000", "a class",
                  "ms/p.", "MB/h");
    const auto chosen = named(result);
    for (std::size_t i = 0; i < result.points.size(); ++i) {
        const bool marked =
            result.points[i].pareto || result.current == i || result.recommended.closest == i ||
            std::ranges::any_of(chosen, [&](const Named &n) { return n.point == i; });
        if (all || marked)
            out << row(result, i);
    }
    out << format(
        "Query time (of one class, the mean over those named or with at least %zu judged patches) "
        "and "
        "bytes are for\nthe whole case: %zu patches in %.2f h, %.0f clusters for 1000 of them as "
        "ingested. Ingest is the network,\ntaking the map out and encoding it, without decoding, "
        "detection and disk. Intervals take the patches of one\ntrack for one observation. The "
        "best "
        "of many points look a little better than they are: try another --seed.\n",
        compare::kFewPatches, result.inferred, result.hours, result.clustersInCase);
}

void printAdvice(std::ostream &out, const TuneResult &result, const TuneSetting &setting)
{
    out << "\nRecommended:\n";
    if (const auto closest = result.recommended.closest) {
        const OperatingPoint &point = result.points[*closest];
        out << format("  nothing: no setting reaches %.3g on this sample. Closest: precision %.3f, "
                      "recall %.3f.\n",
                      setting.options.target, point.accuracy.precision.value(),
                      point.accuracy.recall.value());
    }
    auto choices = named(result);
    choices.push_back({"closest", "to the target", result.recommended.closest});
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto place = choices[i].point;
        const auto before = choices.begin() + static_cast<std::ptrdiff_t>(i);
        const auto isSame = [&](const Named &other) { return other.point == place; };
        if (!place || std::any_of(choices.begin(), before, isSame))
            continue; // Told already.
        std::string title;
        for (const Named &choice : choices)
            if (choice.point == place)
                title += (title.empty() ? "" : "; ") + std::string(choice.name) + " (" +
                         choice.meaning + ')';
        const OperatingPoint &point = result.points[*place];
        const TunedDepth &depth = result.depths[point.depth];
        const Advice advice = adviceFor(result, point, setting.caseFolder, setting.model);
        out << "  " << title << ":\n      K " << point.k << ", T "
            << format("%.3g", static_cast<double>(point.threshold)) << ", reuse "
            << (depth.depth ? depth.depth->label() : "none")
            << format(", %s, %.0f bytes a map\n", shapeText(depth.shape).c_str(), depth.bytes);
        if (!advice.ingest.empty())
            out << "      " << advice.ingest << '\n';
        out << "      " << advice.query << "\n      " << advice.switching << '\n';
    }
    if (!result.recommended.asIngested && !result.recommended.closest)
        out << "  as ingested: no setting of the case as it is reaches the target\n";
}

json toJson(const MeanSd &value) { return {{"mean", value.mean}, {"sd", value.sd}}; }

json toJson(const Share &share)
{
    const auto interval = share.interval();
    return {{"value", share.defined() ? json(share.value()) : json()},
            {"hits", share.hits},
            {"of", share.of},
            {"effective", share.independent},
            {"ci95", {interval.low, interval.high}}};
}

json toJson(const TunedDepth &depth)
{
    return {{"reuse", compare::nameOf(depth.depth)},
            {"splice", depth.depth ? json{depth.depth->from, depth.depth->to} : json()},
            {"retrained", depth.retrained},
            {"shape", depth.shape},
            {"bytes_per_patch", depth.bytes},
            {"ms",
             {{"read", depth.time.read.mean},
              {"decode", depth.time.decode.mean},
              {"infer", depth.time.infer.mean},
              {"total", depth.time.total.mean},
              {"total_sd", depth.time.total.sd}}},
            {"ratio", toJson(depth.time.ratio)},
            {"ingest_ms", {{"take_out", depth.takeOutMs}, {"encode_kept", depth.keepMs}}},
            {"agreement", toJson(depth.agreement)}};
}

json toJson(const OperatingPoint &point, const TuneResult &result, const TuneSetting &setting)
{
    json classes = json::array();
    for (const auto &of : point.accuracy.classes)
        if (of.precision.defined() || of.recall.defined())
            classes.push_back({{"class", setting.pack.classes[of.classId]},
                               {"candidates", of.candidates},
                               {"precision", toJson(of.precision)},
                               {"recall", toJson(of.recall)}});
    return {{"k", point.k},
            {"t", point.threshold},
            {"reuse", compare::nameOf(result.depths[point.depth].depth)},
            {"precision", toJson(point.accuracy.precision)},
            {"recall", toJson(point.accuracy.recall)},
            {"mean_precision", point.meanPrecision},
            {"mean_recall", point.meanRecall},
            {"worst_recall", point.worstRecall},
            {"clusters_per_1000", point.clusters},
            {"candidates", point.candidates},
            {"query_ms", point.queryMs},
            {"ingest_ms_per_patch", point.ingestMs},
            {"bytes_per_hour", point.bytesPerHour},
            {"meets_target", point.meetsTarget},
            {"pareto", point.pareto},
            {"classes", classes}};
}

json adviceJson(std::optional<std::size_t> place, const TuneResult &result,
                const TuneSetting &setting)
{
    if (!place)
        return nullptr;
    const OperatingPoint &point = result.points[*place];
    const Advice advice = adviceFor(result, point, setting.caseFolder, setting.model);
    return {{"point", *place},
            {"k", point.k},
            {"t", point.threshold},
            {"reuse", compare::nameOf(result.depths[point.depth].depth)},
            {"query", advice.query},
            {"ingest", advice.ingest.empty() ? json() : json(advice.ingest)},
            {"ingest_again", advice.ingestAgain},
            {"switching", advice.switching}};
}

} // namespace

void printTuning(std::ostream &out, const TuneResult &result, const TuneSetting &setting, bool all)
{
    printSample(out, result, setting);
    printDepths(out, result, setting);
    printPoints(out, result, setting, all);
    printAdvice(out, result, setting);
}

json toJson(const TuneResult &result, const TuneSetting &setting)
{
    json videos = json::array(), classes = json::array(), depths = json::array(),
         points = json::array();
    for (const auto &video : result.sample.videos)
        videos.push_back({{"video", video.id},
                          {"patches_inferred", video.inferred},
                          {"sampled", video.judged},
                          {"cut_from_video", video.cutFromVideo}});
    for (std::size_t c = 0; c < result.classes.size(); ++c)
        classes.push_back({{"class", setting.pack.classes[result.classes[c]]},
                           {"patches", result.wanted[c]},
                           {"counted", bool(result.counted[c])}});
    for (const TunedDepth &depth : result.depths)
        depths.push_back(toJson(depth));
    for (const OperatingPoint &point : result.points)
        points.push_back(toJson(point, result, setting));
    const auto &best = result.recommended;
    return {{"case", setting.caseFolder},
            {"model", setting.pack.name},
            {"device", setting.backend.device},
            {"precision", setting.backend.precision},
            {"threads", setting.backend.threads},
            {"target", setting.options.target},
            {"seed", setting.options.sample.seed},
            {"sample",
             {{"patches", result.sample.judged.size()},
              {"clustered", result.sample.patches.size()},
              {"asked", result.asked},
              {"of", result.inferred},
              {"stretches", result.sample.stretches},
              {"tracks", result.sample.objects},
              {"representatives_only", !result.sample.storedGroups.empty()},
              {"videos", videos},
              {"notes", result.sample.notes}}},
            {"hours", result.hours},
            {"clusters_per_1000_as_ingested", result.clustersInCase},
            {"ingest_network_ms", toJson(result.ingestMs)},
            {"classes", classes},
            {"depths", depths},
            {"points", points},
            {"current", result.current ? json(*result.current) : json()},
            {"recommended",
             {{"ingest-cheap", adviceJson(best.ingestCheap, result, setting)},
              {"balanced", adviceJson(best.balanced, result, setting)},
              {"query-fast", adviceJson(best.queryFast, result, setting)},
              {"as-ingested", adviceJson(best.asIngested, result, setting)},
              {"closest", adviceJson(best.closest, result, setting)}}}};
}

} // namespace refocus::cli
