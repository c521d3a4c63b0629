#include "train/training_session.h"

#include "nn/cpu_features.h"

#include <thread>

namespace refocus::train {

using nlohmann::json;

namespace {

json metricsOf(const Evaluation &evaluation, const Dataset &dataset)
{
    json recalls = json::object();
    for (std::size_t i = 0; i < dataset.classes.size(); ++i)
        recalls[dataset.classes[i]] = evaluation.recall(i);
    return {{"pictures", evaluation.pictures},
            {"top1", evaluation.top1},
            {"top3", evaluation.top3},
            {"recall", recalls},
            {"confusion", evaluation.confusion}};
}

} // namespace

Schedule baseSchedule(int batch, std::uint64_t seed, int threads, const std::string &precision)
{
    Schedule schedule;
    schedule.batch = batch;
    schedule.seed = seed;
    schedule.threads =
        threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency());
    schedule.bfloat16 = precision == "bf16" || (precision == "auto" && nn::cpuHasBfloat16());
    torch::set_num_threads(schedule.threads);
    return schedule;
}

int storedSide(int inputSize) { return std::max(96, inputSize * 3 / 2); }

TrainingSession::TrainingSession(Dataset pictures, const Normalisation &size, const Schedule &base,
                                 std::filesystem::path where, const Progress &report)
    : dataset(std::move(pictures)), normalisation(size), schedule(base), folder(std::move(where)),
      progress(report), recipe("pictures " + trainingSha256(dataset) + " size " +
                               std::to_string(size.inputSize) + (base.bfloat16 ? " bf16" : " fp32"))
{}

void TrainingSession::finish(Trainee trainee, const Schedule &its)
{
    trainee.recipe += ' ' + recipe;
    trainToEnd(trainee, dataset, normalisation, its, folder, progress);
    measure(trainee.name, trainee.forward);
}

void TrainingSession::measure(const std::string &name, const Forward &forward)
{
    const Samples &held = dataset.test.size() > 0 ? dataset.test : dataset.val;
    if (held.size() > 0)
        metrics[name] =
            metricsOf(evaluate(forward, held, dataset.classes.size(), normalisation), dataset);
}

double TrainingSession::accuracy(const std::string &name) const
{
    return metrics.contains(name) ? metrics[name].at("top1").get<double>() : -1;
}

} // namespace refocus::train
