// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "history/id_list.h"
#include "history/survey.h"
#include "odb/object_store.h"

namespace stanch {

// A tree object, by its place in TreeNumbers.
using TreeNumber = std::uint32_t;
inline constexpr TreeNumber kNoTree = std::numeric_limits<TreeNumber>::max();

// Every tree object of a store, numbered so that the deltas on a tree follow it
// at once: the tree and they are [tree, end(tree)), the delta with most deltas
// of its own last. One that is stored twice has two numbers. About 40 bytes a
// tree. Immutable; any thread.
class TreeNumbers {
 public:
  TreeNumbers(const ObjectStore& store, const Survey& survey);

  TreeNumber size() const { return static_cast<TreeNumber>(ends_.size()); }
  ObjectId id(TreeNumber tree) const { return ids_[tree]; }
  // One of its numbers, always the same; kNoTree where it is not there.
  TreeNumber find(const ObjectId& id) const;

  // The tree that its pack stores it as a delta of. kNoTree: it stands alone,
  // or is a delta of an object elsewhere.
  TreeNumber base(TreeNumber tree) const { return bases_[tree]; }
  TreeNumber end(TreeNumber tree) const { return ends_[tree]; }
  // Trees of a pack are first; loose ones have none.
  std::optional<ObjectStore::Place> place(TreeNumber tree) const;

 private:
  void add_pack(const ObjectStore& store, const Survey& survey,
                std::uint32_t pack);
  void index();

  IdList ids_;
  std::vector<ObjectStore::Place> places_;  // those in packs
  std::vector<TreeNumber> bases_;
  std::vector<TreeNumber> ends_;
  std::vector<TreeNumber> slots_;  // of a hash table of ids
};

}  // namespace stanch
