// SPDX-License-Identifier: Apache-2.0
//
// Values that must survive a crash stand in the journal sealed: by the
// inventory's own key, or by a key that never leaves a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/journal.h"
#include "response/call.h"

namespace stanch {

// Somebody else's seal. What he made begins with kSealedElsewhere.
class JournalSeal {
 public:
  virtual ~JournalSeal() = default;

  // Why nothing can be sealed, one line each.
  virtual Answer<std::vector<std::string>> preflight() = 0;
  // Only the same purpose (seal_purpose) opens it again.
  virtual Answer<std::string> seal(const Secret& value,
                                   std::string_view purpose) = 0;
  virtual Answer<Secret> unseal(std::string_view sealed,
                                std::string_view purpose) = 0;
};

// By `seal`, or by the inventory's key where there is none.
Answer<std::string> sealed_value(Inventory& inventory, JournalSeal* seal,
                                 const Secret& value, const Intent& intent);
// By whoever sealed it; kDenied where that cannot be.
Answer<Secret> unsealed_value(Inventory& inventory, JournalSeal* seal,
                              const Intent& intent);

}  // namespace stanch
