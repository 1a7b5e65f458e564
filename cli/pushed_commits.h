// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "git/commit_choice.h"

namespace stanch {

// Which hook asks: before a push leaves, or on the server before it is taken.
enum class PushHook { kPrePush, kPreReceive };

// The commits that a push brings (githooks(5)): `lines` is what git wrote to
// the hook, `remote` the name of the remote that is pushed to. Those are left
// out that the other side has already, as far as that is known here: for
// kPrePush by the remote's branches in this clone, for kPreReceive by all refs.
// Empty where only refs are deleted.
//
// In the repository of the current folder, or of GIT_DIR; objects in quarantine
// are read as git's variables say. kUsage: a line is not git's. kUnreadable: an
// object that is pushed cannot be read.
Result<CommitChoice> pushed_commits(PushHook hook, std::string_view lines,
                                    std::string_view remote);

}  // namespace stanch
