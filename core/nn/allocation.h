// How the program keeps the memory that networks compute in. Call it any time; any thread.
#pragma once

namespace refocus::nn {

// Keeps what activations take from one batch to the next. By default glibc gives memory at the
// heap's end back to the system and takes it again, page by page, whenever the heap happens to lie
// so that activations are at its end: the same query network then took 0.37 ms a patch in one
// program start out of three, and 0.33 in the others. Does nothing without glibc.
void keepActivationMemory();

} // namespace refocus::nn
