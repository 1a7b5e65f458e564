// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "odb/object_id.h"

namespace stanch {

// Where the entries of a tree object begin, and where the last one ends: the
// entries are one more than none. A damaged tree has those before the damage.
using TreeOffsets = std::vector<std::uint32_t>;

// What a tree does not share with the one it was made from: entries by their
// place in the offsets of each. An entry that stands in both may be in both.
struct TreeDelta {
  std::vector<std::uint32_t> added;    // of the newer tree, ascending
  std::vector<std::uint32_t> removed;  // of the base, ascending
  bool damaged = false;                // the newer tree
};

// Finds the entries of a whole tree: all are added.
void split_tree(std::string_view tree, HashKind kind, TreeOffsets& offsets,
                TreeDelta& delta);

// Finds the entries of a tree that repeats stretches of its base, without
// parsing those again. `copies` in the order of the newer tree, as a Delta has
// them; both trees are shorter than 4 GiB. What `offsets` and `delta` held is
// gone, and their memory reused.
void split_tree(const TreeOffsets& base_offsets, std::string_view tree,
                std::span<const Copy> copies, HashKind kind,
                TreeOffsets& offsets, TreeDelta& delta);

// The entry in [begin, end) of a tree.
inline std::string_view tree_entry(std::string_view tree,
                                   const TreeOffsets& offsets,
                                   std::uint32_t entry) {
  return tree.substr(offsets[entry], offsets[entry + 1] - offsets[entry]);
}

}  // namespace stanch
