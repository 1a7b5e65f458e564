// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "history/commit_table.h"
#include "history/ref_tips.h"

namespace stanch {

// Some commits of a table.
using CommitSet = std::vector<bool>;  // by number

// Which commits count. What is not asked for restricts nothing.
struct Selection {
  // Only commits reachable from a ref whose full name matches one of these
  // globs ("refs/heads/*", as `git log --glob`: without a wildcard, all below
  // it), or from one of these branches ("main" or "refs/heads/main", also of a
  // remote: "origin/main").
  std::vector<std::string> globs;
  std::vector<std::string> branches;
  // Only commits reachable from any ref or HEAD; no reflogs.
  bool reachable = false;
  // Of each commit on the way down, only its first parent.
  bool first_parent = false;
  // Only commits of that date or later.
  std::optional<std::int64_t> since;
  // Not these commits and what they reach.
  std::vector<CommitNumber> without;
  // Only so many, the newest.
  std::optional<std::size_t> max_count;

  bool restricts() const {
    return !globs.empty() || !branches.empty() || reachable || first_parent ||
           since || !without.empty() || max_count;
  }
};

// kUsage: a glob or a branch that names no ref.
Result<CommitSet> select(const CommitTable& commits, const RefTips& tips,
                         const Selection& selection);

}  // namespace stanch
