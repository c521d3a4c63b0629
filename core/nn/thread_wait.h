// How LibTorch's threads wait for one another. Call it first in main, before any thread is started.
#pragma once

namespace refocus::nn {

// Lets them sleep soon instead of turning on their cores. By default GNU's OpenMP runtime, which
// LibTorch runs on, turns for up to a millisecond. Where something else wants the cores as well
// (a second network, a decoder, the window, another program), a thread that turns takes them from
// the very thread that it waits for. 848 verdicts on two cores, with three other programs that
// compute: 4.7 s if they turn for 20,000 rounds, 2.1 s for 1,000, 1.5 s for none; on the machine
// alone 0.43 s, 0.45 s and 1.2 s. So it is 1,000.
//
// The runtime reads the setting from the environment while it is loaded, which is before main. So
// this starts the program again, once, with GOMP_SPINCOUNT set; where that or OMP_WAIT_POLICY is
// set already, or it cannot be done, it changes nothing. argv: main's.
void sleepWhileWaiting(char **argv);

} // namespace refocus::nn
