// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "history/active_commits.h"
#include "history/attribution.h"
#include "history/content_reader.h"
#include "history/leak_table.h"
#include "history/shared_maps.h"

namespace stanch {

// Something that a commit holds besides files, so that all that follow have it
// in their history: a secret or anything else with a number.
struct CommitMark {
  CommitNumber commit = kNoCommit;
  std::uint32_t mark = 0;
};

// What a walk over the commits tells.
struct LeakHistory {
  std::vector<Span> leaks;    // by number; `first` is kNoCommit: in no commit
  std::vector<Span> secrets;  // by number, likewise
  // By commit: the secrets and marks that it or an ancestor holds.
  SharedMaps sets;
  std::vector<SharedMaps::Map> marks;
  std::vector<StoreProblem> problems;
};

// Walks the commits, parents first. `contents` are those of the commits' trees,
// by commit; `marks` by commit. In the spans `in_head`, `open` and
// `from_before` are not told yet.
LeakHistory walk_leaks(const ActiveCommits& commits,
                       std::span<const Content> contents,
                       std::span<const CommitMark> marks, std::uint32_t secrets,
                       LeakTable& leaks, ContentReader& reader);

}  // namespace stanch
