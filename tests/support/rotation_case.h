// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/databases/postgres_issuer.h"
#include "response/vault/kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/postgres_target.h"
#include "tests/support/response_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A leak as it happens: a role of a real PostgreSQL whose password stands in a
// real OpenBao.
class RotationCase : public ResponseStage {
 public:
  RotationCase(const std::string& name, const std::string& folder,
               StageBegin begin = StageBegin::kMake,
               ResponseMode mode = ResponseMode::kGraceful);

  std::string old_role() const { return name() + "_a"; }
  std::string new_role() const { return name() + "_b"; }
  std::string path() const { return "secret/" + name(); }
  static constexpr const char* kLeaked = "Qd7vKx2mRw9TzB4n";

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;
  // The newest value of a field, as a consumer reads it.
  std::string stored(const std::string& field);
  // Whether what is stored now opens the database.
  bool consumer_is_let_in();

 private:
  void make();

  ResponseMode mode_;
  std::unique_ptr<HttpClient> http_;  // not shared with a process we came from
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<PostgresIssuer> issuer_;
  std::unique_ptr<VaultKv> store_;
};

}  // namespace stanch
