// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "history/commit_table.h"
#include "history/ref_tips.h"

namespace stanch {

// Some commits of a table.
using CommitSet = std::vector<bool>;  // by number

// Which commits count: those that are reachable from one of the refs that are
// asked for. Nothing asked for restricts nothing.
struct Selection {
  // Refs whose full name matches one of these, as in `git log --glob`: "refs/"
  // may be left out, `*` and `?` stand for '/' too, and a name without a
  // wildcard is that ref and all refs below it. Also "HEAD".
  std::vector<std::string> globs;
  // Branches, of this repository or a remote: "main", "origin/main".
  std::vector<std::string> branches;
  // All refs and HEAD; no reflogs.
  bool reachable = false;

  bool restricts() const {
    return reachable || !globs.empty() || !branches.empty();
  }
};

// The selected commits, and with them all their ancestors.
// kUsage: a glob or a branch that names no ref.
Result<CommitSet> select(const CommitTable& commits, const RefTips& tips,
                         const Selection& selection);

}  // namespace stanch
