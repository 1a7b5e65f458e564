// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "core/task_pool.h"
#include "odb/buffer.h"
#include "odb/delta_forest.h"
#include "odb/object_store.h"

namespace stanch {

// How many blobs the trees of a store name that are not in it, each once: what
// a partial clone left with its remote. Reads every tree. `forests` of all
// packs, in their order.
std::uint64_t count_missing_blobs(const ObjectStore& store,
                                  std::span<const DeltaForest> forests,
                                  TaskPool& pool, MemoryBudget& budget);

}  // namespace stanch
