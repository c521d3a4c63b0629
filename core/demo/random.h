// Random numbers that are the same on every machine: splitmix64. A value; not shared by threads.
#pragma once

#include <cstdint>

namespace refocus::demo {

constexpr std::uint64_t mixBits(std::uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(mixBits(seed + 0x632be59bd9b4e019ull)) {}

    std::uint64_t next() { return mixBits(m_state += 0x9e3779b97f4a7c15ull); }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; } // [0, 1)
    double between(double low, double high) { return low + (high - low) * unit(); }
    int below(int n) { return static_cast<int>(unit() * n); } // 0 … n - 1
    bool chance(double p) { return unit() < p; }

private:
    std::uint64_t m_state;
};

} // namespace refocus::demo
