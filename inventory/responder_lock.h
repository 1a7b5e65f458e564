// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// Who responds to a secret, and until when that holds without being renewed.
struct ResponderLock {
  std::string holder;  // the id of a response
  std::int64_t until = 0;
};

// Takes the lock, or renews it where `holder` has it. One that ran out is free:
// its holder crashed. Nothing when it was taken, else who has it.
Result<std::optional<ResponderLock>> lock_secret(Inventory& inventory,
                                                 std::int64_t secret,
                                                 const std::string& holder,
                                                 std::int64_t seconds);

// Gives it back; changes nothing where another has it.
Result<void> unlock_secret(Inventory& inventory, std::int64_t secret,
                           const std::string& holder);

}  // namespace stanch
