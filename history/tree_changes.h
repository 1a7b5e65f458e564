// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/task_pool.h"
#include "history/name_table.h"
#include "history/tree_numbers.h"
#include "odb/buffer.h"
#include "odb/delta_forest.h"
#include "odb/object_store.h"

namespace stanch {

// An entry of a tree that leads to another tree or to a blob.
class EntryChange {
 public:
  static constexpr std::uint32_t kMostTargets = std::uint32_t{1} << 31;

  EntryChange(std::uint32_t name, std::uint32_t target, bool is_tree)
      : name_(name), target_(target | (is_tree ? kMostTargets : 0)) {}

  std::uint32_t name() const { return name_; }
  bool is_tree() const { return (target_ & kMostTargets) != 0; }
  // A TreeNumber, or a blob's place among those that were asked for.
  std::uint32_t target() const { return target_ & (kMostTargets - 1); }
  // Name and target as one number, by name.
  std::uint64_t key() const { return std::uint64_t{name_} << 32 | target_; }

 private:
  std::uint32_t name_;
  std::uint32_t target_;
};

// Every tree object of a store as what it adds to, and takes from, the tree
// that it is stored as a delta of; one that stands alone adds all that it
// holds. Only entries that lead to trees of the store or to one of the blobs
// that were asked for are kept: 8 bytes each, and about 50 bytes a tree.
// Immutable; any thread.
class TreeChanges {
 public:
  // `forests` of all packs, in their order; `blobs` each once. What cannot be
  // read is a problem and adds nothing. Uses all workers of the pool.
  static TreeChanges read(const ObjectStore& store,
                          std::span<const DeltaForest> forests,
                          std::span<const ObjectId> blobs, TaskPool& pool,
                          MemoryBudget& budget);

  const TreeNumbers& trees() const { return trees_; }
  // What the changes of a tree are relative to; kNoTree: nothing.
  TreeNumber base(TreeNumber tree) const {
    return ends_[tree].is_whole ? kNoTree : trees_.base(tree);
  }
  std::span<const EntryChange> added(TreeNumber tree) const {
    return between(begin(tree), ends_[tree].added);
  }
  std::span<const EntryChange> removed(TreeNumber tree) const {
    return between(ends_[tree].added, ends_[tree].removed);
  }

  // Names are numbered in the order of their bytes.
  std::string_view name(std::uint32_t name) const { return names_[name]; }

  // {object id in hex, reason}, by id. Trees that are named and not in the
  // store are among them, unless the repository is a partial clone.
  std::span<const StoreProblem> problems() const { return problems_; }

 private:
  friend class TreeChangesBuilder;

  // Where in changes_ what a tree adds ends, and what it takes away.
  struct Ends {
    std::uint64_t added = 0;
    std::uint64_t removed : 63 = 0;
    std::uint64_t is_whole : 1 = 1;
  };

  explicit TreeChanges(TreeNumbers trees)
      : trees_(std::move(trees)), ends_(trees_.size()) {}

  std::uint64_t begin(TreeNumber tree) const {
    return tree == 0 ? 0 : ends_[tree - 1].removed;
  }
  std::span<const EntryChange> between(std::uint64_t begin,
                                       std::uint64_t end) const {
    return std::span(changes_).subspan(begin, end - begin);
  }

  TreeNumbers trees_;
  NameTable names_;
  std::vector<EntryChange> changes_;
  std::vector<Ends> ends_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
