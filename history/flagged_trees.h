// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "history/tree_changes.h"

namespace stanch {

// Which trees hold one of the blobs, at any depth: by number.
std::vector<bool> find_flagged_trees(const TreeChanges& changes);

}  // namespace stanch
