// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "history/id_list.h"
#include "odb/object_id.h"
#include "odb/object_store.h"

namespace stanch {

// A commit, by its place in a CommitTable.
using CommitNumber = std::uint32_t;
inline constexpr CommitNumber kNoCommit =
    std::numeric_limits<CommitNumber>::max();

// The heads of commits as one thread meets them, in any order.
class CommitHeads {
 public:
  explicit CommitHeads(HashKind kind)
      : kind_(kind), ids_(kind), trees_(kind), parents_(kind) {}

  // Takes from the bytes of a commit what the table needs. A commit without a
  // tree or with a parent that is no id becomes a problem.
  void add(const ObjectId& id, std::string_view bytes);

 private:
  friend class CommitJoiner;
  HashKind kind_;
  IdList ids_;
  IdList trees_;
  std::vector<std::int64_t> times_;
  IdList parents_;  // of all commits
  std::vector<std::uint32_t> parent_counts_;
  std::vector<StoreProblem> problems_;
};

// Every commit of a store, reachable or not: its parents, its tree, its date.
// Numbered so that parents come before their children; the numbers depend on
// the set of commits alone. About 24 bytes a commit besides two object ids.
// Immutable; any thread.
class CommitTable {
 public:
  // Joins what threads gathered. A commit that was met twice counts once.
  static CommitTable join(std::vector<CommitHeads> parts, HashKind kind);

  CommitNumber size() const { return static_cast<CommitNumber>(times_.size()); }
  std::optional<CommitNumber> find(const ObjectId& id) const;

  ObjectId id(CommitNumber commit) const { return ids_[commit]; }
  ObjectId tree(CommitNumber commit) const { return trees_[commit]; }
  // The committer's date, seconds since 1970; 0 where it cannot be read.
  std::int64_t time(CommitNumber commit) const { return times_[commit]; }
  // Those that are in the store, each once, in the order of the commit.
  std::span<const CommitNumber> parents(CommitNumber commit) const;
  // It names a parent that is not in the store (a shallow or partial clone).
  bool lacks_parent(CommitNumber commit) const { return lacks_[commit]; }
  // By date, then by id.
  bool is_earlier(CommitNumber a, CommitNumber b) const;

  // {object id in hex, reason}, by id.
  std::span<const StoreProblem> problems() const { return problems_; }

 private:
  friend class CommitJoiner;
  explicit CommitTable(HashKind kind) : ids_(kind), trees_(kind) {}

  IdList ids_;
  IdList trees_;
  std::vector<std::int64_t> times_;
  std::vector<std::uint32_t> first_parent_;  // size() + 1, into parents_
  std::vector<CommitNumber> parents_;
  std::vector<bool> lacks_;
  // Sorted by id; those whose ids begin with the same 16 bits are
  // [buckets_[bits], buckets_[bits + 1]).
  std::vector<CommitNumber> by_id_;
  std::vector<std::uint32_t> buckets_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
