// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mysql_stage.h"

#include "net/http_settings.h"
#include "tests/support/catch.h"

namespace stanch {

MysqlStage::MysqlStage(const std::string& name, const std::string& folder,
                       StageBegin begin)
    : ResponseStage(name, folder, kLeaked),
      subject_{.target = name,
               .identity = name + "_a",
               .successor = name + "_b",
               .store = "secret/" + name,
               .field = "password",
               .name_field = "username",
               .version = 1,
               .leaked_versions = {1},
               .is_current = true},
      http_(make_http_client({}).value()) {
  MysqlServer& server = *MysqlServer::get();
  vault_ = std::make_unique<Vault>(*http_, BaoServer::get()->settings());
  issuer_ = std::make_unique<MysqlIssuer>(server.address(), subject_);
  store_ =
      std::make_unique<VaultKv>(*vault_, KvPath{"secret/", name, 2}, subject_);
  if (begin == StageBegin::kFind) return;
  server.sql("CREATE USER " + name + "_a IDENTIFIED BY '" + kLeaked + "'");
  server.sql("CREATE USER " + name + "_b ACCOUNT LOCK");
  BaoServer::get()->call("POST", "secret/data/" + name,
                         R"({"data":{"username":")" + name +
                             R"(_a","password":")" + kLeaked +
                             R"("},"options":{"cas":0}})");
  remember_leak();
}

ResponseCase MysqlStage::response() {
  ResponseCase out = ResponseStage::response();
  out.subject = subject_;
  return out;
}

std::string MysqlStage::stored(const std::string& field) {
  auto body = BaoServer::get()->call("GET", "secret/data/" + name());
  return std::string(body.text("/data/data/" + field));
}

bool MysqlStage::consumer_is_let_in() {
  // Both from one reply: a rotation may come between two of them.
  auto body = BaoServer::get()->call("GET", "secret/data/" + name());
  return MysqlServer::get()->lets_in(
      std::string(body.text("/data/data/username")),
      std::string(body.text("/data/data/password")));
}

void MysqlStage::check_end() {
  MysqlServer& server = *MysqlServer::get();
  CHECK_FALSE(server.lets_in(name() + "_a", kLeaked));
  CHECK(stored("username") == name() + "_b");
  CHECK(consumer_is_let_in());
  // The old account is locked, and would not take the password if it were not.
  server.sql("ALTER USER " + name() + "_a ACCOUNT UNLOCK");
  CHECK_FALSE(server.lets_in(name() + "_a", kLeaked));
  auto versions = BaoServer::get()->call("GET", "secret/metadata/" + name());
  CHECK(versions.number("/data/current_version") == 2);
}

}  // namespace stanch
