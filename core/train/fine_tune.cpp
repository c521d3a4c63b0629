#include "train/fine_tune.h"

#include "base/error.h"
#include "train/heads.h"
#include "train/networks.h"
#include "train/tails.h"
#include "train/teachers.h"
#include "train/whole_networks.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <utility>

namespace refocus::train {

using nlohmann::json;
using nn::ResNet;
namespace fs = std::filesystem;

namespace {

// Labels counted in the order of `classes`; none where these are not the data's classes.
std::optional<Dataset> inOrderOf(const std::vector<std::string> &classes, Dataset dataset)
{
    if (!std::ranges::is_permutation(classes, dataset.classes))
        return {};
    std::vector<int> places;
    for (const std::string &name : dataset.classes)
        places.push_back(static_cast<int>(std::ranges::find(classes, name) - classes.begin()));
    for (Samples *samples : {&dataset.train, &dataset.val, &dataset.test})
        for (int &label : samples->labels)
            label = places[static_cast<std::size_t>(label)];
    dataset.classes = classes;
    return dataset;
}

int inputSizeOf(const nn::ModelPack &from, const FineTuneOptions &options)
{
    return options.inputSize > 0 ? options.inputSize : from.manifest().inputSize;
}

// The new pack must not be the old one, nor take the place of yet another.
void requireFree(const fs::path &folder, const nn::ModelPack &from)
{
    std::error_code status;
    if (fs::equivalent(folder, from.folder(), status))
        throw Error(folder, "is the pack to begin with, which is never changed; choose another "
                            "folder");
    if (!fs::exists(folder / "pack.json", status))
        return;
    // Its weights may be half replaced by a training that was stopped.
    std::ifstream in(folder / "pack.json");
    const json pack = json::parse(in, nullptr, false);
    const json::json_pointer parent("/provenance/parent/sha256");
    if (!pack.contains(parent) || pack.at(parent) != from.hash())
        throw Error(folder, "already holds a model pack that was not made from this one");
}

// Floating-point tensors in the given type, as the old pack has them.
nn::TensorMap inType(nn::TensorMap tensors, torch::ScalarType type)
{
    for (auto &[name, tensor] : tensors)
        if (tensor.is_floating_point())
            tensor = tensor.detach().to(type).contiguous();
    return tensors;
}

class FineTuning
{
public:
    FineTuning(const nn::ModelPack &from, Dataset dataset, bool sameClasses,
               const FineTuneOptions &options, const fs::path &folder, const Progress &progress)
        : m_from(from), m_options(options), m_heads(options.head || !sameClasses),
          m_sameClasses(sameClasses), m_pack(from.manifest()),
          m_session(std::move(dataset), {inputSizeOf(from, options), m_pack.mean, m_pack.deviation},
                    baseSchedule(options.batch, options.seed, options.threads, options.precision),
                    folder, progress)
    {
        const int common = sharedBlocksOf(from);
        m_shared = options.sharedBlocks.value_or(common);
        if (m_shared < 0 || m_shared > common)
            throw Error(from.folder(), "its networks share their first " + std::to_string(common) +
                                           " blocks, not " + std::to_string(m_shared));
        if (!(options.teachers.empty() && options.growing.empty()) &&
            (m_shared == 0 || options.fineTuneEpochs == 0))
            throw Error("teachers and growing tails are for whole networks that share blocks");
        requireGrowing(options.growing, options.splices, m_shared);
        m_pack.inputSize = m_session.normalisation.inputSize;
        if (m_pack.inputSize != from.manifest().inputSize && options.fineTuneEpochs == 0)
            throw Error("patches of another size need whole networks that learn them");
        m_session.recipe += " from " + from.hash().substr(0, 16) + " whole " +
                            std::to_string(options.fineTuneEpochs) + " shared " +
                            std::to_string(m_shared) + " cutmix " + std::to_string(options.cutMix) +
                            " teacher " + std::to_string(options.teacherShare);
        for (const nn::Splice &splice : options.growing)
            m_session.recipe += " with " + splice.name();
        if (m_heads)
            m_session.recipe += " heads " + std::to_string(options.headEpochs) + ' ' +
                                std::to_string(options.headViews);
        m_pack.name = options.name.empty() ? m_pack.name : options.name;
        m_pack.classes = m_session.dataset.classes;
        m_pack.ingest.classes = m_pack.query.classes = static_cast<int>(m_pack.classes.size());
    }

    nn::ModelPack toPack()
    {
        fs::create_directories(m_session.folder);
        torch::manual_seed(m_options.seed);
        const fs::path folder = m_from.folder();
        ResNet ingest = loadNetwork(folder / m_pack.ingestWeights, m_from.manifest().ingest);
        ResNet query = loadNetwork(folder / m_pack.queryWeights, m_from.manifest().query);
        if (m_heads) {
            ingest = withNewHead("ingest", ingest);
            query = withNewHead("query", query);
        }
        std::map<nn::Splice, ResNet> grown;
        if (m_options.fineTuneEpochs > 0) {
            grown = fineTune(ingest, query);
        } else {
            measure("ingest", ingest);
            measure("query", query);
        }
        const auto old = std::exchange(m_pack.tails, {});
        m_pack.tails = makeTails(m_session,
                                 {splicesToMake(old), m_shared, m_options.tailEpochs,
                                  m_options.fineTuneRate, m_options.distillation, grown},
                                 ingest, query, m_pack.queryWeights);
        takeOver(old, ingest);
        // Last: a pack that is there already stays whole when a tail's checkpoint is refused.
        writeNetwork(m_pack.ingestWeights, ingest);
        writeNetwork(m_pack.queryWeights, query);
        // An index is the ingest network's and its classes'.
        if (m_heads || m_options.fineTuneEpochs > 0)
            m_pack.ancestors.clear();
        else
            m_pack.ancestors.insert(m_pack.ancestors.begin(), m_from.hash());
        m_pack.metricsJson = m_session.metrics.dump();
        m_pack.provenanceJson = provenance().dump();
        return nn::ModelPack::write(m_session.folder, m_pack);
    }

private:
    ResNet withNewHead(const std::string &name, ResNet &net)
    {
        ResNet renewed = withClasses(net, m_pack.query.classes);
        useChannelsLast(*renewed);
        learnHead(m_session, "head of the " + name + " network", renewed,
                  {m_options.headEpochs, m_options.headViews});
        return renewed;
    }

    // Returns the tails that grew with them.
    std::map<nn::Splice, ResNet> fineTune(ResNet &ingest, ResNet &query)
    {
        WholeOptions whole;
        whole.epochs = m_options.fineTuneEpochs;
        whole.rate = m_options.fineTuneRate;
        whole.cutMix = m_options.cutMix;
        whole.distillation = m_options.distillation;
        whole.teachers = loadTeachers(m_session, m_options.teachers);
        whole.teacherShare = m_options.teacherShare;
        if (m_shared > 0) {
            std::vector<GrowingTail> growing;
            for (const nn::Splice &splice : m_options.growing)
                growing.push_back({splice, tailToBegin(splice, query)});
            fitTogether(m_session, ingest, query, m_shared, whole, growing);
            return bySplice(growing);
        }
        fit(m_session, "ingest", ingest, whole);
        fit(m_session, "query", query, whole);
        return {};
    }

    // The old pack's, where it has one for these classes; else the query network.
    ResNet tailToBegin(const nn::Splice &splice, ResNet &query) const
    {
        ResNet tail = copyOf(query);
        for (const nn::Tail &old : m_from.manifest().tails)
            if (!m_heads && old.splice == splice && old.ingestTo == splice.from)
                tail = loadNetwork(m_from.folder() / old.weights, m_pack.query);
        return tail;
    }

    void measure(const std::string &name, ResNet &net)
    {
        net->eval();
        useChannelsLast(*net);
        m_session.measure(name, [&](const torch::Tensor &x) { return net->forward(x); });
    }

    // What has not changed keeps its very bytes.
    void writeNetwork(const std::string &name, const ResNet &net)
    {
        if (!m_heads && m_options.fineTuneEpochs == 0)
            copyFile(name, name);
        else
            nn::writeSafetensors(m_session.folder / name, inType(namedTensors(net), storedType()));
    }

    // The one type in which both networks are written, so that shared blocks stay the same.
    torch::ScalarType storedType() const
    {
        const auto typeIn = [&](const std::string &name) {
            return nn::readSafetensors(m_from.folder() / name).at("fc.weight").scalar_type();
        };
        return torch::promote_types(typeIn(m_from.manifest().ingestWeights),
                                    typeIn(m_from.manifest().queryWeights));
    }

    void copyFile(const std::string &from, const std::string &to) const
    {
        std::error_code status;
        fs::copy_file(m_from.folder() / from, m_session.folder / to,
                      fs::copy_options::overwrite_existing, status);
        if (status)
            throw Error(m_session.folder / to, "could not be written: " + status.message());
    }

    // Those asked for, and those of the old pack that need no tail of their own in the new one.
    std::vector<nn::Splice> splicesToMake(const std::vector<nn::Tail> &old) const
    {
        std::vector<nn::Splice> splices = m_options.splices;
        for (const nn::Tail &tail : old)
            if (tail.splice.from == tail.splice.to && tail.splice.from <= m_shared &&
                std::ranges::find(splices, tail.splice) == splices.end())
                splices.push_back(tail.splice);
        return splices;
    }

    // Adds the old pack's other tails while what they stand on has not changed.
    void takeOver(const std::vector<nn::Tail> &old, ResNet &ingest)
    {
        if (!m_sameClasses || m_options.fineTuneEpochs > 0)
            return;
        std::set<std::string> taken;
        for (const nn::Tail &tail : m_pack.tails)
            taken.insert(tail.weights);
        std::map<std::string, std::string> copied; // Old file to new file.
        for (nn::Tail tail : old) {
            if (std::ranges::find(m_pack.tails, tail.splice, &nn::Tail::splice) !=
                    m_pack.tails.end() ||
                tail.weights == m_from.manifest().queryWeights)
                continue;
            const auto [entry, isNew] = copied.try_emplace(tail.weights, tail.weights);
            std::string &file = entry->second;
            if (isNew) {
                while (taken.contains(file))
                    file = "old-" + file;
                taken.insert(file);
                copyFile(tail.weights, file);
                measureTail(tail, file, ingest);
            }
            tail.weights = file;
            tail.accuracy = m_session.accuracy(fs::path(file).stem());
            m_pack.tails.push_back(std::move(tail));
        }
    }

    void measureTail(const nn::Tail &tail, const std::string &file, ResNet &ingest)
    {
        ResNet net = loadNetwork(m_session.folder / file, m_pack.query);
        net->eval();
        useChannelsLast(*net);
        const int entry = tail.splice.to + tail.ingestTo - tail.splice.from;
        m_session.measure(fs::path(file).stem(), [&](const torch::Tensor &x) {
            const torch::Tensor map = ingest->blocks(ingest->stem(x), 0, tail.ingestTo);
            return net->head(net->blocks(map, entry, net->last()));
        });
    }

    json provenance() const
    {
        json made = json::parse(m_options.provenanceJson, nullptr, false);
        if (!made.is_object())
            made = json::object();
        made["parent"] = {
            {"name", m_from.manifest().name},
            {"sha256", m_from.hash()},
            {"provenance", json::parse(m_from.manifest().provenanceJson, nullptr, false)}};
        json tails = json::array();
        for (const nn::Splice &splice : m_options.splices)
            tails.push_back(splice.name());
        made["training"] = {{"new_heads", m_heads},
                            {"fine_tune_epochs", m_options.fineTuneEpochs},
                            {"shared_blocks", m_shared},
                            {"retrained_splices", tails},
                            {"tail_epochs", m_options.tailEpochs},
                            {"rate", m_options.fineTuneRate},
                            {"seed", m_options.seed},
                            {"pictures",
                             {{"train", m_session.dataset.train.size()},
                              {"val", m_session.dataset.val.size()},
                              {"test", m_session.dataset.test.size()}}}};
        return made;
    }

    const nn::ModelPack &m_from;
    const FineTuneOptions &m_options;
    const bool m_heads, m_sameClasses;
    int m_shared = 0;
    nn::PackManifest m_pack; // Begins as the old one's.
    TrainingSession m_session;
};

} // namespace

nn::ModelPack fineTunePack(const nn::ModelPack &from, const FineTuneOptions &options,
                           const fs::path &folder, const Progress &progress)
{
    requireFree(folder, from);
    const auto dataset =
        loadDataset(options.data, storedSide(inputSizeOf(from, options)), progress);
    return fineTunePack(from, dataset, options, folder, progress);
}

nn::ModelPack fineTunePack(const nn::ModelPack &from, const Dataset &dataset,
                           const FineTuneOptions &options, const fs::path &folder,
                           const Progress &progress)
{
    const nn::PackManifest &old = from.manifest();
    requireFree(folder, from);
    for (const nn::Splice &splice : options.splices)
        nn::requireFits(splice, old.ingest, old.query, inputSizeOf(from, options));
    FineTuneOptions its = options;
    // A few pictures of one's own make a small batch, not an error.
    its.batch = std::min(options.batch, static_cast<int>(dataset.train.size()));
    auto reordered = inOrderOf(old.classes, dataset);
    const bool same = reordered.has_value();
    return FineTuning(from, same ? std::move(*reordered) : dataset, same, its, folder, progress)
        .toPack();
}

int sharedBlocksOf(const nn::ModelPack &pack)
{
    const nn::PackManifest &manifest = pack.manifest();
    const auto ingest = nn::readSafetensors(pack.folder() / manifest.ingestWeights);
    const auto query = nn::readSafetensors(pack.folder() / manifest.queryWeights);
    // Of every tensor whose name begins so, that is of a block or of the stem.
    const auto same = [&](const std::string &prefix) {
        for (auto found = ingest.lower_bound(prefix);
             found != ingest.end() && found->first.starts_with(prefix); ++found) {
            const auto other = query.find(found->first);
            if (found->first.ends_with("num_batches_tracked"))
                continue;
            if (other == query.end() ||
                !found->second.to(torch::kDouble).equal(other->second.to(torch::kDouble)))
                return false;
        }
        return true;
    };
    if (!same("conv1.") || !same("bn1."))
        return 0;
    const int common = commonBlocks(manifest.ingest, manifest.query);
    int number = 0;
    for (int stage = 0; stage < 4; ++stage)
        for (int i = 0; i < manifest.ingest.stages[static_cast<std::size_t>(stage)]; ++i)
            if (number == common ||
                !same("layer" + std::to_string(stage + 1) + '.' + std::to_string(i) + '.'))
                return number;
            else
                ++number;
    return number;
}

} // namespace refocus::train
