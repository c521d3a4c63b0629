#include "targets.h"

#include "statistics.h"

#include <algorithm>

namespace refocus::benchmark {

using nlohmann::json;

namespace {

constexpr int kBatch = 8;         // Of the bounds on latency.
constexpr double kPoints = 0.005; // Half a point of accuracy.

class Targets
{
public:
    Targets(std::span<const Latency> latencies, std::span<const DatasetResult> datasets)
        : m_latencies(latencies), m_datasets(datasets)
    {
        m_table = {"targets", "Targets", {"what", "bound", "measured", "holds"},
                   {},        "holds",   "**does not hold**"};
    }

    Table table()
    {
        reductions();
        bestSplice();
        urbanAccuracy();
        bfloat16();
        int8();
        return m_table;
    }

private:
    void add(const std::string &what, const char *relation, double bound, double measured,
             bool holds)
    {
        char text[48];
        std::snprintf(text, sizeof text, "%s %g", relation, bound);
        m_table.rows.push_back({what, text, measured, holds});
    }
    void atLeast(const std::string &what, double bound, double measured, int places)
    {
        add(what, "≥", bound, rounded(measured, places), measured >= bound);
    }

    void reductions()
    {
        for (const auto &[name, bound] :
             {std::pair{"4→4", 12.0}, {"7→7", 18.0}, {"7→11", 24.0}, {"13→24", 42.0}})
            for (const Latency &l : m_latencies)
                if (l.batch == kBatch && l.splice && l.splice->label() == name)
                    atLeast("reduction of " + l.splice->label() + ", batch 8, " + l.precision +
                                ", %",
                            bound, 100 * l.reduction, 1);
    }

    // The latency of full width decides where it was measured, at its worst precision; else that of
    // the pictures themselves.
    void bestSplice()
    {
        for (const DatasetResult &dataset : m_datasets) {
            if (dataset.retrained.empty())
                continue;
            std::vector<Depth> depths = dataset.retrained;
            for (Depth &depth : depths) {
                std::optional<double> worst;
                for (const Latency &l : m_latencies)
                    if (l.batch == kBatch && l.splice && l.splice->label() == depth.name)
                        worst = std::min(worst.value_or(1), l.reduction);
                depth.reduction = worst.value_or(depth.reduction);
            }
            const auto best = bestWithin(dataset.query, kPoints, depths);
            atLeast(dataset.name + ": best reduction within 0.5 points of no reuse" +
                        (best ? " (" + best->name + ")" : "") + ", %",
                    40, best ? 100 * best->reduction : 0, 1);
        }
    }

    void urbanAccuracy()
    {
        for (const DatasetResult &dataset : m_datasets) {
            if (dataset.name != "urban-random")
                continue;
            atLeast("urban-random: accuracy of no reuse", 0.967, dataset.query, 4);
            for (const auto &[name, bound] : {std::pair{"4→4", 0.958}, {"7→7", 0.969}}) {
                const auto found = std::ranges::find(dataset.retrained, name, &Depth::name);
                if (found != dataset.retrained.end())
                    atLeast("urban-random: accuracy of " + found->name + " retrained", bound,
                            found->accuracy, 4);
            }
        }
    }

    void bfloat16()
    {
        for (const Latency &l : m_latencies)
            if (l.batch == kBatch && !l.splice && l.precision == "bf16" && l.timesAsFast > 0)
                atLeast("bf16 times as fast as fp32, no reuse, batch 8", 1.7, l.timesAsFast, 2);
        equalVerdicts("bf16 as fp32", &Agreement::bf16);
    }

    void int8()
    {
        for (const DatasetResult &dataset : m_datasets) {
            double largest = 0;
            for (const auto &[cut, bytes] : dataset.maps)
                largest = std::max(largest, 100 * bytes.int8 / bytes.fp32);
            if (largest > 0)
                add(dataset.name + ": largest int8 map, % of fp32", "≤", 20, rounded(largest, 1),
                    largest <= 20);
        }
        equalVerdicts("int8 maps as fp32 maps", &Agreement::int8);
    }

    void equalVerdicts(const std::string &what, double Agreement::*share)
    {
        for (const DatasetResult &dataset : m_datasets) {
            const Agreement *worst = nullptr;
            for (const Agreement &agreement : dataset.agreements)
                if (agreement.*share >= 0 && (!worst || agreement.*share < worst->*share))
                    worst = &agreement;
            if (worst)
                atLeast(dataset.name + ": fewest equal verdicts, " + what + " (" + worst->network +
                            "), %",
                        99.5, 100 * (worst->*share), 2);
        }
    }

    std::span<const Latency> m_latencies;
    std::span<const DatasetResult> m_datasets;
    Table m_table;
};

} // namespace

Table targetTable(std::span<const Latency> latencies, std::span<const DatasetResult> datasets)
{
    return Targets(latencies, datasets).table();
}

} // namespace refocus::benchmark
