// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "response/targets.h"
#include "response/vault/issuer.h"

namespace stanch {

// Whether a text has the shape of a token: "hvs.", "s.", "hvb.", "b.", with a
// value after it.
bool looks_like_vault_token(std::string_view text);

// What the server says of a token, asked by us: never with the token itself,
// which would use up one of its uses.
struct VaultTokenInfo {
  std::string accessor;  // empty: a batch token has none
  std::string display_name;
  std::string kind;  // "service", "batch"
  std::vector<std::string> policies;
  std::int64_t ttl = 0;  // seconds; 0: it does not end
  bool is_orphan = false;
  bool is_root = false;
};
// Nothing where the server does not know it. kDenied where we may not ask.
Answer<std::optional<VaultTokenInfo>> look_up_token(Vault& vault,
                                                    const Secret& token);

// Revokes a token by its accessor. That it is dead is proven by both: the
// server does not know it any more, and refuses it in the form that it keeps
// for tokens it does not know.
class VaultTokenIssuer : public VaultIssuer {
 public:
  // The subject's identity is the accessor; "batch" where there is none.
  VaultTokenIssuer(Vault& vault, Subject subject)
      : VaultIssuer(vault, std::move(subject)) {}
  VaultTokenIssuer(Vault& vault, const ResponseTarget&, Subject subject)
      : VaultTokenIssuer(vault, std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_token(Vault& vault,
                                                  const ResponseTarget& target,
                                                  const Secret& leaked);

}  // namespace stanch
