// How LibTorch's threads wait for one another. Call it first in main, before any thread is started.
#pragma once

namespace refocus::nn {

// Lets them sleep at once instead of turning on their cores. By default GNU's OpenMP runtime, which
// LibTorch runs on, turns for up to a millisecond. Where something else wants the cores as well
// (a second network, a decoder, the window, another program), a thread that turns takes them from
// the very thread that it waits for: a query on two busy cores took 5 s instead of 0.2 s.
//
// The runtime reads the setting from the environment while it is loaded, which is before main. So
// this starts the program again, once, with GOMP_SPINCOUNT set; where that or OMP_WAIT_POLICY is
// set already, or it cannot be done, it changes nothing. argv: main's.
void sleepWhileWaiting(char **argv);

} // namespace refocus::nn
