// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace stanch {

// From now on SIGINT and SIGTERM only raise the flag, so that a run can stop
// soon and report what it has; a second one of the same kind ends the process.
// SIGPIPE is ignored: a closed pipe is an error of write().
void watch_interruptions();

const std::atomic<bool>& interrupted();

// Raises it after so many seconds, by SIGALRM.
void interrupt_after(double seconds);
bool ran_out_of_time();

// The signal that came, or 0.
int interrupting_signal();

}  // namespace stanch
