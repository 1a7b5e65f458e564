// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/changed_file.h"
#include "git/tree_comparison.h"

namespace stanch {

// Gives each new file the removed one that it was made from as its `before`: of
// the same content, else at least half alike (git's default). Blobs that
// cannot be read and those above 16 MiB have no likeness; beyond 1000 x 1000
// pairs only equal content counts, as in git. What finds no match stays new.
// Needs an open Repository, or start_libgit2(), somewhere in the process.
void find_renames(const LendBlob& lend, TreeComparison& comparison);

}  // namespace stanch
