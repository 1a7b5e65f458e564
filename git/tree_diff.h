// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "git/tree_comparison.h"
#include "odb/object_store.h"

namespace stanch {

// A file of a tree that no other tree holds at the same path in this form.
struct TreeChange {
  std::string path;
  ObjectId after;
  // What stands at the path in each of the other trees, in their order; nothing
  // where there is no file, or one of another type (a link, say).
  std::vector<std::optional<ObjectId>> before;
};

// A folder, or a whole tree, that could not be compared.
struct TreeProblem {
  std::string path;  // empty: the root
  ObjectId id;       // the tree that could not be read
  std::string reason;
};

struct TreeDiff {
  std::vector<TreeChange> changes;  // in the order of the trees
  // With one other tree only: its files whose path the tree does not hold.
  std::vector<Removal> removals;
  std::vector<TreeProblem> problems;
};

// What of the tree `after` is in none of `others` (none given: all of it).
// Only folders that differ from every other tree's are read. Left out:
// submodules, and a change of mode alone.
//
// kUnreadable: more than kMostChanges files and folders differ (a tree can name
// few others so often that it stands for billions), or they nest deeper than
// kDeepestFolder.
inline constexpr std::size_t kMostChanges = std::size_t{4} << 20;
Result<TreeDiff> diff_trees(ObjectReader& reader,
                            std::span<const ObjectId> others,
                            const ObjectId& after);

}  // namespace stanch
