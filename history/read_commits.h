// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/task_pool.h"
#include "history/commit_table.h"
#include "odb/buffer.h"
#include "odb/delta_forest.h"
#include "odb/object_store.h"

namespace stanch {

// All commits of a store, reachable or not. `forests` of all packs, in their
// order. What cannot be read is left out and named in `problems`, sorted.
CommitTable read_commits(const ObjectStore& store,
                         std::span<const DeltaForest> forests, TaskPool& pool,
                         MemoryBudget& budget,
                         std::vector<std::string>& problems);

}  // namespace stanch
