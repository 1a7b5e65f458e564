// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/subject.h"
#include "response/targets.h"
#include "response/vault/vault.h"

namespace stanch {

// Private keys whose certificates were issued by the PKI engine of Vault. All
// certificates of the key are revoked. That one is dead is proven by what its
// issuer signs: the list of revoked ones has it, and where OCSP is answered,
// that says so, too. The key itself never leaves this process. A new
// certificate is asked for by whoever uses it, so nothing is minted.
class VaultPkiIssuer : public Issuer {
 public:
  // `vault` is borrowed; `mount` is "pki". The subject's identity is the serial
  // numbers, with a blank between two.
  VaultPkiIssuer(Vault& vault, std::string mount, Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  Probe probe_serial(const std::string& serial);

  Vault& vault_;
  std::string mount_;
  std::vector<std::string> serials_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_pki(const ResponseReach& reach,
                                                const ResponseTarget& target,
                                                const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_vault_pki(const ResponseReach& reach,
                                               const ResponseTarget& target,
                                               const Subject& subject);

}  // namespace stanch
