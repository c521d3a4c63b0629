#include "train/evaluation.h"

#include "train/augmentation.h"
#include "train/trainer.h"

#include <numeric>

namespace refocus::train {

double Evaluation::recall(std::size_t classId) const
{
    const auto &row = confusion.at(classId);
    const int all = std::accumulate(row.begin(), row.end(), 0);
    return all == 0 ? 0 : static_cast<double>(row[classId]) / all;
}

Evaluation evaluate(const std::function<torch::Tensor(const torch::Tensor &)> &forward,
                    const Samples &samples, std::size_t classes, const Normalisation &normalisation,
                    bool bfloat16)
{
    constexpr std::size_t kBatch = 64;
    torch::NoGradGuard noGradient;
    Evaluation result;
    result.pictures = samples.size();
    result.confusion.assign(classes, std::vector<int>(classes));
    std::size_t first = 0, third = 0;
    for (std::size_t begin = 0; begin < samples.size(); begin += kBatch) {
        const std::size_t count = std::min(kBatch, samples.size() - begin);
        std::vector<cv::Mat> images;
        for (std::size_t i = begin; i < begin + count; ++i)
            images.push_back(resized(samples.images[i], normalisation.inputSize));
        torch::Tensor pictures = toTensor(images, normalisation);
        if (bfloat16)
            pictures = pictures.to(torch::kBFloat16);
        const auto best = std::get<1>(
            forward(pictures).topk(std::min<std::int64_t>(3, static_cast<std::int64_t>(classes))));
        const auto rows = best.accessor<std::int64_t, 2>();
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = rows[static_cast<std::int64_t>(i)];
            const int label = samples.labels[begin + i];
            ++result.confusion[static_cast<std::size_t>(label)][static_cast<std::size_t>(row[0])];
            first += row[0] == label;
            for (std::int64_t k = 0; k < row.size(0); ++k)
                third += row[k] == label;
        }
    }
    if (samples.size() > 0) {
        result.top1 = static_cast<double>(first) / static_cast<double>(samples.size());
        result.top3 = static_cast<double>(third) / static_cast<double>(samples.size());
    }
    return result;
}

} // namespace refocus::train
