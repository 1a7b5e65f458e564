// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/actor.h"
#include "response/credential.h"
#include "response/provider.h"
#include "response/provider_client.h"
#include "response/subject.h"

namespace stanch {

// Marks a subject's target that is no [[respond.target]]: "@github".
inline constexpr char kProviderMark = '@';

// Ends a credential by one call of its provider, and proves it by asking with
// it: no successor, no overlap, no way back.
class ProviderIssuer : public Issuer {
 public:
  // Borrows all but the subject, whose `origin` is the server that took the
  // value.
  ProviderIssuer(const ProviderClient& client, const Provider& provider,
                 const LeakedCredential& leaked, Subject subject)
      : client_(client),
        provider_(provider),
        leaked_(leaked),
        subject_(std::move(subject)) {}

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
  ProviderReply ask(const Secret& value) const;
  Answer<ProviderReads> look_up() const;

  const ProviderClient& client_;
  const Provider& provider_;
  const LeakedCredential& leaked_;
  Subject subject_;
};

// What a reply of its provider makes of a leaked value; it says live or dead.
Subject subject_of(const Provider& provider, const ProviderReply& reply);

}  // namespace stanch
