// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "response/actor.h"
#include "response/subject.h"
#include "response/vault/audit.h"
#include "response/vault/vault.h"

namespace stanch {

// What issuers at Vault have in common. Who used a value is in its audit log;
// their calls are as good twice as once, unless they say otherwise.
class VaultIssuer : public Issuer {
 public:
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override {
    return vault_uses(vault_, leaked);
  }

 protected:
  // `vault` is borrowed.
  VaultIssuer(Vault& vault, Subject subject)
      : vault_(vault), subject_(std::move(subject)) {}

  Vault& vault_;
  Subject subject_;
};

}  // namespace stanch
