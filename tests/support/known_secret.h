// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "inventory/inventory.h"
#include "inventory/merge.h"

namespace stanch {

// Puts a value into an inventory, as if a scan of the file `leak.env` had found
// it by that rule. Its number.
inline std::int64_t known_secret(Inventory& inventory, std::string_view value,
                                 const std::string& kind = "test-password") {
  SeenSecret seen{.kind = kind,
                  .title = "Password",
                  .provider = "test",
                  .severity = "high"};
  for (const InventoryKey& key : inventory.keys()) {
    seen.fingerprints.push_back(key.fingerprint(value));
  }
  seen.places.push_back({.source = "dir", .path = "leak.env", .line = 1});
  RunNote run{.target = "dir", .scope = {.source = "dir", .roots = {{}}}};
  auto merged = merge_run(inventory, run, {seen});
  if (!merged) throw std::runtime_error(merged.error().message);
  return merged->seen.at(0);
}

}  // namespace stanch
