// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "core/result.h"
#include "git/changed_file.h"
#include "git/tree_diff.h"
#include "odb/object_store.h"

namespace stanch {

struct CommitChanges {
  std::vector<ChangedFile> files;
  std::vector<TreeProblem> problems;
};

// The files of a commit's tree that are in none of its parents' in this form;
// renames are followed (git/renames.h) into each parent. kUnreadable: what
// diff_trees() says. Needs start_libgit2().
Result<CommitChanges> changes_of(ObjectReader& reader,
                                 std::span<const ObjectId> parent_trees,
                                 const ObjectId& tree);

// For renames and older versions.
LendBlob lender(ObjectReader& reader);

}  // namespace stanch
