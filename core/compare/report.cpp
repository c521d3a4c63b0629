#include "compare/report.h"

#include "compare/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::compare {

using nlohmann::json;

namespace {

std::string shapeText(const std::array<int, 3> &shape)
{
    return std::to_string(shape[0]) + 'x' + std::to_string(shape[1]) + 'x' +
           std::to_string(shape[2]);
}

std::string shareText(const Share &share)
{
    if (!share.defined())
        return "-";
    const Interval interval = share.interval();
    return percentText(share.value()) + " (" + number("%.1f", 100 * interval.low) + "-" +
           number("%.1f", 100 * interval.high) + ")";
}

std::string reductionText(const DepthFigures &depth)
{
    if (depth.runs == 0)
        return "-";
    std::string text = number("%.1f", 100 * depth.reduction);
    if (std::isfinite(depth.reductionError))
        text += " ± " + number("%.1f", 100 * depth.reductionError);
    return text + " %";
}

std::string network(const ComparedDepth &depth)
{
    if (!depth.depth)
        return "whole on pixels";
    if (depth.exact)
        return depth.retrained ? "shared blocks" : "the same: blocks are shared";
    return depth.retrained ? "retrained" : "un-retrained";
}

std::string classNames(const Comparison &comparison)
{
    std::string names;
    for (const ClassId id : comparison.subjects.classes)
        names += (names.empty() ? "" : ", ") + comparison.classes.at(id);
    return names;
}

std::string whatWasCompared(const Comparison &comparison, const Figures &figures)
{
    const Subjects &subjects = comparison.subjects;
    std::string text =
        std::to_string(subjects.list.size()) + " of " + std::to_string(subjects.found) +
        " patches (" + std::string(nameOf(comparison.options.subjects.scope)) + ", " +
        classNames(comparison) + "), " + std::to_string(subjects.objects) + " tracks, " +
        std::to_string(figures.depths.at(0).runs) + " of " +
        std::to_string(comparison.options.runs) + " runs; " + comparison.pack + " (" +
        comparison.packHash.substr(0, 8) + "), " + comparison.device + ' ' + comparison.precision +
        ", " + std::to_string(comparison.threads) + " threads.";
    if (figures.answered < subjects.list.size())
        text += " Unfinished: " + std::to_string(figures.answered) + " answered so far.";
    return text;
}

json toJson(const Share &share)
{
    if (!share.defined())
        return nullptr;
    const Interval interval = share.interval();
    return {{"value", share.value()},
            {"hits", share.hits},
            {"of", share.of},
            {"interval", {interval.low, interval.high}}};
}

json valueOf(const Share &share) { return share.defined() ? json(share.value()) : json(); }

json toJson(const ComparedDepth &compared, const DepthFigures &depth)
{
    json row{{"reuse", nameOf(compared.depth)},
             {"splice",
              compared.depth ? json::array({compared.depth->from, compared.depth->to}) : json()},
             {"retrained", compared.retrained},
             {"exact", compared.exact},
             {"shape", compared.shape},
             {"bytes_per_patch", compared.bytes},
             {"bytes_in_case", depth.bytesInCase},
             {"derived", compared.derived},
             {"ms",
              {{"read", depth.time.read.mean},
               {"decode", depth.time.decode.mean},
               {"infer", depth.time.infer.mean},
               {"total", depth.time.total.mean},
               {"total_sd", depth.time.total.sd}}},
             {"runs", depth.runs},
             {"reduction", depth.reduction},
             {"ms_first", depth.msFirst},
             {"ms_query", depth.msQuery},
             {"accuracy", valueOf(depth.accuracy)},
             {"precision", valueOf(depth.retrieval.precision)},
             {"recall", valueOf(depth.retrieval.recall)},
             {"f1", depth.retrieval.f1()},
             {"missed", depth.missed},
             {"added", depth.added},
             {"disagreements", depth.accuracy.of - depth.accuracy.hits},
             {"pareto", depth.pareto},
             {"shares",
              {{"accuracy", toJson(depth.accuracy)},
               {"precision", toJson(depth.retrieval.precision)},
               {"recall", toJson(depth.retrieval.recall)}}}};
    row["reduction_error"] =
        std::isfinite(depth.reductionError) ? json(depth.reductionError) : json();
    if (depth.decidedAccuracy.defined())
        row["decisions"] = {{"accuracy", toJson(depth.decidedAccuracy)},
                            {"precision", toJson(depth.decided.precision)},
                            {"recall", toJson(depth.decided.recall)},
                            {"f1", depth.decided.f1()},
                            {"gain_kept", depth.gainKept ? json(*depth.gainKept) : json()}};
    return row;
}

std::string csvCell(const std::string &text)
{
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csvValue(double value) { return std::isfinite(value) ? number("%.6g", value) : ""; }

void addShare(std::vector<std::string> &cells, const Share &share)
{
    const bool defined = share.defined();
    cells.push_back(defined ? csvValue(share.value()) : "");
    cells.push_back(defined ? csvValue(share.interval().low) : "");
    cells.push_back(defined ? csvValue(share.interval().high) : "");
}

std::string joined(const std::vector<std::string> &cells, const char *separator)
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line += (i > 0 ? separator : "") + cells[i];
    return line;
}

// Columns of equal width; the first is text, the others stand to the right.
std::string table(const std::vector<std::vector<std::string>> &rows)
{
    const auto width = [](const std::string &text) { // Of characters, not bytes.
        return static_cast<std::size_t>(
            std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
    };
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto &row : rows)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], width(row[c]));
    std::string text;
    for (const auto &row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string space(widths[c] - width(row[c]), ' ');
            text += c == 0 ? row[c] + space : "  " + space + row[c];
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

} // namespace

json Report::asJson() const
{
    json depths = json::array();
    for (std::size_t d = 0; d < comparison.depths.size(); ++d)
        depths.push_back(toJson(comparison.depths[d], figures.depths[d]));
    json agreement = json::array();
    for (const auto &row : figures.agreement) {
        agreement.push_back(json::array());
        for (const Share &share : row)
            agreement.back().push_back(valueOf(share));
    }
    json differ = json::array();
    for (const std::size_t i : figures.disagreements) {
        json answers = json::array();
        for (const ComparedDepth &depth : comparison.depths)
            answers.push_back({{"class", comparison.classes.at(depth.answers[i].classId)},
                               {"p", depth.answers[i].p}});
        differ.push_back({{"patch", comparison.subjects.ref(i).toString()}, {"answers", answers}});
    }
    json document{{"candidates", comparison.subjects.candidates},
                  {"patches", comparison.subjects.list.size()},
                  {"tracks", comparison.subjects.objects},
                  {"decided", comparison.subjects.decided},
                  {"scope", nameOf(comparison.options.subjects.scope)},
                  {"runs", comparison.options.runs},
                  {"depths", depths},
                  {"agreement", agreement},
                  {"differ", differ},
                  {"device", comparison.device},
                  {"precision", comparison.precision},
                  {"threads", comparison.threads},
                  {"model", comparison.pack + ' ' + comparison.packHash.substr(0, 8)},
                  {"disk_bytes_per_s", comparison.diskBytesPerSecond},
                  {"notes", comparison.notes}};
    if (advice)
        document["advice"] = {{"enough", advice->enough},
                              {"reuse", nameOf(comparison.depths[advice->depth].depth)},
                              {"k", advice->k},
                              {"codec", store::codecName(advice->codec)},
                              {"maps_kept", advice->mapsKept},
                              {"bytes", advice->bytes},
                              {"derive_s", advice->deriveSeconds},
                              {"ingest_s", advice->ingestSeconds},
                              {"sentences", advice->sentences}};
    return document;
}

std::string Report::asCsv() const
{
    std::string text =
        "reuse,network,shape,bytes_per_patch,bytes_in_case,ms_read,ms_decode,ms_infer,ms_total,"
        "ms_total_sd,reduction,reduction_error,ms_first,ms_query,accuracy,accuracy_low,"
        "accuracy_high,precision,precision_low,precision_high,recall,recall_low,recall_high,f1,"
        "missed,added,decided_accuracy,decided_accuracy_low,decided_accuracy_high,gain_kept\r\n";
    for (std::size_t d = 0; d < comparison.depths.size(); ++d) {
        const ComparedDepth &compared = comparison.depths[d];
        const DepthFigures &depth = figures.depths[d];
        std::vector<std::string> cells{csvCell(depth.name), csvCell(network(compared)),
                                       shapeText(compared.shape)};
        for (const double value :
             {compared.bytes, depth.bytesInCase, depth.time.read.mean, depth.time.decode.mean,
              depth.time.infer.mean, depth.time.total.mean, depth.time.total.sd, depth.reduction,
              depth.reductionError, depth.msFirst, depth.msQuery})
            cells.push_back(csvValue(value));
        addShare(cells, depth.accuracy);
        addShare(cells, depth.retrieval.precision);
        addShare(cells, depth.retrieval.recall);
        cells.push_back(csvValue(depth.retrieval.f1()));
        cells.push_back(std::to_string(depth.missed));
        cells.push_back(std::to_string(depth.added));
        addShare(cells, depth.decidedAccuracy);
        cells.push_back(depth.gainKept ? csvValue(*depth.gainKept) : "");
        text += joined(cells, ",") + "\r\n";
    }
    return text;
}

std::string Report::asMarkdown() const
{
    std::string text =
        "| Reuse | Network | Map | Accuracy | Change | Latency (ms a patch) | Reduction | Bytes a "
        "patch |\n|---|---|---|---:|---:|---:|---:|---:|\n";
    for (std::size_t d = 0; d < comparison.depths.size(); ++d) {
        const ComparedDepth &compared = comparison.depths[d];
        const DepthFigures &depth = figures.depths[d];
        text += "| " +
                joined({depth.name, network(compared), shapeText(compared.shape),
                        shareText(depth.accuracy),
                        number("%+.1f points", 100 * (depth.accuracy.value() - 1)),
                        number("%.3f", depth.time.total.mean) + " ± " +
                            number("%.3f", depth.time.total.sd),
                        d == 0 ? std::string("-") : reductionText(depth),
                        compared.depth ? bytesText(compared.bytes) : std::string("-")},
                       " | ") +
                " |\n";
    }
    text += "\nAccuracy: the share of patches to which the depth gives the same class as the whole "
            "query network on pixels, with its 95 % interval. " +
            whatWasCompared(comparison, figures) + '\n';
    for (const std::string &note : comparison.notes)
        text += "\nNote: " + note + ".\n";
    return text;
}

std::string Report::asText() const
{
    std::vector<std::vector<std::string>> rows{{"reuse", "network", "map", "a patch", "read",
                                                "decode", "infer", "total ms", "reduction", "first",
                                                "query", "accuracy", "precision", "recall"}};
    const bool decided = comparison.subjects.decided > 0;
    if (decided)
        rows[0].insert(rows[0].end(), {"decisions", "gain kept"});
    for (std::size_t d = 0; d < comparison.depths.size(); ++d) {
        const ComparedDepth &compared = comparison.depths[d];
        const DepthFigures &depth = figures.depths[d];
        const auto &time = depth.time;
        rows.push_back({depth.name, network(compared), shapeText(compared.shape),
                        compared.depth ? bytesText(compared.bytes) : "-",
                        number("%.3f", time.read.mean), number("%.3f", time.decode.mean),
                        number("%.3f", time.infer.mean),
                        number("%.3f", time.total.mean) + " ± " + number("%.3f", time.total.sd),
                        d == 0 ? "-" : reductionText(depth), number("%.0f ms", depth.msFirst),
                        number("%.0f ms", depth.msQuery), shareText(depth.accuracy),
                        shareText(depth.retrieval.precision), shareText(depth.retrieval.recall)});
        if (decided) {
            rows.back().push_back(shareText(depth.decidedAccuracy));
            rows.back().push_back(depth.gainKept ? number("%.2f", *depth.gainKept) : "-");
        }
    }
    std::string text = whatWasCompared(comparison, figures) + "\n\n" + table(rows) + '\n';
    for (std::size_t d = 1; d < comparison.depths.size(); ++d)
        if (const auto sentence = sentenceOf(comparison, figures, d); !sentence.empty())
            text += sentence + '\n';
    text += std::to_string(figures.disagreements.size()) + " of " +
            std::to_string(figures.answered) +
            " patches get different answers at retrained "
            "depths.\n";
    if (advice)
        for (const std::string &sentence : advice->sentences)
            text += sentence + '\n';
    for (const std::string &note : comparison.notes)
        text += "Note: " + note + ".\n";
    return text;
}

} // namespace refocus::compare
