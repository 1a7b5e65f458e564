// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"
#include "inventory/record.h"
#include "inventory/run_scope.h"

namespace stanch {

struct MergedPlaces {
  std::vector<PlaceRecord> gone;
  // Numbers of secrets.
  std::set<std::int64_t> appeared;  // in a new place, or back in an old one
  std::set<std::int64_t> changed;   // all those, and what moved or went
};

// The places of one run, written down in the caller's transaction; each with
// the number of its secret. Several of one file become one.
Result<MergedPlaces> merge_places(Inventory& inventory, std::int64_t run,
                                  const RunScope& scope,
                                  std::vector<PlaceRecord> places);

// Whether a run that saw nothing would mark anything gone.
Result<bool> has_open_places(Inventory& inventory, const RunScope& scope);

}  // namespace stanch
