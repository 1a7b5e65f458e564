// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "inventory/backend.h"

namespace stanch {

struct SqliteChoice {
  std::string path;
  // kRead makes nothing: what is not there is kUsage.
  Access access = Access::kWrite;
  int patience = 10'000;  // ms to wait for another writer
};

// One file (https://www.sqlite.org/fileformat2.html) in WAL mode, for this user
// alone: folders that are missing are made with mode 0700, the file with 0600.
// kUsage for a file that is no database or another program's (its application
// id, `PRAGMA application_id`, is not ours), kUnreadable for one that is cut
// off, locked or not permitted.
Result<std::unique_ptr<InventoryBackend>> open_sqlite(
    const SqliteChoice& choice);

}  // namespace stanch
