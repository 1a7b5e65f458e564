// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "history/attribution.h"
#include "history/commit_table.h"
#include "history/ref_tips.h"

namespace stanch {

// What leads to each commit. Immutable.
class CommitReach {
 public:
  CommitReach(const CommitTable& commits, const RefTips& tips);

  // The best way that leads to a commit.
  Reach best(CommitNumber commit) const;
  // Refs lead to it: 0; reflogs only: 1; nothing: 2. Never less than that of
  // its parents.
  std::uint8_t tier(CommitNumber commit) const { return tier_of(best(commit)); }
  static std::uint8_t tier_of(Reach reach);

  static Reach of(RefKind kind);

 private:
  std::vector<std::uint8_t> ways_;  // by commit: a bit for each Reach
};

inline constexpr std::uint8_t kTiers = 3;

}  // namespace stanch
