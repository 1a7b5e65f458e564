// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "response/targets.h"
#include "response/vault/issuer.h"

namespace stanch {

// The SSH engine. What leaked is the key of an authority: a new authority is
// made beside it (OpenBao keeps several), hosts are given time to trust both,
// then the new one signs and the old one is deleted. Or it is the key of a
// certificate, which the target names: the engine keeps no list of what it
// signed, so only hosts can refuse it. What a host does is known to hosts only:
// all that is told of an end here is by record, and never a proof.
class VaultSshIssuer : public VaultIssuer {
 public:
  // The subject's identity is the id of the authority, or the serial number of
  // the certificate; its owner what that says of itself, then empty.
  VaultSshIssuer(Vault& vault, const ResponseTarget& target, Subject subject);

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
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  std::string at(const std::string& issuer) const;
  // The public key of an authority; empty where it is not there.
  Answer<std::string> public_key(const std::string& issuer);
  Answer<bool> is_default(const std::string& issuer);
  Answer<std::string> mint(const StepInput& input);
  Answer<std::string> delete_old(const StepInput& input);

  std::string mount_;
  std::optional<Minted> minted_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_ssh(Vault& vault,
                                                const ResponseTarget& target,
                                                const Secret& leaked);

}  // namespace stanch
