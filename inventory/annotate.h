// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/finding.h"
#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// Writes into findings of a run what the inventory knows of their secrets:
// their numbers, the answers to the five questions, and who ignores them until
// when, and why. After the run was merged (sink.h), so that all of them are
// known, and one that appeared anew is not ignored any more. In one reading,
// and few questions for any number of findings.
Result<void> annotate(Inventory& inventory, std::span<Finding> findings);

}  // namespace stanch
