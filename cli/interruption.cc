// SPDX-License-Identifier: Apache-2.0
#include "cli/interruption.h"

#include <csignal>

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

const std::atomic<bool>& interrupted() { return flag; }

int interrupting_signal() { return signal_number; }

}  // namespace stanch
