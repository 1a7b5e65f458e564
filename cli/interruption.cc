// SPDX-License-Identifier: Apache-2.0
#include "cli/interruption.h"

#include <algorithm>
#include <cmath>
#include <csignal>

#include <sys/time.h>

namespace stanch {
namespace {

std::atomic<bool> flag = false;
std::atomic<int> signal_number = 0;
static_assert(std::atomic<bool>::is_always_lock_free);
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void note_signal(int number) {
  signal_number = number;
  flag = true;
}

}  // namespace

void watch_interruptions() {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  // No SA_RESTART: a read that blocks returns and can be given up.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void interrupt_after(double seconds) {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  ::sigaction(SIGALRM, &action, nullptr);
  // Of zero it would never ring.
  auto micros = std::max(1L, std::lround(seconds * 1e6));
  itimerval timer = {};
  timer.it_value.tv_sec = micros / 1'000'000;
  timer.it_value.tv_usec = micros % 1'000'000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

bool ran_out_of_time() { return signal_number == SIGALRM; }

const std::atomic<bool>& interrupted() { return flag; }

int interrupting_signal() { return signal_number; }

}  // namespace stanch
