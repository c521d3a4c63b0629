// model list | info | card | verify | import | use: packs that are there, what is in one, whether
// it is whole, which one a case is asked with. (`train` and `model import` make them.)
#include "audit.h"
#include "base/error.h"
#include "command.h"
#include "console.h"
#include "model_card.h"
#include "query/default_pack.h"
#include "store/default_model.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Bytes of one map as they are kept, before compression: int8 has two floats a channel besides.
json tailJson(const nn::PackManifest &manifest, const nn::Tail &tail)
{
    const auto shape = manifest.ingest.shapeAfter(tail.splice.from, manifest.inputSize);
    const int values = shape[0] * shape[1] * shape[2];
    const double whole = manifest.query.multiplyAdds(manifest.inputSize);
    const double rest = manifest.query.multiplyAdds(manifest.inputSize, tail.splice.to);
    json value{{"splice", tail.splice.name()},
               {"label", tail.splice.label()},
               {"retrained", tail.retrained},
               {"shared", manifest.sharesBlocks(tail)},
               {"shape", shape},
               {"bytes_fp16", values * 2},
               {"bytes_int8", values + shape[0] * 8},
               {"multiply_adds_skipped", 1 - rest / whole},
               {"weights", tail.weights},
               {"ingest_to", tail.ingestTo}};
    value["accuracy"] = tail.accuracy >= 0 ? json(tail.accuracy) : json();
    return value;
}

// Splices that fit and could be asked for by name, but have no tail: of those with a name in the
// product. Never the default.
std::vector<nn::Tail> notRetrained(const nn::ModelPack &pack)
{
    std::vector<nn::Tail> tails;
    for (const nn::Splice &splice : nn::parseSplices("3,4,7,7-11,13,13-24,13-47"))
        try {
            nn::Tail tail = pack.tailFor(splice);
            if (!tail.retrained)
                tails.push_back(std::move(tail));
        } catch (const Error &) { // Does not fit these networks.
        }
    return tails;
}

json packJson(const nn::ModelPack &pack)
{
    const nn::PackManifest &manifest = pack.manifest();
    json tails = json::array();
    for (const nn::Tail &tail : manifest.tails)
        tails.push_back(tailJson(manifest, tail));
    json others = json::array();
    for (const nn::Tail &tail : notRetrained(pack))
        others.push_back(tailJson(manifest, tail));
    return {{"path", pack.folder().string()},
            {"name", manifest.name},
            {"sha256", pack.hash()},
            {"input_size", manifest.inputSize},
            {"classes", manifest.classes},
            {"ingest", {{"stages", manifest.ingest.stages}, {"width", manifest.ingest.width}}},
            {"query", {{"stages", manifest.query.stages}, {"width", manifest.query.width}}},
            {"tails", tails},
            {"not_retrained", others},
            {"metrics", json::parse(manifest.metricsJson, nullptr, false)},
            {"provenance", json::parse(manifest.provenanceJson, nullptr, false)},
            {"files", manifest.fileHashes}};
}

std::string layers(const nn::Architecture &architecture)
{
    return "ResNet-" + std::to_string(architecture.blockCount() * 3 + 2) + ", width " +
           std::to_string(architecture.width);
}

void printClasses(const std::vector<std::string> &classes)
{
    constexpr std::size_t kMost = 40;
    std::cout << "\n  classes:";
    for (std::size_t i = 0; i < std::min(kMost, classes.size()); ++i)
        std::cout << (i > 0 ? ", " : " ") << classes[i];
    if (classes.size() > kMost)
        std::cout << ", ... " << classes.size() << " in all (--json names them)";
}

void print(const nn::PackManifest &manifest, const nn::Tail &tail)
{
    const json value = tailJson(manifest, tail);
    const auto shape = value["shape"].get<std::array<int, 3>>();
    const std::string map =
        std::to_string(shape[0]) + 'x' + std::to_string(shape[1]) + 'x' + std::to_string(shape[2]);
    // The arrow of the label is three bytes long and one column wide.
    std::printf("  %-11s %-11s %10d  %10d  %5.1f %%  %s", tail.splice.label().c_str(), map.c_str(),
                value["bytes_fp16"].get<int>(), value["bytes_int8"].get<int>(),
                value["multiply_adds_skipped"].get<double>() * 100,
                manifest.sharesBlocks(tail) ? "shared with the query network, exact"
                : tail.retrained            ? "retrained"
                                            : "not retrained");
    if (tail.accuracy >= 0)
        std::printf(", accuracy %.3f", tail.accuracy);
    std::printf("\n");
}

void print(const nn::ModelPack &pack)
{
    const nn::PackManifest &manifest = pack.manifest();
    std::cout << manifest.name << "  " << pack.folder().string() << "\n  SHA-256 " << pack.hash()
              << "\n  ingest " << layers(manifest.ingest) << "; query " << layers(manifest.query)
              << "; patches of " << manifest.inputSize << 'x' << manifest.inputSize << " pixels";
    printClasses(manifest.classes);
    std::cout << "\n  splice    map         fp16 bytes  int8 bytes  skipped  tail\n" << std::flush;
    for (const nn::Tail &tail : manifest.tails)
        print(manifest, tail);
    const auto others = notRetrained(pack);
    for (const nn::Tail &tail : others)
        print(manifest, tail);
    if (!others.empty())
        std::printf("  A splice that is not retrained is used only where a query names it: its "
                    "answers are mostly wrong.\n");
    std::fflush(stdout);
    const json metrics = json::parse(manifest.metricsJson, nullptr, false);
    if (!metrics.is_object())
        return;
    for (const auto &[network, figures] : metrics.items())
        if (figures.is_object() && figures.contains("top1"))
            std::cout << "  " << network << ": top-1 " << figures["top1"] << " of "
                      << figures.value("pictures", 0) << " test pictures\n";
}

int list(const Context &context)
{
    json packs = json::array();
    for (const fs::path &folder : query::modelFolders()) {
        std::error_code error;
        for (const auto &entry : fs::directory_iterator(folder, error)) {
            if (!fs::exists(entry.path() / "pack.json", error))
                continue;
            json item{{"path", entry.path().string()}};
            try {
                const nn::ModelPack pack = nn::ModelPack::load(entry.path());
                item["name"] = pack.manifest().name;
                item["sha256"] = pack.hash();
                item["classes"] = pack.manifest().classes;
            } catch (const Error &fault) {
                item["error"] = fault.what();
            }
            packs.push_back(std::move(item));
        }
    }
    if (context.json) {
        printJson({{"packs", packs}});
        return 0;
    }
    for (const json &item : packs) {
        std::cout << item["path"].get<std::string>() << ": ";
        if (item.contains("error"))
            std::cout << item["error"].get<std::string>() << '\n';
        else
            std::cout << item["name"].get<std::string>() << ", " << item["classes"].size()
                      << " classes\n";
    }
    if (packs.empty())
        std::cout << "no model pack was found\n";
    std::cout.flush();
    return 0;
}

int info(const Context &context, const std::string &asked)
{
    const nn::ModelPack pack = query::loadModelPack(asked);
    if (context.json)
        printJson(packJson(pack));
    else
        print(pack);
    return 0;
}

int card(const Context &context, const std::string &asked)
{
    const nn::ModelPack pack = query::loadModelPack(asked);
    if (context.json)
        printJson({{"path", pack.folder().string()},
                   {"name", pack.manifest().name},
                   {"sha256", pack.hash()},
                   {"card", modelCard(pack)}});
    else
        std::cout << modelCard(pack) << std::flush;
    return 0;
}

int verify(const Context &context, const std::string &asked)
{
    const fs::path folder = query::findModelPack(asked);
    std::string fault;
    std::string hash;
    try {
        hash = nn::ModelPack::load(folder).hash(); // Checks the hash of every file.
    } catch (const Error &error) {
        fault = error.what();
    }
    if (context.json)
        printJson({{"path", folder.string()},
                   {"sound", fault.empty()},
                   {"sha256", fault.empty() ? json(hash) : json()},
                   {"error", fault.empty() ? json() : json(fault)}});
    else if (fault.empty())
        std::cout << folder.string() << ": sound, SHA-256 " << hash << std::endl;
    if (!fault.empty())
        std::cerr << "refocus-cli: " << fault << '\n';
    return fault.empty() ? 0 : 1;
}

int use(const Context &context, const std::string &caseFolder, const std::string &asked)
{
    store::Case in = store::Case::open(caseFolder);
    json document{{"case", caseFolder}, {"default", nullptr}};
    if (asked.empty()) {
        store::setDefaultModel(in, {});
    } else {
        const nn::ModelPack pack = nn::ModelPack::load(asked);
        for (const std::string &id : in.videoIds()) {
            const store::VideoSnapshot video(in.videoFolder(id), store::Access::ReadOnly);
            if (!pack.readsIndexOf(video.meta().modelHash, video.meta().ingestHash))
                throw Error(asked, "cannot answer from video " + id +
                                       ", whose index another ingest network made (" +
                                       video.meta().modelName + ")");
        }
        const fs::path folder = fs::absolute(pack.folder()).lexically_normal();
        store::setDefaultModel(in, store::DefaultModel{folder, pack.manifest().name, pack.hash()});
        document["default"] = {
            {"path", folder.string()}, {"name", pack.manifest().name}, {"sha256", pack.hash()}};
    }
    log(in, "model", document);
    if (context.json)
        printJson(document);
    else if (asked.empty())
        std::cout << caseFolder << " has no default model pack of its own now" << std::endl;
    else
        std::cout << caseFolder << " is asked with " << asked << " now" << std::endl;
    return 0;
}

} // namespace

void addModel(CLI::App &app, Context &context)
{
    CLI::App *model =
        app.add_subcommand("model", "model packs: list, info, card, verify, import, use");
    model->require_subcommand(1);
    addCommand(*model, context, "list", "packs that come with the program",
               [&context] { return list(context); });
    const auto pack = std::make_shared<std::string>();
    const auto name = [&pack](CLI::App *command) {
        command->add_option("pack", *pack, "folder of a pack; the default one if not given")
            ->type_name("PACK");
    };
    name(addCommand(*model, context, "info", "classes, networks, splices, metrics and hashes",
                    [&context, pack] { return info(context, *pack); }));
    name(addCommand(*model, context, "card",
                    "the pack's card as Markdown: data, accuracy, confusion",
                    [&context, pack] { return card(context, *pack); }));
    name(addCommand(*model, context, "verify", "check every file of a pack (exit code 1)",
                    [&context, pack] { return verify(context, *pack); }));
    addModelImport(*model, context);
    const auto caseFolder = std::make_shared<std::string>();
    CLI::App *chosen = addCommand(
        *model, context, "use", "choose the pack that a case is asked with where none is named",
        [&context, caseFolder, pack] { return use(context, *caseFolder, *pack); });
    chosen->add_option("--case", *caseFolder, "folder of the case")->required();
    chosen->add_option("pack", *pack, "folder of a pack; not given: the program's own again")
        ->type_name("PACK");
}

} // namespace refocus::cli
