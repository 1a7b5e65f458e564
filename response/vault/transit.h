// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "response/targets.h"
#include "response/vault/ciphertexts.h"
#include "response/vault/issuer.h"

namespace stanch {

// A version of a key of the transit engine: what leaked is a ciphertext that it
// made (an encrypted data key) or, of a key that may be exported, the key
// itself. A new version takes over, what is stored is encrypted anew inside of
// the engine, then the engine refuses the old version. Whether it takes one is
// asked by `rewrap`, which shows no plain text. Who has the key itself needs no
// engine to read what he has: of that the engine's word is a record only.
class VaultTransitIssuer : public VaultIssuer {
 public:
  // The subject's identity is the version.
  VaultTransitIssuer(Vault& vault, const ResponseTarget& target,
                     Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  std::optional<Minted> take_minted() override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;

 private:
  Answer<VaultReply> read_key();
  // A version after the leaked one; made if there is none.
  Answer<std::int64_t> next_version();
  Answer<std::string> mint(const Secret& leaked);
  Answer<std::string> rewrap_stored();
  Answer<std::string> refuse_old();
  Probe probe(const Secret& ciphertext);

  TransitKey key_;
  std::int64_t version_ = 0;
  std::vector<std::string> ciphertexts_;
  std::optional<Minted> minted_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_transit(
    Vault& vault, const ResponseTarget& target, const Secret& leaked);

}  // namespace stanch
