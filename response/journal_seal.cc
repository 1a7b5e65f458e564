// SPDX-License-Identifier: Apache-2.0
#include "response/journal_seal.h"

#include <fmt/core.h>

namespace stanch {

Answer<std::string> sealed_value(Inventory& inventory, JournalSeal* seal,
                                 const Secret& value, const Intent& intent) {
  if (seal != nullptr) return seal->seal(value, seal_purpose(intent));
  return inventory.key().seal(value.reveal(), seal_purpose(intent));
}

Answer<Secret> unsealed_value(Inventory& inventory, JournalSeal* seal,
                              const Intent& intent) {
  std::string purpose = seal_purpose(intent);
  if (is_sealed_elsewhere(intent.sealed)) {
    if (seal != nullptr) return seal->unseal(intent.sealed, purpose);
    return call_error(
        CallFault::kDenied,
        fmt::format("response {}: its value is sealed by Vault; 'seal' in "
                    "[respond] names the key",
                    intent.response));
  }
  for (const InventoryKey& key : inventory.keys()) {
    auto value = key.unseal(intent.sealed, purpose);
    if (value) return std::move(*value);
  }
  return call_error(CallFault::kDenied,
                    fmt::format("response {}: its value cannot be opened with "
                                "this inventory's key",
                                intent.response));
}

}  // namespace stanch
