// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/repository.h"
#include "git/tree_comparison.h"

namespace stanch {

// Gives each new file the removed one that it was made from as its `before`: of
// the same content, else at least half alike (git's default). Blobs that
// cannot be read and those above 16 MiB have no likeness; beyond 1000 x 1000
// pairs only equal content counts, as in git. What finds no match stays new.
void find_renames(const Repository& repository, TreeComparison& comparison);

}  // namespace stanch
