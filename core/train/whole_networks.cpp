#include "train/whole_networks.h"

#include "train/networks.h"

namespace refocus::train {

using nn::ResNet;

namespace {

// Both networks while their first blocks are one: the query network's are used for both.
struct PairImpl : torch::nn::Module
{
    PairImpl(ResNet ingestNet, ResNet queryNet, int sharedBlocks)
        : ingest(ingestNet), query(queryNet), shared(sharedBlocks)
    {
        register_module("ingest", ingest);
        register_module("query", query);
    }

    torch::Tensor prefix(const torch::Tensor &x)
    {
        return query->blocks(query->stem(x), 0, shared);
    }
    torch::Tensor ingestRest(const torch::Tensor &map)
    {
        return ingest->head(ingest->blocks(map, shared, ingest->last()));
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
        return parameters;
    }

    ResNet ingest, query;
    int shared;
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
                 const WholeOptions &options)
{
    Pair pair(ingest, query, sharedBlocks);
    useChannelsLast(*pair);
    ResNet teacher = options.teacher;
    if (teacher) {
        useChannelsLast(*teacher);
        teacher->eval();
    }
    Trainee trainee{"query",
                    pair.get(),
                    pair->learning(),
                    [&](const torch::Tensor &x) { return pair->queryRest(pair->prefix(x)); },
                    {},
                    "shared " + std::to_string(sharedBlocks)};
    if (teacher)
        trainee.recipe += " teacher " + std::to_string(options.teacherShare);
    const auto teach = [&](const torch::Tensor &x) {
        torch::NoGradGuard noGradient;
        return teacher->forward(x);
    };
    const auto lossOf = [&](const torch::Tensor &x, const torch::Tensor &answers,
                            const torch::Tensor &targets) {
        return teacher ? distilled(answers, targets, teach(x), options.teacherShare)
                       : crossEntropy(answers, targets);
    };
    trainee.step = [&](const torch::Tensor &x, const torch::Tensor &targets) {
        const torch::Tensor map = pair->prefix(x);
        const torch::Tensor answers = pair->queryRest(map);
        // A map that goes to both branches: add_ and relu_ inside blocks never change it.
        const torch::Tensor cheap = pair->ingestRest(map);
        return Learned{lossOf(x, answers, targets) +
                           distilled(cheap, targets, answers, options.distillation),
                       answers};
    };
    session.finish(trainee, scheduleOf(session, options));
    copyBlocks(query, ingest, sharedBlocks);
    session.measure("ingest", [&](const torch::Tensor &x) { return ingest->forward(x); });
}

} // namespace refocus::train
