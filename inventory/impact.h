// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inventory/fact.h"
#include "inventory/record.h"

namespace stanch {

// How much a leak matters, and by which rules (docs/inventory.md, "Impact").
struct ImpactVerdict {
  Impact impact = Impact::kHigh;
  std::vector<std::string> reasons;  // in the order that they applied
};

ImpactVerdict impact_of_leak(std::string_view severity, Liveness liveness,
                             const std::vector<PlaceRecord>& places,
                             const std::vector<Fact>& facts);

// Whether the name of a repository is that of one on a forge that is open to
// everybody: "github.com/acme/billing". It may still be a private one.
bool is_on_public_forge(std::string_view repository);

// Computes the owner and the impact of a secret anew and keeps them in its
// record. Part of the caller's transaction.
Result<void> refresh(Inventory& inventory, std::int64_t secret);

}  // namespace stanch
