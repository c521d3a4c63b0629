#include "train/heads.h"

#include "base/error.h"
#include "train/augmentation.h"

namespace refocus::train {

using nn::ResNet;

namespace {

constexpr std::size_t kBatch = 64;
constexpr double kEmbedding = 0.9; // Share of the time that the embeddings take.
constexpr double kRidge = 1e-4;    // Of the weights on standardised embeddings.

// A seed for a view of a picture.
std::uint64_t seedOf(std::uint64_t seed, std::size_t view, std::size_t picture)
{
    return seed * 0x9e3779b97f4a7c15ULL + (view << 40) + picture;
}

// [views * pictures, embedding], view by view.
torch::Tensor embeddingsOf(TrainingSession &session, const std::string &what, ResNet &net,
                           std::size_t views)
{
    torch::NoGradGuard noGradient;
    const Samples &samples = session.dataset.train;
    const int side = session.normalisation.inputSize;
    std::vector<torch::Tensor> rows;
    for (std::size_t view = 0; view < views; ++view)
        for (std::size_t begin = 0; begin < samples.size(); begin += kBatch) {
            const double share =
                (static_cast<double>(view) +
                 static_cast<double>(begin) / static_cast<double>(samples.size())) /
                static_cast<double>(views);
            if (!goOn(session.progress,
                      {share * kEmbedding,
                       what + ", view " + std::to_string(view + 1) + " of " + std::to_string(views),
                       -1}))
                throw Cancelled();
            std::vector<cv::Mat> images;
            for (std::size_t i = begin; i < std::min(begin + kBatch, samples.size()); ++i)
                images.push_back(view == 0 ? resized(samples.images[i], side)
                                           : augmented(samples.images[i], side,
                                                       seedOf(session.schedule.seed, view, i)));
            torch::Tensor x = toTensor(images, session.normalisation);
            if (session.schedule.bfloat16)
                x = x.to(torch::kBFloat16);
            x = net->blocks(net->stem(x), 0, net->last());
            rows.push_back(x.mean({2, 3}, false, torch::kFloat));
        }
    return torch::cat(rows);
}

torch::Tensor smoothedTargets(const TrainingSession &session, std::size_t views)
{
    const auto classes = static_cast<std::int64_t>(session.dataset.classes.size());
    const auto labels = torch::tensor(session.dataset.train.labels, torch::kLong)
                            .repeat({static_cast<std::int64_t>(views)});
    const double wrong = session.schedule.labelSmoothing / static_cast<double>(classes);
    return torch::one_hot(labels, classes).to(torch::kFloat) *
               (1 - session.schedule.labelSmoothing) +
           wrong;
}

} // namespace

void learnHead(TrainingSession &session, const std::string &what, ResNet net,
               const HeadOptions &options)
{
    net->eval();
    const auto views = static_cast<std::size_t>(std::max(1, options.views));
    torch::Tensor x = embeddingsOf(session, what, net, views);
    const torch::Tensor targets = smoothedTargets(session, views);
    // Standardised, so that L-BFGS converges quickly; undone in the layer's weights below.
    const torch::Tensor mean = x.mean(0);
    x.sub_(mean);
    const torch::Tensor deviation = x.square().mean(0).sqrt().clamp_min(1e-6);
    x.div_(deviation);

    torch::Tensor weight = torch::zeros({targets.size(1), x.size(1)}).requires_grad_();
    torch::Tensor bias = torch::zeros({targets.size(1)}).requires_grad_();
    torch::optim::LBFGS optimizer(std::vector<torch::Tensor>{weight, bias},
                                  torch::optim::LBFGSOptions(1)
                                      .max_iter(options.epochs)
                                      .max_eval(options.epochs)
                                      .history_size(10)
                                      .line_search_fn(std::string("strong_wolfe")));
    int pass = 0;
    optimizer.step([&] {
        if (!goOn(session.progress, {kEmbedding + (1 - kEmbedding) * pass++ / options.epochs,
                                     what + ", learning", -1}))
            throw Cancelled();
        optimizer.zero_grad();
        torch::Tensor loss = crossEntropy(torch::addmm(bias, x, weight.t()), targets) +
                             kRidge * weight.square().sum();
        loss.backward();
        return loss;
    });

    torch::NoGradGuard noGradient;
    auto head = net->named_children()["fc"]->named_parameters();
    head["weight"].copy_(weight / deviation);
    head["bias"].copy_(bias - torch::mv(weight / deviation, mean));
}

} // namespace refocus::train
