// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// Ends a response whose old value was ended but cannot be proven dead from here
// (its issuer keeps only a record, hosts decide, whoever has it needs nobody):
// or that we may not end: a person takes it from there. The secret is
// contained, not dead. kUsage where the old value was not touched yet, or the
// new one would be lost: those have other ways.
Result<void> close_response(Inventory& inventory, const std::string& id,
                            const std::string& reason);

}  // namespace stanch
