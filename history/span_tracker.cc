// SPDX-License-Identifier: Apache-2.0
#include "history/span_tracker.h"

#include <algorithm>
#include <utility>

namespace stanch {

void SpanTracker::grow(std::uint32_t thing) {
  if (thing < spans_.size()) return;
  tiers_.resize(thing + 1, kTiers);
  spans_.resize(thing + 1);
}

void SpanTracker::keep_later(CommitNumber& kept, CommitNumber commit) const {
  if (kept == kNoCommit || commits_.table().is_earlier(kept, commit)) {
    kept = commit;
  }
}

void SpanTracker::begin(std::uint32_t thing, CommitNumber commit) {
  grow(thing);
  Span& span = spans_[thing];
  span.reach = std::min(span.reach, commits_.reach().best(commit));
  const std::uint8_t tier = commits_.reach().tier(commit);
  if (tier > tiers_[thing]) return;
  if (tier < tiers_[thing] || commits_.table().is_earlier(commit, span.first)) {
    span.first = commit;
  }
  tiers_[thing] = tier;
}

void SpanTracker::lose(std::uint32_t thing, CommitNumber parent,
                       CommitNumber child) {
  losses_.push_back({thing, parent, child});
}

void SpanTracker::end(std::uint32_t thing, CommitNumber commit) {
  if (tier(thing) != commits_.reach().tier(commit)) return;
  keep_later(spans_[thing].last, commit);
}

std::vector<Span> SpanTracker::take(std::uint32_t count) {
  if (count > 0) grow(count - 1);
  std::ranges::sort(losses_);
  for (auto loss = losses_.begin(); loss != losses_.end();) {
    const auto [thing, parent, ignored] = *loss;
    grow(thing);
    // All children of one parent that lost it.
    std::uint32_t children = 0;
    for (; loss != losses_.end() && loss->thing == thing &&
           loss->parent == parent;
         ++loss) {
      if (commits_.reach().tier(loss->child) != tiers_[thing]) continue;
      ++children;
      keep_later(spans_[thing].removed, loss->child);
    }
    if (children > 0 && children == commits_.children(parent)) {
      keep_later(spans_[thing].last, parent);
    }
  }
  losses_.clear();
  return std::exchange(spans_, {});
}

}  // namespace stanch
