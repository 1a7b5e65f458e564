// SPDX-License-Identifier: Apache-2.0
//
// Reports of other programs, read into the inventory. Their forms are those of
// their documentation; what they call a rule keeps its name.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"
#include "inventory/merge.h"

namespace stanch {

struct ImportResult {
  MergeResult merged;
  std::size_t findings = 0;
  // Of which the report tells no value: they are known by rule and place, and
  // do not become one with what a scan finds.
  std::size_t without_value = 0;
};

// "gitleaks", "trufflehog", "kingfisher", "detect-secrets", "sarif".
std::span<const std::string_view> import_formats();

// Reads the whole report before anything is written. `format` empty: told by
// what stands in the report. `name` of the file and `repository` (which places
// are of) stand in messages and places. kUsage where it is no such report, with
// the number of the finding or line.
Result<ImportResult> import_report(Inventory& inventory, std::string_view text,
                                   std::string_view format,
                                   const std::string& name,
                                   const std::string& repository);

}  // namespace stanch
