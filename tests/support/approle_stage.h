// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/vault/approle.h"
#include "response/vault/kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// A secret id of a role of AppRole, which stands in the key/value engine of the
// same OpenBao; somebody has logged in with it.
class AppRoleStage : public ResponseStage {
 public:
  AppRoleStage(const std::string& name, const std::string& folder,
               StageBegin begin);

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;

 private:
  // The token that a secret id gives; empty where it is refused.
  std::string log_in(std::string_view secret_id);

  Subject subject_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<VaultAppRoleIssuer> issuer_;
  std::unique_ptr<VaultKv> store_;
};

}  // namespace stanch
