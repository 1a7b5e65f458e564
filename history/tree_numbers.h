// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/task_pool.h"
#include "history/id_list.h"
#include "odb/delta_forest.h"
#include "odb/object_store.h"

namespace stanch {

// A tree object, by its place in TreeNumbers.
using TreeNumber = std::uint32_t;
inline constexpr TreeNumber kNoTree = std::numeric_limits<TreeNumber>::max();

// Every tree object of a store, numbered so that the deltas on a tree follow it
// at once: the tree and they are [tree, end(tree)). One that is stored twice
// has two numbers. About 40 bytes a tree, and 4 an entry of the packs.
// Immutable; any thread.
class TreeNumbers {
 public:
  // `forests` of all packs, in their order.
  TreeNumbers(const ObjectStore& store, std::span<const DeltaForest> forests,
              std::span<const ObjectId> loose, TaskPool& pool);

  TreeNumber size() const { return static_cast<TreeNumber>(ends_.size()); }
  ObjectId id(TreeNumber tree) const { return ids_[tree]; }
  // One of its numbers, always the same; kNoTree where it is not there.
  TreeNumber find(const ObjectId& id) const { return find(id.data()); }
  // The same of an id as it stands in git's files.
  TreeNumber find(const std::uint8_t* id) const;
  // That of an entry which is a tree.
  TreeNumber at(std::uint32_t pack, std::uint32_t entry) const {
    return by_entry_[pack][entry];
  }
  // Trees of packs have the numbers below, loose ones, in order, the rest.
  TreeNumber packed() const { return packed_; }

  // The tree that its pack stores it as a delta of. kNoTree: it stands alone,
  // or is a delta of an object elsewhere.
  TreeNumber base(TreeNumber tree) const { return bases_[tree]; }
  TreeNumber end(TreeNumber tree) const { return ends_[tree]; }

 private:
  void add_pack(const Pack& pack, const DeltaForest& forest, TaskPool& pool);
  void index();

  IdList ids_;
  std::vector<std::vector<TreeNumber>> by_entry_;  // of each pack
  TreeNumber packed_ = 0;
  std::vector<TreeNumber> bases_;
  std::vector<TreeNumber> ends_;
  std::vector<TreeNumber> slots_;  // of a hash table of ids
};

}  // namespace stanch
