// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "history/commit_reach.h"
#include "history/commit_set.h"
#include "history/commit_table.h"

namespace stanch {

// The commits that count, as a graph of their own: what is not selected is
// neither parent nor child. Immutable; borrows all.
class ActiveCommits {
 public:
  ActiveCommits(const CommitTable& table, const CommitReach& reach,
                const CommitSet* selected)
      : table_(table),
        reach_(reach),
        selected_(selected),
        children_(table.size()) {
    for (CommitNumber commit = 0; commit < table.size(); ++commit) {
      if (!has(commit)) continue;
      for (CommitNumber parent : table.parents(commit)) {
        if (reach.tier(parent) == reach.tier(commit)) ++children_[parent];
      }
    }
  }

  const CommitTable& table() const { return table_; }
  const CommitReach& reach() const { return reach_; }

  bool has(CommitNumber commit) const {
    return selected_ == nullptr || (*selected_)[commit];
  }
  // How many children of its own tier it has.
  std::uint32_t children(CommitNumber commit) const {
    return children_[commit];
  }

 private:
  const CommitTable& table_;
  const CommitReach& reach_;
  const CommitSet* selected_;
  std::vector<std::uint32_t> children_;
};

}  // namespace stanch
