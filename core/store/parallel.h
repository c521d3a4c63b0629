// The same work on many things at once, on threads of its own.
#pragma once

#include <cstddef>
#include <functional>

namespace refocus::store {

// Runs work(i) for each i below count, on up to `threads` threads, the caller's among them. All are
// joined before it returns; the exception of one is thrown on, and what is left is then not begun.
void inParallel(std::size_t count, int threads, const std::function<void(std::size_t)> &work);

} // namespace refocus::store
