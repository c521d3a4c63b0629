#include "model_card.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <sstream>

namespace refocus::cli {

using nlohmann::json;

namespace {

std::string percent(double share)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", share * 100);
    return text;
}

// Of a pack that was imported, or made from another one.
void writeOrigin(std::ostream &out, const json &provenance)
{
    if (provenance.contains("origin") && provenance["origin"].is_string()) {
        out << "Origin: " << provenance["origin"].get<std::string>() << ".\n\n";
        for (const char *network : {"ingest", "query"})
            if (const json file = provenance.value(network, json::object()); file.is_object())
                out << "* " << network << ": `" << file.value("file", "") << "`, SHA-256 `"
                    << file.value("sha256", "") << "`\n";
        out << "\n";
    }
    if (provenance.contains("parent") && provenance["parent"].is_object()) {
        const json &parent = provenance["parent"];
        out << "Made from the pack `" << parent.value("name", "") << "`, SHA-256 `"
            << parent.value("sha256", "") << "`.\n\n";
    }
}

void writeData(std::ostream &out, const json &provenance, const std::string &title)
{
    if (!provenance.contains("data") && !provenance.contains("command") &&
        !provenance.contains("licence"))
        return;
    out << "## " << title << "\n\n";
    for (const json &data : provenance.value("data", json::array())) {
        out << "* **" << data.value("name", "") << "**";
        for (const char *key : {"use", "note", "licence"})
            if (data.contains(key))
                out << "; " << (std::string(key) == "licence" ? "licence: " : "")
                    << data[key].get<std::string>();
        out << "\n";
        for (const json &source : data.value("sources", json::array()))
            out << "  * " << source.value("name", "") << ": " << source.value("licence", "")
                << (source.contains("note") ? "; " + source["note"].get<std::string>() : "")
                << "\n";
    }
    if (provenance.contains("command"))
        out << "\nMade with `" << provenance["command"].get<std::string>() << "`.\n";
    if (provenance.contains("note"))
        out << "\n" << provenance["note"].get<std::string>() << "\n";
    if (provenance.contains("licence"))
        out << "\nLicence of the weights: " << provenance["licence"].get<std::string>() << ".\n";
}

// What the packs that this one was made from had learnt from, nearest first.
void writeParents(std::ostream &out, json provenance)
{
    while (provenance.contains("parent") && provenance["parent"].is_object()) {
        const json parent = provenance["parent"];
        provenance = parent.value("provenance", json::object());
        if (!provenance.is_object())
            return;
        out << "\n";
        writeData(out, provenance, "Data of the pack `" + parent.value("name", "") + "`");
        out << "\n";
        writeOrigin(out, provenance);
    }
}

void writeAccuracy(std::ostream &out, const json &metrics, const std::vector<std::string> &classes)
{
    out << "\n## Accuracy on the test split, per cent\n\n| network | pictures | top-1 | top-3 |\n"
           "|---|---|---|---|\n";
    for (const auto &[network, figures] : metrics.items())
        out << "| " << network << " | " << figures["pictures"] << " | "
            << percent(figures["top1"].get<double>()) << " | "
            << percent(figures["top3"].get<double>()) << " |\n";
    out << "\nShare of each class that is recognised (recall of the likeliest class):\n\n| class |";
    for (const auto &[network, figures] : metrics.items())
        out << ' ' << network << " |";
    out << "\n|---|";
    for (std::size_t i = 0; i < metrics.size(); ++i)
        out << "---|";
    out << "\n";
    for (const std::string &name : classes) {
        out << "| " << name << " |";
        for (const auto &[network, figures] : metrics.items())
            out << ' ' << percent(figures["recall"].value(name, 0.0)) << " |";
        out << "\n";
    }
}

// Fine-tuning on decisions leaves the metrics of the first pack in place: there are no labelled
// test pictures to measure anew.
void writeCases(std::ostream &out, const json &steps)
{
    out << "\n## Learnt from cases\n\nThe query network and the tails were fine-tuned on people's "
           "decisions; the ingest network was left as it was. The accuracy below is that of the "
           "pack before.\n\n";
    for (const json &step : steps)
        out << "* " << step.value("decisions", 0) << " decisions of the case "
            << step.value("case", "") << ", on the pack " << step.at("parent").value("name", "")
            << " (" << step.at("parent").value("sha256", "").substr(0, 8)
            << "): " << step.value("verdict", "") << "\n";
}

void writeConfusion(std::ostream &out, const std::string &network, const json &confusion,
                    const std::vector<std::string> &classes)
{
    out << "\n## Confusion of `" << network
        << "`\n\nRows: what it is. Columns: what the network said."
        << "\n\n| |";
    for (const std::string &name : classes)
        out << ' ' << name << " |";
    out << "\n|---|";
    for (std::size_t i = 0; i < classes.size(); ++i)
        out << "---|";
    out << "\n";
    for (std::size_t row = 0; row < classes.size(); ++row) {
        out << "| **" << classes[row] << "** |";
        for (const json &count : confusion.at(row))
            out << ' ' << count << " |";
        out << "\n";
    }
}

} // namespace

std::string modelCard(const nn::ModelPack &pack)
{
    const nn::PackManifest &manifest = pack.manifest();
    const json metrics = json::parse(manifest.metricsJson, nullptr, false);
    const json provenance = json::parse(manifest.provenanceJson, nullptr, false);
    std::ostringstream out;
    out << "# Model pack `" << manifest.name << "`\n\nMade by `refocus-cli model card`; SHA-256 of "
        << "pack.json: `" << pack.hash() << "`.\n\nAn ingest network (ResNet-"
        << manifest.ingest.blockCount() * 3 + 2 << ", width " << manifest.ingest.width
        << ") and a query network (ResNet-" << manifest.query.blockCount() * 3 + 2 << ", width "
        << manifest.query.width << ") for patches of " << manifest.inputSize << "x"
        << manifest.inputSize << " pixels and " << manifest.classes.size() << " classes.\n\n"
        << "| splice | map | values | weights | entered by way of ingest blocks up to |\n"
           "|---|---|---|---|---|\n";
    for (const nn::Tail &tail : manifest.tails) {
        const auto shape = manifest.ingest.shapeAfter(tail.splice.from, manifest.inputSize);
        out << "| " << tail.splice.label() << " | " << shape[0] << "x" << shape[1] << "x"
            << shape[2] << " | " << shape[0] * shape[1] * shape[2] << " | " << tail.weights
            << (manifest.sharesBlocks(tail) ? ", shared with the query network: exact | "
                                            : ", retrained | ")
            << tail.ingestTo << " |\n";
    }
    if (manifest.tails.empty())
        out << "\nNo splice is retrained: the query network is entered only on pixels, unless a "
               "query names a splice, and then its answers are mostly wrong.\n";
    out << "\n";
    if (provenance.is_object()) {
        writeOrigin(out, provenance);
        writeData(out, provenance, "Data and their licences, as stated by their sources");
        writeParents(out, provenance);
    }
    const json steps =
        provenance.is_object() ? provenance.value("learnt_from_cases", json::array()) : json();
    if (steps.is_array() && !steps.empty())
        writeCases(out, steps);
    if (metrics.is_object() && !metrics.empty()) {
        writeAccuracy(out, metrics, manifest.classes);
        for (const auto &[network, figures] : metrics.items())
            writeConfusion(out, network, figures["confusion"], manifest.classes);
    } else {
        out << "\n## Accuracy\n\nNot measured.\n";
    }
    return out.str();
}

} // namespace refocus::cli
