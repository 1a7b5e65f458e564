// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stanch {

// What git calls through the scripts of cli/hook_file.h.
struct HookCall {
  std::string name;    // pre-commit, pre-push or pre-receive
  std::string remote;  // of pre-push: the one that is pushed to
  double budget = 0;   // seconds that it may take; 0: as many as it needs
};

// Checks what is about to be committed or pushed (a push's refs are read from
// standard input), and returns the exit code: 0 lets it pass. Who gives a
// reason passes with findings, too: STANCH_BYPASS before a commit and before a
// push leaves, the push option `stanch.bypass=` on a server, whose
// receive.advertisePushOptions decides whether there are any. The findings and
// the reason are written into the inventory; where that fails, nothing passes.
int run_hook(const HookCall& call);

}  // namespace stanch
