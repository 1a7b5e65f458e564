// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "history/active_commits.h"
#include "history/attribution.h"

namespace stanch {

// Finds the spans of things (leaks, secrets) from what is said of commits one
// by one. Things are numbers from 0. One thread; borrows the commits.
class SpanTracker {
 public:
  explicit SpanTracker(const ActiveCommits& commits) : commits_(commits) {}

  // The commit holds it and none of its parents does.
  void begin(std::uint32_t thing, CommitNumber commit);
  // The parent holds it and the child does not.
  void lose(std::uint32_t thing, CommitNumber parent, CommitNumber child);
  // The commit holds it and has no child of its tier. After all begin().
  void end(std::uint32_t thing, CommitNumber commit);

  // Tier of the best commit that holds it; kTiers: none does.
  std::uint8_t tier(std::uint32_t thing) const {
    return thing < tiers_.size() ? tiers_[thing] : kTiers;
  }

  // All that was said, told together. `open`, `in_head` and `from_before` are
  // left to others, and `removed` is told for open ones too.
  std::vector<Span> take(std::uint32_t count);

 private:
  struct Loss {
    std::uint32_t thing = 0;
    CommitNumber parent = kNoCommit;
    CommitNumber child = kNoCommit;

    auto operator<=>(const Loss&) const = default;
  };

  void grow(std::uint32_t thing);
  void keep_later(CommitNumber& kept, CommitNumber commit) const;

  const ActiveCommits& commits_;
  std::vector<std::uint8_t> tiers_;
  std::vector<Span> spans_;
  std::vector<Loss> losses_;
};

}  // namespace stanch
