// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/databases/mysql_issuer.h"
#include "response/vault/kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/mysql_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// Two accounts of a real MariaDB that take turns, and a real OpenBao that holds
// the password of the first.
class MysqlStage : public ResponseStage {
 public:
  MysqlStage(const std::string& name, const std::string& folder,
             StageBegin begin);

  static constexpr const char* kLeaked = "Mw5xTq9vJd2HcF7k";
  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;
  std::string stored(const std::string& field);
  bool consumer_is_let_in();

 private:
  Subject subject_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<MysqlIssuer> issuer_;
  std::unique_ptr<VaultKv> store_;
};

}  // namespace stanch
