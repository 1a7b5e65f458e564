// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rotation_case.h"

#include "net/http_settings.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/known_secret.h"

namespace stanch {

RotationCase::RotationCase(const std::string& name, const std::string& folder,
                           StageBegin begin, ResponseMode mode)
    : ResponseStage(name, folder, kLeaked), mode_(mode) {
  BaoServer& bao = *BaoServer::get();
  http_ = make_http_client({}).value();
  vault_ = std::make_unique<Vault>(*http_, bao.settings());
  Subject subject{.target = name,
                  .identity = old_role(),
                  .successor = new_role(),
                  .store = path(),
                  .field = "password",
                  .name_field = "username",
                  .version = 1,
                  .leaked_versions = {1},
                  .is_current = true};
  issuer_ = std::make_unique<PostgresIssuer>(
      parse_postgres_url(PostgresTarget::get()->url()).value(), subject);
  store_ =
      std::make_unique<VaultKv>(*vault_, KvPath{"secret/", name, 2}, subject);
  if (begin == StageBegin::kMake) make();
}

void RotationCase::make() {
  PostgresTarget::get()->sql("CREATE ROLE " + name() + "_rw; CREATE ROLE " +
                             old_role() + " LOGIN PASSWORD '" + kLeaked +
                             "' IN ROLE " + name() + "_rw");
  BaoServer::get()->call("POST", "secret/data/" + name(),
                         R"({"data":{"username":")" + old_role() +
                             R"(","password":")" + kLeaked +
                             R"(","port":"5432"},"options":{"cas":0}})");
  remember_leak();
}

ResponseCase RotationCase::response() {
  ResponseCase out = ResponseStage::response();
  out.mode = mode_;
  out.subject.store = path();
  out.subject.successor = new_role();
  out.subject.leaked_versions = {1};
  return out;
}

// No orphan and no second rotation: two roles, one with a password, and one
// version after the one that leaked.
void RotationCase::check_end() {
  PostgresTarget& server = *PostgresTarget::get();
  CHECK_FALSE(server.lets_in(old_role(), kLeaked));
  CHECK(stored("username") == new_role());
  CHECK(stored("port") == "5432");
  CHECK(consumer_is_let_in());
  CHECK(server.sql("SELECT string_agg(rolname || rolcanlogin || "
                   "(rolpassword IS NOT NULL), ' ' ORDER BY rolname) FROM "
                   "pg_authid WHERE rolname ~ '^" +
                   name() + "_[ab]$'") ==
        old_role() + "falsefalse " + new_role() + "truetrue");
  auto versions = BaoServer::get()->call("GET", "secret/metadata/" + name());
  CHECK(versions.number("/data/current_version") == 2);
  CHECK(versions.is_true("/data/versions/1/destroyed"));
  CHECK_FALSE(versions.has("/data/custom_metadata/stanch_response"));
}

std::string RotationCase::stored(const std::string& field) {
  auto body = BaoServer::get()->call("GET", "secret/data/" + name());
  return std::string(body.text("/data/data/" + field));
}

bool RotationCase::consumer_is_let_in() {
  // Both from one reply: a rotation may come between two of them.
  auto body = BaoServer::get()->call("GET", "secret/data/" + name());
  return PostgresTarget::get()->lets_in(
      std::string(body.text("/data/data/username")),
      std::string(body.text("/data/data/password")));
}

}  // namespace stanch
