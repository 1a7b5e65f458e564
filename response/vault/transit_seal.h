// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/journal_seal.h"
#include "response/vault/ciphertexts.h"

namespace stanch {

// Seals by a key of the transit engine: who has the inventory and its key still
// cannot open a value without the right to decrypt, which each use of leaves a
// line in Vault's audit log. The purpose is the associated data.
class VaultSeal : public JournalSeal {
 public:
  // `vault` is borrowed; where it is null nothing can be sealed nor opened.
  // `place` is "transit/stanch".
  VaultSeal(Vault* vault, const std::string& place);

  Answer<std::vector<std::string>> preflight() override;
  Answer<std::string> seal(const Secret& value,
                           std::string_view purpose) override;
  Answer<Secret> unseal(std::string_view sealed,
                        std::string_view purpose) override;

 private:
  Answer<VaultReply> ask(std::string_view what, std::string_view call,
                         SecretText body);

  Vault* vault_;
  TransitKey key_;
};

}  // namespace stanch
