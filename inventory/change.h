// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "inventory/inventory.h"
#include "inventory/state.h"

namespace stanch {

// A step in the life of a secret, and why.
struct StateChange {
  SecretState to = SecretState::kTriaged;
  std::optional<Liveness> liveness = {};  // what its issuer or store said
  std::string reason = {};
  // Of `ignored` only, which needs both and a reason.
  std::string owner = {};
  std::optional<std::int64_t> until = {};
};

// Writes it down with its entry in the audit chain. kUsage where the state
// cannot follow, or something that it needs is missing.
Result<void> change_state(Inventory& inventory, std::int64_t secret,
                          const StateChange& change);

}  // namespace stanch
