// SPDX-License-Identifier: Apache-2.0
#include "history/commit_reach.h"

#include <bit>

namespace stanch {
namespace {

std::uint8_t bit(Reach reach) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(reach));
}

}  // namespace

CommitReach::CommitReach(const CommitTable& commits, const RefTips& tips)
    : ways_(commits.size(), bit(Reach::kUnreachable)) {
  for (const RefTip& tip : tips.tips()) {
    if (tip.commit != kNoCommit) ways_[tip.commit] |= bit(of(tip.kind));
  }
  for (CommitNumber commit : tips.stashed()) {
    ways_[commit] |= bit(Reach::kStash);
  }
  for (CommitNumber commit : tips.logged()) {
    ways_[commit] |= bit(Reach::kReflog);
  }
  for (CommitNumber commit = commits.size(); commit-- > 0;) {
    for (CommitNumber parent : commits.parents(commit)) {
      ways_[parent] |= ways_[commit];
    }
  }
}

Reach CommitReach::best(CommitNumber commit) const {
  return static_cast<Reach>(std::countr_zero(ways_[commit]));
}

std::uint8_t CommitReach::tier_of(Reach reach) {
  if (reach < Reach::kReflog) return 0;
  return reach == Reach::kReflog ? 1 : 2;
}

Reach CommitReach::of(RefKind kind) {
  switch (kind) {
    case RefKind::kStash:
      return Reach::kStash;
    case RefKind::kNotes:
      return Reach::kNotes;
    case RefKind::kOther:
      return Reach::kOtherRefs;
    default:
      return Reach::kRefs;
  }
}

}  // namespace stanch
