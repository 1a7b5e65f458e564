// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// One hook of a repository as a file: <folder>/<name>, a script of ours. A hook
// that stood there before keeps its place in the order: it stands beside ours
// as <name>.before-stanch, ours runs it first, and its refusal counts.
//
// Names: pre-commit, pre-push, pre-receive.

// What is to be written.
struct HookScript {
  std::string_view name;
  // In a folder for every repository: what runs first is the repository's own.
  bool for_all = false;
  bool passes_only = false;  // and nothing else: it does not ask stanch
  double budget = 0;         // seconds that stanch may take; 0: no limit
};

enum class HookChange { kInstalled, kChained, kRenewed, kNone };

// Makes the folder and writes the script. kChained: a hook that stood there is
// run first. kRenewed: ours was there already. Fails with kUsage where it
// cannot be written, or where both a foreign hook and an older one that was put
// aside stand there.
Result<HookChange> install_hook(const std::string& folder,
                                const HookScript& script);

// Takes ours away and puts back what stood there before (kChained). kNone where
// the hook is not ours.
Result<HookChange> remove_hook(const std::string& folder,
                               std::string_view name);

// What stands where a hook goes.
enum class HookState {
  kNone,
  kOurs,
  kCallsUs,  // somebody else's that names stanch, or a hook manager's
  kForeign,
};
HookState hook_state(const std::string& folder, std::string_view name);

}  // namespace stanch
