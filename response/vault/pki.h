// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/targets.h"
#include "response/vault/issuer.h"

namespace stanch {

// Private keys whose certificates were issued by the PKI engine of Vault. All
// certificates of the key are revoked. That one is dead is proven by what its
// issuer signs: the list of revoked ones has it, and where OCSP is answered,
// that says so, too. The key itself never leaves this process. A new
// certificate is asked for by whoever uses it, so nothing is minted.
class VaultPkiIssuer : public VaultIssuer {
 public:
  // `mount` is "pki". The subject's identity is the serial numbers, with a
  // blank between two.
  VaultPkiIssuer(Vault& vault, std::string mount, Subject subject);
  VaultPkiIssuer(Vault& vault, const ResponseTarget& target, Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  Probe probe_serial(const std::string& serial);

  std::string mount_;
  std::vector<std::string> serials_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_pki(Vault& vault,
                                                const ResponseTarget& target,
                                                const Secret& leaked);

}  // namespace stanch
