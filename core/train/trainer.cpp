#include "train/trainer.h"

#include "base/error.h"
#include "train/augmentation.h"
#include "train/evaluation.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <numeric>
#include <random>

namespace refocus::train {

namespace {

struct Batch
{
    torch::Tensor pictures; // [N,3,S,S]
    torch::Tensor targets;  // [N,classes]
    torch::Tensor labels;   // [N], the class of most of the picture.
};

std::uint64_t mixed(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t z = a * 0x9e3779b97f4a7c15ULL + b + 0x632be59bd9b4e019ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[mixed(seed, i) % i]);
    return order;
}

double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) / 9007199254740992.0; }

// Pastes a rectangle of `piece` into the same place of `image`; returns its share of the area,
// which is uniformly distributed but for what lies outside.
double pasteRectangle(const cv::Mat &piece, cv::Mat &image, std::uint64_t seed)
{
    const int size = image.cols;
    const int side = static_cast<int>(size * std::sqrt(unit(mixed(seed, 1))));
    const int x = static_cast<int>(size * unit(mixed(seed, 2))) - side / 2;
    const int y = static_cast<int>(size * unit(mixed(seed, 3))) - side / 2;
    const cv::Rect place = cv::Rect(x, y, side, side) & cv::Rect(0, 0, size, size);
    if (place.empty())
        return 0;
    piece(place).copyTo(image(place));
    return static_cast<double>(place.area()) / (size * size);
}

Batch makeBatch(const Samples &samples, std::span<const std::size_t> order, std::uint64_t seed,
                std::size_t classes, double cutMix, double labelSmoothing,
                const Normalisation &normalisation)
{
    std::vector<cv::Mat> whole;
    for (const std::size_t i : order)
        whole.push_back(augmented(samples.images[i], normalisation.inputSize, mixed(seed, i)));
    const double wrong = labelSmoothing / static_cast<double>(classes);
    const auto count = static_cast<std::int64_t>(order.size());
    torch::Tensor targets =
        torch::full({count, static_cast<std::int64_t>(classes)}, wrong, torch::kFloat);
    auto rows = targets.accessor<float, 2>();
    std::vector<cv::Mat> images = whole;
    std::vector<std::int64_t> labels;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint64_t dice = mixed(seed ^ 0x5bd1e995, order[i]);
        const std::size_t other = (i + 1) % order.size();
        double share = 0;
        if (unit(dice) < cutMix) {
            images[i] = whole[i].clone();
            share = pasteRectangle(whole[other], images[i], dice);
        }
        const int own = samples.labels[order[i]], pasted = samples.labels[order[other]];
        auto row = rows[static_cast<std::int64_t>(i)];
        row[own] += static_cast<float>((1 - labelSmoothing) * (1 - share));
        row[pasted] += static_cast<float>((1 - labelSmoothing) * share);
        labels.push_back(share > 0.5 ? pasted : own);
    }
    return {toTensor(images, normalisation), targets, torch::tensor(labels)};
}

// One cycle: a linear warm-up over 20 % of the steps, then a cosine to nearly nothing.
double rateAt(double share, double peak)
{
    constexpr double kWarmUp = 0.2;
    if (share < kWarmUp)
        return peak * (0.04 + 0.96 * share / kWarmUp);
    return peak * 0.5 * (1 + std::cos(M_PI * (share - kWarmUp) / (1 - kWarmUp))) + 1e-5;
}

std::unique_ptr<torch::optim::SGD> makeOptimizer(const std::vector<torch::Tensor> &parameters,
                                                 const Schedule &schedule)
{
    // Weight decay for convolutions and the head's matrix alone, not for batch norm and biases.
    std::vector<torch::Tensor> decayed, free;
    for (const torch::Tensor &parameter : parameters)
        (parameter.dim() > 1 ? decayed : free).push_back(parameter);
    const auto options = [](double decay) {
        return std::make_unique<torch::optim::SGDOptions>(
            torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true).weight_decay(decay));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(decayed, options(schedule.weightDecay));
    groups.emplace_back(free, options(0));
    return std::make_unique<torch::optim::SGD>(groups, torch::optim::SGDOptions(0.1));
}

// Everything that must be the same for a checkpoint to be gone on from.
std::string keyOf(const Schedule &s, const Dataset &dataset, const std::string &recipe)
{
    std::ostringstream key;
    key << s.epochs << ' ' << s.batch << ' ' << s.peakRate << ' ' << s.weightDecay << ' '
        << s.labelSmoothing << ' ' << s.cutMix << ' ' << s.seed << ' ' << dataset.train.size()
        << ' ' << dataset.classes.size() << ' ' << recipe;
    return key.str();
}

void saveCheckpoint(const std::filesystem::path &file, const Trainee &trainee,
                    const torch::optim::SGD &optimizer, const std::string &key, int epoch)
{
    torch::serialize::OutputArchive archive, model, state;
    trainee.module->save(model);
    optimizer.save(state);
    archive.write("model", model);
    archive.write("optimizer", state);
    archive.write("key", c10::IValue(key));
    archive.write("epoch", c10::IValue(static_cast<std::int64_t>(epoch)));
    auto temporary = file;
    temporary += ".part";
    archive.save_to(temporary.string());
    std::filesystem::rename(temporary, file);
}

// The number of epochs done; 0 where there is nothing to go on from.
int loadCheckpoint(const std::filesystem::path &file, const Trainee &trainee,
                   torch::optim::SGD &optimizer, const std::string &wantedKey)
{
    if (!std::filesystem::exists(file))
        return 0;
    try {
        torch::serialize::InputArchive archive, model, state;
        archive.load_from(file.string());
        c10::IValue key, epoch;
        archive.read("key", key);
        archive.read("epoch", epoch);
        if (key.toStringRef() != wantedKey)
            throw Error(file, "is of a training with other settings or pictures; remove the "
                              "folder's checkpoints or choose another folder");
        archive.read("model", model);
        archive.read("optimizer", state);
        trainee.module->load(model);
        optimizer.load(state);
        return static_cast<int>(epoch.toInt());
    } catch (const c10::Error &) {
        throw Error(file, "is damaged; remove it to start this training again");
    }
}

} // namespace

torch::Tensor crossEntropy(const torch::Tensor &logits, const torch::Tensor &targets)
{
    return -(targets * torch::log_softmax(logits, 1)).sum(1).mean();
}

torch::Tensor blended(const torch::Tensor &targets, const torch::Tensor &teacher, double share)
{
    return (1 - share) * targets + share * torch::softmax(teacher.detach(), 1);
}

torch::Tensor distilled(const torch::Tensor &logits, const torch::Tensor &targets,
                        const torch::Tensor &teacher, double share)
{
    return crossEntropy(logits, blended(targets, teacher, share));
}

torch::Tensor toTensor(std::span<const cv::Mat> images, const Normalisation &normalisation)
{
    const auto n = static_cast<std::int64_t>(images.size());
    const std::int64_t size = normalisation.inputSize;
    torch::Tensor tensor = torch::empty({n, size, size, 3});
    float *out = tensor.data_ptr<float>();
    std::array<float, 3> scale{}, shift{};
    for (std::size_t c = 0; c < 3; ++c) {
        scale[c] = 1 / (255 * normalisation.deviation[c]);
        shift[c] = -normalisation.mean[c] / normalisation.deviation[c];
    }
    for (const cv::Mat &image : images) {
        for (int y = 0; y < image.rows; ++y) {
            const uchar *row = image.ptr(y);
            for (int x = 0; x < image.cols; ++x, row += 3, out += 3)
                for (std::size_t c = 0; c < 3; ++c)
                    out[c] = row[2 - c] * scale[c] + shift[c];
        }
    }
    return tensor.permute({0, 3, 1, 2});
}

void trainToEnd(const Trainee &trainee, const Dataset &dataset, const Normalisation &normalisation,
                const Schedule &schedule, const std::filesystem::path &folder,
                const Progress &progress)
{
    using Clock = std::chrono::steady_clock;
    torch::manual_seed(schedule.seed);
    const auto type = schedule.bfloat16 ? torch::kBFloat16 : torch::kFloat;
    const auto checkpoint = folder / (trainee.name + ".checkpoint");
    const auto optimizer = makeOptimizer(trainee.parameters, schedule);
    const std::string key = keyOf(schedule, dataset, trainee.recipe);
    const int done = loadCheckpoint(checkpoint, trainee, *optimizer, key);

    const std::size_t batchSize = static_cast<std::size_t>(schedule.batch);
    const std::size_t steps = dataset.train.size() / batchSize; // The rest waits for another epoch.
    if (steps == 0)
        throw Error("the data holds fewer training pictures than one batch of " +
                    std::to_string(schedule.batch));
    const auto begin = Clock::now();
    for (int epoch = done; epoch < schedule.epochs; ++epoch) {
        const auto seed = mixed(schedule.seed, static_cast<std::uint64_t>(epoch));
        const auto order = shuffled(dataset.train.size(), seed);
        // Fewer and fewer, so that in the end the network sees whole pictures, as in the product.
        const double cutMix =
            schedule.cutMix * (1 - static_cast<double>(epoch + 1) / schedule.epochs);
        const auto prepare = [&](std::size_t step) {
            return std::async(std::launch::async, [&, step] {
                return makeBatch(
                    dataset.train, std::span(order).subspan(step * batchSize, batchSize), seed,
                    dataset.classes.size(), cutMix, schedule.labelSmoothing, normalisation);
            });
        };
        trainee.module->train();
        double lossSum = 0;
        std::int64_t right = 0;
        auto next = prepare(0);
        for (std::size_t step = 0; step < steps; ++step) {
            const Batch batch = next.get();
            if (step + 1 < steps)
                next = prepare(step + 1);
            const double share =
                (epoch + static_cast<double>(step) / static_cast<double>(steps)) / schedule.epochs;
            for (auto &group : optimizer->param_groups())
                static_cast<torch::optim::SGDOptions &>(group.options())
                    .lr(rateAt(share, schedule.peakRate));
            optimizer->zero_grad();
            const Learned learned = trainee.step(batch.pictures.to(type), batch.targets);
            learned.loss.backward();
            optimizer->step();
            lossSum += learned.loss.item<double>();
            right += learned.logits.argmax(1).eq(batch.labels).sum().item<std::int64_t>();

            const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            const double trained = share * schedule.epochs - done;
            const double left =
                trained > 0 ? seconds / trained * (schedule.epochs * (1 - share)) : -1;
            if (!goOn(progress, {share,
                                 trainee.name + ", epoch " + std::to_string(epoch + 1) + " of " +
                                     std::to_string(schedule.epochs),
                                 left}))
                throw Cancelled();
        }
        trainee.module->eval();
        const Evaluation held = evaluate(trainee.forward, dataset.val, dataset.classes.size(),
                                         normalisation, schedule.bfloat16);
        saveCheckpoint(checkpoint, trainee, *optimizer, key, epoch + 1);
        std::ofstream log(folder / "log.csv", std::ios::app);
        if (log.tellp() == 0)
            log << "network,epoch,loss,train_accuracy,val_accuracy,val_top3,seconds\n";
        log << trainee.name << ',' << epoch + 1 << ',' << lossSum / static_cast<double>(steps)
            << ',' << static_cast<double>(right) / static_cast<double>(steps * batchSize) << ','
            << held.top1 << ',' << held.top3 << ','
            << std::chrono::duration<double>(Clock::now() - begin).count() << '\n';
    }
    trainee.module->eval();
}

} // namespace refocus::train
