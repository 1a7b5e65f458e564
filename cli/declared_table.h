// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inventory/declared.h"

namespace stanch {

// Reads a `stanch-inventory.toml` (docs/inventory.md). kUsage with
// file:line:column for a column that does not exist, a value that it cannot
// have, a row without a condition.
Result<std::vector<DeclaredRow>> parse_declared(std::string_view toml,
                                                const std::string& name);

// The one of the repository that `path` is in; no rows where there is none.
Result<std::vector<DeclaredRow>> load_declared(const std::string& path);

}  // namespace stanch
