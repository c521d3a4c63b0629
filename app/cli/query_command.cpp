#include "audit.h"
#include "command.h"
#include "console.h"
#include "evidence/names.h"
#include "evidence/sighting_json.h"
#include "query/default_pack.h"
#include "query_options.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace refocus::cli {

namespace {

void print(const query::QueryResult &result)
{
    const auto &stats = result.stats;
    for (const query::Sighting &sighting : result.sightings)
        std::cout << sighting.video << "  " << evidence::clockText(sighting.start) << " – "
                  << evidence::clockText(sighting.end) << "  " << sighting.className << "  "
                  << static_cast<int>(sighting.score * 100 + 0.5F) << " %  best "
                  << PatchRef{sighting.video, sighting.best.patch}.toString() << '\n';
    char text[300];
    std::snprintf(text, sizeof text,
                  "%zu sightings in %.0f ms; %llu of %llu patches verified now, %llu verdicts kept "
                  "from before; reuse %s, %s %s",
                  result.sightings.size(), stats.msTotal,
                  static_cast<unsigned long long>(stats.verified),
                  static_cast<unsigned long long>(stats.patches),
                  static_cast<unsigned long long>(stats.cached), stats.reuse.c_str(),
                  stats.device.c_str(), stats.precision.c_str());
    std::cout << text << std::endl;
}

int run(const Context &context, const QueryArguments &arguments)
{
    // For writing, so that verdicts are kept; a case that can only be read is searched all the
    // same.
    const auto from = store::Case::openAsAllowed(arguments.caseFolder);
    query::QueryEngine engine(query::loadModelPack(arguments.model, from),
                              nn::chooseBackend(arguments.inference));
    query::QueryResult result;
    {
        ProgressBar bar(context.json);
        result = engine.run(from, arguments.options, {}, bar.function());
    }
    if (!result.stats.notKept.empty())
        std::cerr << "refocus-cli: the same question will cost as much again: "
                  << result.stats.notKept << '\n';
    if (!context.json) {
        print(result);
        return 0;
    }
    printJson({{"stats", evidence::toJson(result.stats)},
               {"sightings", evidence::toJson(std::span(result.sightings))}});
    return 0;
}

} // namespace

void addQuery(CLI::App &app, Context &context)
{
    auto *command = addCommand(app, context, "query", "find every sighting of a class", {});
    const auto arguments = addQueryOptions(*command);
    command->callback([&context, arguments] {
        context.run = [&context, arguments] { return run(context, *arguments); };
    });
}

} // namespace refocus::cli
