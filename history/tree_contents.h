// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "history/shared_maps.h"
#include "history/tree_changes.h"
#include "odb/object.h"

namespace stanch {

// What trees hold of the flagged blobs, below them and at which names: a map of
// the entries that lead there. Trees that hold the same have the same content,
// whatever else is in them.
using Content = SharedMaps::Map;
inline constexpr Content kNoContent = SharedMaps::kEmpty;

// An entry of a content, as a key of its map; by name.
struct ContentEntry {
  explicit ContentEntry(std::uint64_t from)
      : name(static_cast<std::uint32_t>(from >> 32)),
        is_tree((from & EntryChange::kMostTargets) != 0),
        target(static_cast<std::uint32_t>(from) &
               (EntryChange::kMostTargets - 1)) {}

  static std::uint64_t key(std::uint32_t name, bool is_tree,
                           std::uint32_t target) {
    return EntryChange(name, target, is_tree).key();
  }
  // All keys of that name are in [first_key(name), last_key(name)].
  static std::uint64_t first_key(std::uint32_t name) {
    return std::uint64_t{name} << 32;
  }
  static std::uint64_t last_key(std::uint32_t name) {
    return first_key(name) | 0xffffffff;
  }

  std::uint32_t name;
  bool is_tree;
  std::uint32_t target;  // a Content, or a blob's place
};

// The contents of all trees of a store. One thread.
class TreeContents {
 public:
  // `flagged`: which trees hold anything (find_flagged_trees).
  TreeContents(const TreeChanges& changes, const std::vector<bool>& flagged);

  Content of(TreeNumber tree) const {
    return tree == kNoTree ? kNoContent : contents_[tree];
  }
  SharedMaps& maps() { return maps_; }
  // A tree that holds itself (an index that lies about ids).
  const std::vector<StoreProblem>& problems() const { return problems_; }

 private:
  friend class ContentBuilder;
  SharedMaps maps_;
  std::vector<Content> contents_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
