// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

using LineSink = std::function<Result<void>(std::string_view line)>;

// Every secret as one line of JSON, by number:
// docs/schema/inventory-line.schema.json is the contract. Pure ASCII, with a
// line end. In parts, so that memory is bounded, and in one reading.
Result<void> export_inventory(Inventory& inventory, const LineSink& line);

enum class AuditFormat { kJsonl, kCef, kEcs, kOcsf };

// Every entry of the audit chain as one line: our own JSON, ArcSight's Common
// Event Format (revision 25), the Elastic Common Schema (8.11) or the Open
// Cybersecurity Schema Framework (1.3, class Entity Management). `version` is
// stanch's own.
Result<void> export_audit(Inventory& inventory, AuditFormat format,
                          std::string_view version, const LineSink& line);

}  // namespace stanch
