// SPDX-License-Identifier: Apache-2.0
#include "tests/support/redis_stage.h"

#include <fstream>
#include <sstream>

#include "net/http_settings.h"
#include "tests/support/catch.h"

namespace stanch {

RedisStage::RedisStage(const std::string& name, const std::string& folder,
                       StageBegin begin)
    : ResponseStage(name, folder, kLeaked) {
  Subject subject{.target = name,
                  .identity = name,
                  .successor = name,
                  .store = "secret/" + name,
                  .field = "password",
                  .version = 1,
                  .leaked_versions = {1},
                  .is_current = true};
  http_ = make_http_client({}).value();
  vault_ = std::make_unique<Vault>(*http_, BaoServer::get()->settings());
  issuer_ =
      std::make_unique<RedisIssuer>(RedisServer::get()->address(), subject);
  store_ =
      std::make_unique<VaultKv>(*vault_, KvPath{"secret/", name, 2}, subject);
  if (begin == StageBegin::kFind) return;
  RedisServer::get()->call({"ACL", "SETUSER", name, "on", "~*", "+@all",
                            std::string(">") + kLeaked});
  RedisServer::get()->call({"ACL", "SAVE"});
  BaoServer::get()->call("POST", "secret/data/" + name,
                         R"({"data":{"password":")" + std::string(kLeaked) +
                             R"("},"options":{"cas":0}})");
  remember_leak();
}

ResponseCase RedisStage::response() {
  ResponseCase out = ResponseStage::response();
  out.subject.store = "secret/" + name();
  out.subject.successor = name();
  out.subject.leaked_versions = {1};
  return out;
}

std::string RedisStage::stored() {
  auto body = BaoServer::get()->call("GET", "secret/data/" + name());
  return std::string(body.text("/data/data/password"));
}

// One password, the stored one, in memory and in the file of users.
void RedisStage::check_end() {
  RedisServer& server = *RedisServer::get();
  CHECK_FALSE(server.lets_in(name(), kLeaked));
  CHECK(server.lets_in(name(), stored()));
  RedisReply user = server.call({"ACL", "GETUSER", name()});
  const RedisReply* passwords = user.value_of("passwords");
  REQUIRE(passwords != nullptr);
  REQUIRE(passwords->list.size() == 1);
  std::ostringstream kept;
  kept << std::ifstream(server.user_file()).rdbuf();
  std::string lines = kept.str();
  std::size_t at = lines.find("user " + name() + " ");
  REQUIRE(at != std::string::npos);
  std::string line = lines.substr(at, lines.find('\n', at) - at);
  CHECK(line.contains("#" + passwords->list.front().text));
  CHECK(std::ranges::count(line, '#') == 1);
  auto versions = BaoServer::get()->call("GET", "secret/metadata/" + name());
  CHECK(versions.number("/data/current_version") == 2);
}

}  // namespace stanch
