#include "train/whole_networks.h"

#include "base/error.h"
#include "train/networks.h"
#include "train/tails.h"
#include "train/teachers.h"

#include <algorithm>

namespace refocus::train {

using nn::ResNet;

namespace {

// Both networks while their first blocks are one (the query network's are used for both), and the
// tails that grow with them, the shallowest first.
struct PairImpl : torch::nn::Module
{
    PairImpl(ResNet ingestNet, ResNet queryNet, int sharedBlocks, std::vector<GrowingTail> growing)
        : ingest(ingestNet), query(queryNet), shared(sharedBlocks), tails(std::move(growing))
    {
        std::ranges::sort(tails, {}, &GrowingTail::splice);
        register_module("ingest", ingest);
        register_module("query", query);
        for (GrowingTail &tail : tails)
            register_module(tailName(tail.splice), tail.net);
    }

    torch::Tensor prefix(const torch::Tensor &x)
    {
        return query->blocks(query->stem(x), 0, shared);
    }
    // The ingest network's answers; `tapped` gets those of each tail for the first half.
    torch::Tensor ingestRest(torch::Tensor map, std::vector<torch::Tensor> &tapped)
    {
        int done = shared;
        for (GrowingTail &tail : tails) {
            map = ingest->blocks(map, done, tail.splice.from);
            done = tail.splice.from;
            const torch::Tensor half = map.slice(0, 0, std::max<std::int64_t>(1, map.size(0) / 2));
            tapped.push_back(
                tail.net->head(tail.net->blocks(half, tail.splice.to, tail.net->last())));
        }
        return ingest->head(ingest->blocks(map, done, ingest->last()));
    }
    torch::Tensor queryRest(const torch::Tensor &map)
    {
        return query->head(query->blocks(map, shared, query->last()));
    }

    // Not the ingest network's own first blocks, which are not run.
    std::vector<torch::Tensor> learning() const
    {
        std::vector<torch::Tensor> parameters = query->parameters();
        for (int number = shared + 1; number <= ingest->last(); ++number)
            for (const auto &parameter : ingest->block(number)->parameters())
                parameters.push_back(parameter);
        for (const auto &parameter : ingest->named_children()["fc"]->parameters())
            parameters.push_back(parameter);
        for (const GrowingTail &tail : tails)
            for (const auto &parameter : learningBehind(tail.net, tail.splice.to))
                parameters.push_back(parameter);
        return parameters;
    }

    ResNet ingest, query;
    int shared;
    std::vector<GrowingTail> tails;
};
TORCH_MODULE(Pair);

Schedule scheduleOf(const TrainingSession &session, const WholeOptions &options)
{
    Schedule schedule = session.schedule;
    schedule.epochs = options.epochs;
    schedule.peakRate = options.rate;
    schedule.cutMix = options.cutMix;
    return schedule;
}

} // namespace

void requireGrowing(const std::vector<nn::Splice> &growing, const std::vector<nn::Splice> &all,
                    int sharedBlocks)
{
    for (const nn::Splice &splice : growing) {
        if (std::ranges::find(all, splice) == all.end())
            throw Error("the growing tail " + splice.name() + " is not among the splices");
        if (splice.from < sharedBlocks || (splice.from == splice.to && splice.from == sharedBlocks))
            throw Error("the tail " + splice.name() +
                        " cannot grow: both networks share the blocks before it");
    }
}

std::map<nn::Splice, ResNet> bySplice(const std::vector<GrowingTail> &tails)
{
    std::map<nn::Splice, ResNet> nets;
    for (const GrowingTail &tail : tails)
        nets.emplace(tail.splice, tail.net);
    return nets;
}

void fit(TrainingSession &session, const std::string &name, ResNet net, const WholeOptions &options)
{
    useChannelsLast(*net);
    Trainee trainee{name,
                    net.get(),
                    net->parameters(),
                    [&](const torch::Tensor &x) { return net->forward(x); },
                    [&](const torch::Tensor &x, const torch::Tensor &targets) {
                        const torch::Tensor logits = net->forward(x);
                        return Learned{crossEntropy(logits, targets), logits};
                    },
                    {}};
    session.finish(trainee, scheduleOf(session, options));
}

void fitTogether(TrainingSession &session, ResNet ingest, ResNet query, int sharedBlocks,
                 const WholeOptions &options, std::vector<GrowingTail> tails)
{
    Pair pair(ingest, query, sharedBlocks, std::move(tails));
    useChannelsLast(*pair);
    const bool withTeachers = !options.teachers.empty();
    Trainee trainee{"query",
                    pair.get(),
                    pair->learning(),
                    [&](const torch::Tensor &x) { return pair->queryRest(pair->prefix(x)); },
                    {},
                    "shared " + std::to_string(sharedBlocks) + " distilled " +
                        std::to_string(options.distillation)};
    if (withTeachers)
        trainee.recipe += " teacher " + std::to_string(options.teacherShare);
    for (const GrowingTail &tail : pair->tails)
        trainee.recipe += " with " + tail.splice.name();
    trainee.step = [&](const torch::Tensor &x, const torch::Tensor &targets) {
        const torch::Tensor map = pair->prefix(x);
        const torch::Tensor answers = pair->queryRest(map);
        // A map that goes to several branches: add_ and relu_ inside blocks never change it.
        std::vector<torch::Tensor> tapped;
        const torch::Tensor cheap = pair->ingestRest(map, tapped);
        const torch::Tensor wanted =
            withTeachers ? taught(targets, meanAnswer(options.teachers, x), options.teacherShare)
                         : targets;
        torch::Tensor loss = crossEntropy(answers, wanted) +
                             distilled(cheap, targets, answers, options.distillation);
        for (const torch::Tensor &answer : tapped)
            loss = loss + crossEntropy(answer, wanted.slice(0, 0, answer.size(0)));
        return Learned{loss, answers};
    };
    session.finish(trainee, scheduleOf(session, options));
    copyBlocks(query, ingest, sharedBlocks);
    session.measure("ingest", [&](const torch::Tensor &x) { return ingest->forward(x); });
}

} // namespace refocus::train
