// SHA-256 (FIPS 180-4) of bytes that arrive in pieces. One object a thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace refocus {

class Sha256
{
public:
    Sha256();
    ~Sha256();
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
    std::string hexDigest(); // 64 lower-case digits; ends the sum.

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace refocus
