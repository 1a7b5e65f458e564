// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"
#include "inventory/query.h"

namespace stanch {

// How many secrets there are of one state, owner, ...
struct EstateCount {
  std::string name;
  std::size_t total = 0;
  std::size_t open = 0;  // that somebody has to deal with
};

// A secret that should have been rotated by now.
struct RotationDue {
  std::int64_t secret = 0;
  std::int64_t every = 0;  // seconds, of its rotation_ttl
  std::int64_t since = 0;  // when it was last rotated, or at the latest made
  bool is_known = false;   // rather the former
};

// All that is kept, in figures. Lists are sorted by name, but by_state and
// by_impact, which have the order of the enumerations, and by_age.
struct Estate {
  std::int64_t at = 0;
  std::size_t total = 0;
  std::size_t open = 0;
  std::vector<EstateCount> by_state;
  std::vector<EstateCount> by_impact;
  std::vector<EstateCount> by_kind;
  std::vector<EstateCount> by_owner;  // "" first: nobody's
  std::vector<EstateCount> by_age;    // of the open ones: "1 d", "7 d", ...
  // From being found, or appearing anew, to being proven dead.
  std::optional<std::int64_t> mean_seconds_to_dead;
  std::size_t dead = 0;               // that this is the mean of
  std::vector<ListedSecret> overdue;  // the worst first
  std::vector<RotationDue> rotation;  // by number
};

Result<Estate> survey(Inventory& inventory, const Deadlines& deadlines);

}  // namespace stanch
