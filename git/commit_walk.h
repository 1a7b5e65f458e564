// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/result.h"
#include "odb/object_store.h"

namespace stanch {

// Which commits are asked for (git-rev-list(1)).
struct CommitLimits {
  std::vector<ObjectId> include;  // these and all before them
  std::vector<ObjectId> exclude;  // but not these and all before them
  // By the committer's clock. A commit older than `since` also ends the walk
  // there; one newer than `until` is only left out.
  std::optional<std::int64_t> since;
  std::optional<std::int64_t> until;
  std::optional<std::uint64_t> max_count;  // the newest of what remains
  bool first_parent = false;               // of each merge follow only that one
  bool no_merges = false;                  // leave them out, but follow them
};

struct CommitSelection {
  std::vector<ObjectId> commits;  // newest first, each once
  // Commits on the way whose parents a shallow clone did not fetch: what comes
  // before them is not in `commits`, though it may have been asked for.
  std::vector<ObjectId> cut_off;
};

// kUnreadable: a commit is missing or damaged; or, in a shallow clone, it
// cannot be told whether a commit is one of the excluded, because those were
// cut off.
Result<CommitSelection> select_commits(ObjectReader& reader,
                                       std::span<const ObjectId> shallow,
                                       const CommitLimits& limits);

// The best common ancestors of both; none where the histories are unrelated.
// Beside them there may be some of their own ancestors where clocks were wrong.
Result<std::vector<ObjectId>> merge_bases(ObjectReader& reader,
                                          std::span<const ObjectId> shallow,
                                          const ObjectId& a, const ObjectId& b);

}  // namespace stanch
