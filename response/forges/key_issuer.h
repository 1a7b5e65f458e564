// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/forges/forge.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// A private key of SSH whose public half a forge knows: another one is added,
// the leaked one deleted. Proven dead by both: the forge lists it no more, and
// its SSH refuses it; where ssh cannot ask, nothing is proven.
class ForgeKeyIssuer : public Issuer {
 public:
  // The subject's identity is the id of the key there, its owner the
  // fingerprint. `ssh`: where the key is tried.
  ForgeKeyIssuer(ForgeKeys keys, std::string ssh, Subject subject)
      : keys_(std::move(keys)),
        ssh_(std::move(ssh)),
        subject_(std::move(subject)) {}

  std::string place() const override { return keys_.place(); }
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  std::optional<Minted> take_minted() override;
  void set_successor(const std::string& identity) override;
  std::vector<std::string> opens() override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  // Of that id; none where it is not listed.
  Answer<std::optional<ForgeKey>> key_of(const std::string& id);
  Answer<std::string> mint(const std::string& response);
  // Those that this response made.
  Answer<std::string> remove_ours(const std::string& response);

  ForgeKeys keys_;
  std::string ssh_;
  Subject subject_;
  std::string successor_;
  std::optional<Minted> minted_;
};

// For targets.cc.
std::string fault_of_forge_key(const ResponseTarget& target);
Answer<std::vector<Subject>> identify_forge_key(const ResponseReach& reach,
                                                const ResponseTarget& target,
                                                const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_forge_key(const ResponseReach& reach,
                                               const ResponseTarget& target,
                                               const Subject& subject);

}  // namespace stanch
