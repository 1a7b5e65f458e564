// SPDX-License-Identifier: Apache-2.0
//
// The journal of the response: what is about to be done is written down before
// each call that changes something, what came of it afterwards, so that a crash
// at any point leaves a known state. Both are entries of the audit chain too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// What is about to be done. No text holds a secret: subjects are named by ids
// and fingerprints.
struct Intent {
  std::int64_t secret = 0;      // its number in the inventory
  std::string response;         // the id of the whole response
  std::string step;             // "mint", "store", ...
  std::string idempotency_key;  // unique in the inventory
  std::string plan;             // what the call is, for `reconcile`; JSON
  // A new value that must survive a crash, sealed with seal_purpose() by the
  // inventory's key or elsewhere; or empty.
  std::string sealed;
  std::optional<std::int64_t> deadline;  // absolute, of a grace period
};

struct JournalEntry {
  std::int64_t id = 0;
  Intent intent;
  std::int64_t at = 0;
  std::string who;
  std::optional<std::string> outcome;  // none: it is not known what came of it
  std::string details;                 // ids that the call made; JSON
  std::int64_t concluded = 0;
};

// Durable before it returns. An idempotency key that is there already gives the
// entry that is there: whoever resumes goes on with it. kUsage where that one
// is another secret's or step's.
Result<JournalEntry> note_intent(Inventory& inventory, const Intent& intent);

// Once for each entry; the same again changes nothing, another is kUsage.
Result<void> note_outcome(Inventory& inventory, std::int64_t entry,
                          const std::string& outcome,
                          const std::string& details);

// In the order they were written.
Result<std::vector<JournalEntry>> journal_of_response(
    Inventory& inventory, const std::string& response);
Result<std::vector<JournalEntry>> journal_of_secret(Inventory& inventory,
                                                    std::int64_t secret);
// Those without an outcome, of all responses.
Result<std::vector<JournalEntry>> open_intents(Inventory& inventory);

// What a value is sealed for: only this step of this response can open it.
std::string seal_purpose(const Intent& intent);

// A value that another than the inventory's key sealed: Vault's transit engine,
// whose ciphertexts begin so (ours are hexadecimal). Keys are changed there.
inline constexpr std::string_view kSealedElsewhere = "vault:";
inline bool is_sealed_elsewhere(std::string_view sealed) {
  return sealed.starts_with(kSealedElsewhere);
}

// Forgets the sealed values of a response that is done.
Result<void> drop_sealed(Inventory& inventory, const std::string& response);

// Those with a sealed value, for a new key to seal it anew.
Result<std::vector<JournalEntry>> sealed_entries(Inventory& inventory);

// Of all that an entry says but the sealed value; by number. For verify_audit,
// within a transaction.
Result<std::vector<std::pair<std::int64_t, std::string>>> action_digests(
    Inventory& inventory);

}  // namespace stanch
