// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"
#include "response/vault/vault.h"

namespace stanch {

struct SyncResult {
  std::size_t paths = 0;            // that were read
  std::size_t secrets = 0;          // of the inventory, found in them
  std::vector<std::string> failed;  // what could not be read, and why
};

// Looks through the key/value engines of Vault (below these paths; all of them
// where there are none) for values whose fingerprints the inventory has, and
// notes of each where it is stored, who can read it there, since when, how long
// it is valid and which log shows its use. No leaked value is needed for it,
// and none that is read is kept. Errors are the inventory's; what Vault refuses
// is in the result.
Result<SyncResult> sync_vault(Inventory& inventory, Vault& vault,
                              std::vector<std::string> below);

}  // namespace stanch
