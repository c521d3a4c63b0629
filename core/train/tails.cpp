#include "train/tails.h"

#include "train/networks.h"

#include <set>

namespace refocus::train {

using nn::ResNet;

namespace {

// What the int8 codec of the store does to a map (core/store/FORMAT.md).
torch::Tensor throughInt8(const torch::Tensor &map)
{
    const torch::Tensor values = map.to(torch::kFloat);
    const torch::Tensor low = values.amin({2, 3}, true).clamp_max(0);
    const torch::Tensor finest = values.square().mean({1, 2, 3}, true).sqrt() / 32;
    const torch::Tensor scale =
        torch::maximum((values.amax({2, 3}, true) - low) / 255, finest).clamp_min(1e-30);
    return (((values - low) / scale + 0.5).floor_().clamp_max_(255) * scale + low)
        .to(map.scalar_type());
}

void fitTail(TrainingSession &session, const TailOptions &options, ResNet tail,
             const nn::Splice &splice, ResNet ingest, ResNet query)
{
    for (ResNet net : {ingest, query, tail}) // A handle, not a copy.
        useChannelsLast(*net);
    ingest->eval();
    query->eval();
    Trainee trainee{tailName(splice),
                    tail.get(),
                    learningBehind(tail, splice.to),
                    {},
                    {},
                    "distilled " + std::to_string(options.distillation)};
    const auto mapOf = [&](const torch::Tensor &x) {
        torch::NoGradGuard noGradient;
        return ingest->blocks(ingest->stem(x), 0, splice.from);
    };
    const auto rest = [&](const torch::Tensor &map) {
        return tail->head(tail->blocks(map, splice.to, tail->last()));
    };
    trainee.forward = [&](const torch::Tensor &x) { return rest(mapOf(x)); };
    trainee.step = [&](const torch::Tensor &x, const torch::Tensor &targets) {
        // Every other map as the store gives it back.
        torch::Tensor map = mapOf(x), teacher;
        const auto half = map.size(0) / 2;
        map = torch::cat({throughInt8(map.slice(0, 0, half)), map.slice(0, half)});
        {
            torch::NoGradGuard noGradient;
            teacher = query->forward(x);
        }
        const torch::Tensor logits = rest(map.contiguous(at::MemoryFormat::ChannelsLast));
        return Learned{distilled(logits, targets, teacher, options.distillation), logits};
    };
    Schedule schedule = session.schedule;
    schedule.epochs = options.epochs;
    schedule.peakRate = options.rate;
    session.finish(trainee, schedule);
}

} // namespace

nn::Splice servedBy(const nn::Splice &splice, const std::vector<nn::Splice> &all, int commonBlocks)
{
    nn::Splice deepest = splice;
    for (const nn::Splice &other : all)
        if (splice.from == splice.to && other.from == other.to && other.from <= commonBlocks &&
            other.from > deepest.from)
            deepest = other;
    return deepest;
}

std::string tailName(const nn::Splice &server) { return "tail-" + server.name(); }

std::vector<torch::Tensor> learningBehind(const ResNet &net, int to)
{
    std::vector<torch::Tensor> parameters;
    for (int number = to + 1; number <= net->last(); ++number)
        for (const auto &parameter : net->block(number)->parameters())
            parameters.push_back(parameter);
    for (const auto &parameter : net->named_children()["fc"]->parameters())
        parameters.push_back(parameter);
    return parameters;
}

std::vector<nn::Tail> makeTails(TrainingSession &session, const TailOptions &options, ResNet ingest,
                                ResNet query, const std::string &queryWeights)
{
    const int common = commonBlocks(ingest->architecture(), query->architecture());
    std::vector<nn::Tail> tails;
    std::set<nn::Splice> trained;
    for (const nn::Splice &splice : options.splices) {
        if (splice.from == splice.to && splice.from <= options.sharedBlocks) {
            tails.push_back({splice, queryWeights, true, splice.from, session.accuracy("query")});
            continue;
        }
        const nn::Splice server = servedBy(splice, options.splices, common);
        const std::string name = tailName(server), file = name + ".safetensors";
        if (trained.insert(server).second) {
            const auto begun = options.begun.find(server);
            ResNet from = begun == options.begun.end() ? query : begun->second; // A handle.
            ResNet tail = copyOf(from);
            fitTail(session, options, tail, server, ingest, query);
            nn::writeSafetensors(session.folder / file, halved(tailTensors(tail, server.to)));
        }
        tails.push_back({splice, file, true, server.from, session.accuracy(name)});
    }
    return tails;
}

} // namespace refocus::train
