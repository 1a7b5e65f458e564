// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "inventory/inventory.h"
#include "response/postgres_issuer.h"
#include "response/responder.h"
#include "response/vault_kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/postgres_target.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A leak as it happens: a role of a real PostgreSQL whose password stands in a
// real OpenBao, and a secret of an inventory that has its fingerprint. Each has
// names of its own, so many can be had of the same servers.
class RotationCase {
 public:
  // Made anew, in an inventory in `folder`.
  RotationCase(const std::string& name, const std::string& folder);
  // The same in another process: nothing is made.
  struct Found {};
  RotationCase(const std::string& name, const std::string& folder, Found);

  std::string old_role() const { return name_ + "_a"; }
  std::string new_role() const { return name_ + "_b"; }
  std::string path() const { return "secret/" + name_; }
  static constexpr const char* kLeaked = "Qd7vKx2mRw9TzB4n";

  ResponseCase response() const;
  // With time that passes only in sleeps.
  Responder responder(std::function<void(const ResponseEvent&)> tell = nullptr);

  Inventory& inventory() { return *inventory_; }
  Issuer& issuer() { return *issuer_; }
  Store& store() { return *store_; }
  const Secret& leaked() const { return leaked_; }
  // The newest value of a field, as a consumer reads it.
  std::string stored(const std::string& field);
  // Whether what is stored now opens the database.
  bool consumer_is_let_in();

 private:
  void make();

  std::string name_;
  Secret leaked_{kLeaked};
  std::int64_t slept_ = 0;
  std::unique_ptr<Inventory> inventory_;
  std::unique_ptr<HttpClient> http_;  // not shared with a process we came from
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<PostgresIssuer> issuer_;
  std::unique_ptr<VaultKv> store_;
};

}  // namespace stanch
