// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/targets.h"
#include "response/vault/issuer.h"

namespace stanch {

// A role of AppRole: auth/approle/role/ROLE.
struct VaultRole {
  std::string mount = "approle";
  std::string name;

  std::string at(std::string_view what) const {
    return "auth/" + mount + "/role/" + name + "/" + std::string(what);
  }
};

// The accessor of a secret id of that role; empty where it is none. kDenied
// where we may not ask.
Answer<std::string> look_up_secret_id(Vault& vault, const VaultRole& role,
                                      const Secret& secret_id);

// Secret ids of AppRole. A role has as many as are made, so old and new
// overlap. Destroying one leaves the tokens that were made with it alive: those
// of the role from before the new one was stored are revoked as its sessions.
class VaultAppRoleIssuer : public VaultIssuer {
 public:
  // The subject's identity is the secret id's accessor.
  VaultAppRoleIssuer(Vault& vault, VaultRole role, Subject subject)
      : VaultIssuer(vault, std::move(subject)), role_(std::move(role)) {}
  VaultAppRoleIssuer(Vault& vault, const ResponseTarget& target,
                     Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;

 private:
  // Accessors of the role's tokens that were made before a time.
  Answer<std::vector<std::string>> tokens_before(std::int64_t time);
  Answer<bool> logs_in(const Secret& secret_id);
  Probe probe(const Secret& secret_id);
  Answer<std::string> end_sessions(const StepInput& input);

  VaultRole role_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_approle(
    Vault& vault, const ResponseTarget& target, const Secret& leaked);

}  // namespace stanch
