// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inventory/backend.h"

namespace stanch {

// The statements that lead from version `to` - 1 to version `to`, in the SQL
// that both databases share.
struct Migration {
  int to = 0;
  std::vector<std::string_view> statements;
};

// All there are, in order. The last one's number is the version of this
// program.
std::span<const Migration> migrations();

// 0: nothing is there yet. To be called within a transaction.
Result<int> schema_version(InventoryBackend& backend);

// Brings the tables to the last of the migrations, in one transaction, after
// what is there was backed up. With kRead nothing is changed: an older version
// is kUsage then, and a newer one always.
Result<void> migrate(InventoryBackend& backend, Access access,
                     std::span<const Migration> steps = migrations());

}  // namespace stanch
