// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "git/index_file.h"
#include "git/repository.h"
#include "odb/object_id.h"

namespace stanch {

// A file of the index that the tree does not hold in this form.
struct Change {
  std::string path;
  ObjectId after = {};
  // What it was: at the same path or, after find_renames(), at another one.
  std::optional<ObjectId> before;
};

// A file of the tree whose path the index does not hold.
struct Removal {
  std::string path;
  ObjectId before = {};
};

struct TreeComparison {
  std::vector<Change> changes;  // in the order of paths
  std::vector<Removal> removals;
};

// What differs between a tree (none: an empty one) and the index. Left out:
// submodules, entries with intent to add, unmerged paths, and a change of mode
// alone. A file that became another type (a link, say) has no `before`.
Result<TreeComparison> compare(const Repository& repository,
                               const std::optional<ObjectId>& tree,
                               const IndexFile& index);

}  // namespace stanch
