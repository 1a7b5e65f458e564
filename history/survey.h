// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "odb/delta_forest.h"
#include "odb/object_store.h"

namespace stanch {

// What each object of a store is, known before any is read.
struct Survey {
  std::vector<DeltaForest> forests;  // by pack
  // By place in ObjectStore::loose(); none where it cannot be read.
  std::vector<std::optional<ObjectType>> loose;
  std::vector<StoreProblem> problems;  // {object id in hex, reason}, by id
};

Survey survey(const ObjectStore& store, unsigned threads);

}  // namespace stanch
