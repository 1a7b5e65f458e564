// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"
#include "inventory/record.h"
#include "inventory/state.h"
#include "inventory/time_text.h"

namespace stanch {

// Within how many seconds a leak must be dealt with, by its impact.
struct Deadlines {
  std::int64_t high = kDay;
  std::int64_t medium = 7 * kDay;
  std::int64_t low = 30 * kDay;

  std::int64_t of(Impact impact) const;
};

// When it should be, or should have been, dealt with; nothing where nobody has
// to: it is closed, contained, proven dead, or ignored and not yet due again.
std::optional<std::int64_t> due(const SecretRecord& secret,
                                const Deadlines& deadlines, std::int64_t now);

// Which secrets: all that every filter lets through. Empty lets all through.
struct SecretFilter {
  std::vector<SecretState> states;
  std::vector<Impact> impacts;
  std::vector<std::string> owners;  // "" is one too: those without an owner
  std::vector<std::string> kinds;
  std::vector<std::string> repositories;  // with a place there, gone or not
  bool is_overdue = false;
  Deadlines deadlines = {};
};

enum class SecretOrder { kImpact, kAge, kSeen, kOwner, kKind, kNumber };

struct ListedSecret {
  SecretRecord secret;
  std::size_t places = 0;  // that are not gone
  std::size_t gone = 0;
  PlaceRecord first;  // of those that are not gone, else of all; by name
};

// In one reading, so that all of it is from one moment. kImpact and kAge put
// the worst and the oldest first. `most` 0: all of them.
Result<std::vector<ListedSecret>> list_secrets(Inventory& inventory,
                                               const SecretFilter& filter,
                                               SecretOrder order,
                                               std::size_t most = 0);

}  // namespace stanch
