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

enum class HookChange { kInstalled, kChained, kRenewed, kNone };

// Makes the folder and writes the script. kChained: a hook that stood there is
// run first. kRenewed: ours was there already. Fails with kUsage where it
// cannot be written, or where both a foreign hook and an older one that was put
// aside stand there.
Result<HookChange> install_hook(const std::string& folder,
                                std::string_view name);

// Takes ours away and puts back what stood there before (kChained). kNone where
// the hook is not ours.
Result<HookChange> remove_hook(const std::string& folder,
                               std::string_view name);

}  // namespace stanch
