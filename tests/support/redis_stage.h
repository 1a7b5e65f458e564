// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/databases/redis_issuer.h"
#include "response/vault/kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// A user of a real Redis whose password stands in a real OpenBao.
class RedisStage : public ResponseStage {
 public:
  RedisStage(const std::string& name, const std::string& folder,
             StageBegin begin);

  static constexpr const char* kLeaked = "Rk4wYp8sLt6ZbN3m";
  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;
  // The newest password, as a consumer reads it.
  std::string stored();

 private:
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<RedisIssuer> issuer_;
  std::unique_ptr<VaultKv> store_;
};

}  // namespace stanch
