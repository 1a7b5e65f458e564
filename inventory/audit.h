// SPDX-License-Identifier: Apache-2.0
//
// The audit chain: every change of the inventory is an entry, and each entry's
// hash covers all of it and the hash of the one before (SHA-256). The number
// and the hash of the last entry are kept signed with the inventory's key, so
// that none can be taken off the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// What is to be written down. Texts hold no secret: values appear as
// fingerprints, and digests of what is long.
struct AuditNote {
  std::string what;                    // "detected", "state", "tag", "intent"
  std::optional<std::int64_t> secret;  // its number
  Fingerprint fingerprint;             // its fingerprint at that time
  std::string detail;                  // "detected -> triaged"
  std::string reason;
};

struct AuditEntry {
  std::int64_t number = 0;  // from 1, without a gap
  std::int64_t at = 0;
  std::string who;
  AuditNote note;
  std::string hash;
};

// Within a write transaction of the caller's: the entries come and go with the
// change they tell of.
Result<void> append_audit(Inventory& inventory,
                          const std::vector<AuditNote>& notes);

// Signs the head with another key, in the caller's transaction.
Result<void> sign_audit_head(Inventory& inventory, const InventoryKey& key);

struct AuditHead {
  std::int64_t number = 0;  // 0: no entry yet
  std::string hash;
};

struct AuditCheck {
  AuditHead head;
  std::vector<std::string> faults;  // "entry 7 was changed"; empty: all is well
};

// Reads the whole chain and the journal. `anchor` is a head that was kept
// outside.
Result<AuditCheck> verify_audit(Inventory& inventory,
                                const std::optional<AuditHead>& anchor = {});

// Before every entry, also one that somebody put before the first.
inline constexpr std::int64_t kBeforeAll = -2'147'483'648;

// The entries in order, a part at a time, from the first after `after`.
Result<void> each_audit_entry(
    Inventory& inventory, std::int64_t after,
    const std::function<Result<void>(const AuditEntry&)>& visit);

// The last entries about a secret, the newest first.
Result<std::vector<AuditEntry>> last_entries_of(Inventory& inventory,
                                                std::int64_t secret,
                                                std::size_t most);

}  // namespace stanch
