// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "git/commit_walk.h"
#include "git/refs.h"
#include "odb/object_store.h"

namespace stanch {

// Which commits a user asks for, in the user's words.
struct CommitChoice {
  // "A..B" (in B and not in A), "A...B" (in one of both and not in both), "A",
  // "^A" (nothing of A's). An end that is left out is HEAD or, on the right
  // side, the branches below.
  std::vector<std::string> ranges;
  std::vector<std::string> branches;  // names without refs/heads/
  // Sets of refs: "--all" (and HEAD), "--branches", "--tags", "--remotes".
  std::vector<std::string> ref_sets;
  std::string since;  // a date (git/date.h), or a commit: as "^A"
  std::string until;  // a date
  std::optional<std::uint64_t> max_count;
  bool first_parent = false;
  bool no_merges = false;
  // Only these files and folders, from the root; `*` and `?` as in a shell, but
  // across '/' too; ":!docs" leaves out.
  std::vector<std::string> paths;

  // Nothing was asked for: the whole history is meant.
  bool empty() const;
};

// Finds the commits that are meant. Where no start is named it is HEAD; with
// nothing but a date it is every ref. `now`: seconds since 1970.
//
// kUsage: a revision or date that does not exist or is not understood.
// kUnreadable: what Revisions::commit() says; a ref of a set is broken.
Result<CommitLimits> resolve(const CommitChoice& choice,
                             const ObjectStore& store, const Refs& refs,
                             ObjectReader& reader, std::int64_t now);

// Whether `path` is among the paths of a choice (see above).
bool is_chosen(std::string_view path, std::span<const std::string> paths);

}  // namespace stanch
