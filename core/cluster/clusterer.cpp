#include "cluster/clusterer.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace refocus::cluster {
namespace {

// Share of an unsure representative's quality at which a sure member takes its place.
constexpr float kWorthASureOne = 0.5F;

constexpr std::uint32_t kStateMagic = 0x32734c43;     // "CLs2"
constexpr std::uint32_t kStateOfNoKinds = 0x31734c43; // "CLs1", before clusters had kinds.

// Sixteen sums side by side: vectorises without -ffast-math and adds up in a fixed order.
float dot(const float *a, const float *b, std::size_t n)
{
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sums{};
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    }
    for (; i < n; ++i)
        sums[0] += a[i] * b[i];
    for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
        for (std::size_t lane = 0; lane < half; ++lane)
            sums[lane] += sums[lane + half];
    }
    return sums[0];
}

// 0 for a vector without a direction (all zero, or not finite).
float inverseLength(const float *v, std::size_t n)
{
    const float squared = dot(v, v, n);
    return squared > 0 && std::isfinite(squared) ? 1.0F / std::sqrt(squared) : 0.0F;
}

// The cosine of two unit vectors at this Euclidean distance: distance^2 = 2 - 2 cos.
float cosineAt(float distance) { return 1.0F - distance * distance / 2.0F; }

template <class T> void append(std::string &bytes, const T &value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

template <class T> T take(std::string_view &bytes)
{
    T value;
    if (bytes.size() < sizeof value)
        throw Error("The clusters' saved state is cut off");
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes.remove_prefix(sizeof value);
    return value;
}

} // namespace

std::optional<ClassId> sureClass(std::span<const ClassScore> topK, const ClusterOptions &options)
{
    if (topK.empty() || topK.front().p < options.sure)
        return std::nullopt;
    return topK.front().classId;
}

Clusterer::Clusterer(const ClusterOptions &options) : m_options(options)
{
    m_options.maxActive = std::max(1, m_options.maxActive);
}

Clusterer::Clusterer(const ClusterOptions &options, std::string_view state) : Clusterer(options)
{
    const auto magic = take<std::uint32_t>(state);
    if (magic != kStateMagic && magic != kStateOfNoKinds)
        throw Error("The clusters' saved state is of another program");
    m_next = take<ClusterId>(state);
    m_uses = take<std::uint64_t>(state);
    m_length = take<std::uint32_t>(state);
    const auto count = take<std::uint32_t>(state);
    if (count > static_cast<std::uint32_t>(m_options.maxActive) || count > m_next)
        throw Error("The clusters' saved state is of other options");
    for (std::uint32_t i = 0; i < count; ++i) {
        Active active;
        active.id = take<ClusterId>(state);
        active.lastUse = take<std::uint64_t>(state);
        active.quality = take<float>(state);
        active.representatives = take<std::int32_t>(state);
        active.inverseNorm = take<float>(state);
        if (magic == kStateMagic) {
            active.kind = take<std::int32_t>(state);
            active.sure = take<std::int32_t>(state) != 0;
        }
        m_active.push_back(active);
    }
    if (state.size() != m_length * count * sizeof(float))
        throw Error("The clusters' saved state has the wrong length");
    m_sums.resize(m_length * count);
    if (!state.empty())
        std::memcpy(m_sums.data(), state.data(), state.size());
    m_unit.resize(m_length);
}

Assignment Clusterer::add(std::span<const float> embedding, float quality,
                          std::optional<ClusterId> hint, std::optional<ClassId> kind)
{
    assert(!embedding.empty() && (m_length == 0 || m_length == embedding.size()));
    if (m_length == 0) {
        m_length = embedding.size();
        m_unit.resize(m_length);
    }
    const float scale = inverseLength(embedding.data(), m_length);
    for (std::size_t i = 0; i < m_length; ++i)
        m_unit[i] = scale > 0 ? embedding[i] * scale : 0.0F;

    // 1. The cosine that a member must reach.
    const float enough = cosineAt(m_options.threshold);
    const float enoughForHint =
        cosineAt(m_options.threshold * std::max(1.0F, m_options.hintFactor));
    const std::int32_t its = kind ? static_cast<std::int32_t>(*kind) : kNoKind;
    std::optional<std::size_t> found;
    float best = enough;

    // 2. The hinted cluster, if near enough, without looking at the others.
    if (hint) {
        const auto it = std::ranges::find(m_active, *hint, &Active::id);
        if (it != m_active.end() && it->mayTake(its)) {
            const auto slot = static_cast<std::size_t>(it - m_active.begin());
            const float cos = cosine(slot);
            if (cos >= enoughForHint) {
                found = slot;
                best = cos;
            }
        }
    }
    // 3. Else the nearest.
    if (!found) {
        for (std::size_t slot = 0; slot < m_active.size(); ++slot) {
            if (!m_active[slot].mayTake(its))
                continue;
            const float cos = cosine(slot);
            if (found ? cos > best : cos >= best) {
                found = slot;
                best = cos;
            }
        }
    }
    // 4. Else a new one.
    if (!found) {
        const std::size_t slot = freeSlot();
        std::ranges::copy(m_unit, m_sums.begin() + static_cast<std::ptrdiff_t>(slot * m_length));
        m_active[slot] = {m_next++, ++m_uses,      quality, 1, scale > 0 ? 1.0F : 0.0F,
                          its,      its != kNoKind};
        return {m_active[slot].id, true, true, 0.0F};
    }

    // 5. The centroid moves towards the new member, which may become the representative.
    Active &active = m_active[*found];
    float *sum = m_sums.data() + *found * m_length;
    for (std::size_t i = 0; i < m_length; ++i)
        sum[i] += m_unit[i];
    active.inverseNorm = inverseLength(sum, m_length);
    active.lastUse = ++m_uses;
    if (active.kind == kNoKind)
        active.kind = its;
    Assignment result{active.id, false, false, std::sqrt(std::max(0.0F, 2.0F - 2.0F * best))};
    const float better =
        std::pow(m_options.clearlyBetter, static_cast<float>(active.representatives));
    // A patch of the cluster's kind stands for it rather than one of no sure kind.
    const bool isSure = its != kNoKind;
    const bool represents = isSure == active.sure
                                ? quality >= better * active.quality
                                : isSure && quality >= kWorthASureOne * active.quality;
    if (quality > 0 && represents && active.representatives < m_options.maxRepresentatives &&
        cosine(*found) >= enough) {
        active.quality = quality;
        active.sure = isSure;
        ++active.representatives;
        result.becomesRepresentative = true;
    }
    return result;
}

float Clusterer::cosine(std::size_t slot) const
{
    return dot(m_unit.data(), m_sums.data() + slot * m_length, m_length) *
           m_active[slot].inverseNorm;
}

// A new slot, or that of the least recently used cluster, which so is closed.
std::size_t Clusterer::freeSlot()
{
    if (m_active.size() < static_cast<std::size_t>(m_options.maxActive)) {
        m_active.emplace_back();
        m_sums.resize(m_active.size() * m_length);
        return m_active.size() - 1;
    }
    return static_cast<std::size_t>(std::ranges::min_element(m_active, {}, &Active::lastUse) -
                                    m_active.begin());
}

std::string Clusterer::state() const
{
    std::string bytes;
    bytes.reserve(32 + m_active.size() * 32 + m_sums.size() * sizeof(float));
    append(bytes, kStateMagic);
    append(bytes, m_next);
    append(bytes, m_uses);
    append(bytes, static_cast<std::uint32_t>(m_length));
    append(bytes, static_cast<std::uint32_t>(m_active.size()));
    for (const Active &active : m_active) {
        append(bytes, active.id);
        append(bytes, active.lastUse);
        append(bytes, active.quality);
        append(bytes, static_cast<std::int32_t>(active.representatives));
        append(bytes, active.inverseNorm);
        append(bytes, active.kind);
        append(bytes, static_cast<std::int32_t>(active.sure));
    }
    bytes.append(reinterpret_cast<const char *>(m_sums.data()), m_sums.size() * sizeof(float));
    return bytes;
}

} // namespace refocus::cluster
