// SPDX-License-Identifier: Apache-2.0
//
// Against a real Redis.
#include "response/databases/redis_issuer.h"

#include <cstdlib>

#include "tests/support/catch.h"
#include "tests/support/leak_story.h"
#include "tests/support/redis_stage.h"
#include "tests/support/scoped.h"

namespace stanch {

TEST_CASE("a leaked password of Redis is rotated without a failed request",
          "[response]") {
  if (RedisServer::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  RedisStage stage("rstory", folder.path(), StageBegin::kMake);
  RedisServer& server = *RedisServer::get();
  // As it stands in front of a cache that only it may use.
  LeakStory{
      .leak = "REDIS_URL=redis://rstory:" + std::string(RedisStage::kLeaked) +
              "@cache.acme.io:6379/0\n",
      .config = R"([respond]
allow = ["*rstory"]

[[respond.target]]
name = "cache"
issuer = "redis"
address = ")" + server.url() +
                R"("
roles = ["rstory"]
store = "secret/rstory"
)",
      .environment = {{"VAULT_ADDR", BaoServer::get()->address()},
                      {"VAULT_TOKEN", std::string(BaoServer::kRoot)}},
      .consumer = [&] { return server.lets_in("rstory", stage.stored()); },
      .stored = [&] { return stage.stored(); },
      .secret = RedisStage::kLeaked,
      .place = "ACL SETUSER rstory !<SHA-256 of the old one>"}
      .tell();
  stage.check_end();
}

TEST_CASE("a rotation in Redis is resumed from every moment", "[response]") {
  if (RedisServer::get() == nullptr || BaoServer::get() == nullptr) return;
  crash_everywhere(
      "rcrash",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<RedisStage>(name, folder, begin);
      },
      18);
}

TEST_CASE("only WRONGPASS says that a password of Redis is dead",
          "[response]") {
  if (RedisServer::get() == nullptr) return;
  RedisServer& server = *RedisServer::get();
  server.call({"ACL", "SETUSER", "rprobe", "on", ">right"});
  server.call({"ACL", "SETUSER", "roff", "off", ">right"});
  auto verdict = [&](const std::string& user, const std::string& password) {
    return probe_redis_login(server.address(), user, Secret(password)).verdict;
  };
  CHECK(verdict("rprobe", "right") == ProbeVerdict::kLive);
  CHECK(verdict("rprobe", "wrong") == ProbeVerdict::kDead);
  CHECK(verdict("roff", "right") == ProbeVerdict::kDead);
  CHECK(verdict("rmissing", "right") == ProbeVerdict::kDead);
  RedisAddress nowhere = server.address();
  nowhere.server.port = free_port();
  CHECK(probe_redis_login(nowhere, "rprobe", Secret("right")).verdict ==
        ProbeVerdict::kUnknown);
}

TEST_CASE("Redis is spoken to over TLS, whose certificate is verified",
          "[response]") {
  if (RedisServer::get() == nullptr) return;
  RedisServer& server = *RedisServer::get();
  CHECK_FALSE(RedisSession::open(parse_redis_url(server.tls_url()).value())
                  .has_value());
  ScopedVariable ca("SSL_CERT_FILE", server.ca_file());
  auto session = RedisSession::open(parse_redis_url(server.tls_url()).value());
  REQUIRE(session.has_value());
  auto us = session->ask("ask", {"ACL", "WHOAMI"});
  REQUIRE(us.has_value());
  CHECK(us->text == "default");
  // A reply that comes in many pieces.
  std::string large(300'000, 'x');
  CHECK(session->ask("set", {"SET", "large", large})->is_ok());
  CHECK(session->ask("get", {"GET", "large"})->text == large);
}

TEST_CASE("connections from before are closed, later ones are left",
          "[response]") {
  if (RedisServer::get() == nullptr) return;
  RedisServer& server = *RedisServer::get();
  server.call({"ACL", "SETUSER", "rbusy", "on", "+@all", ">old", ">new"});
  RedisIssuer issuer(server.address(), {.identity = "rbusy"});
  auto before = RedisSession::connect(server.address());
  REQUIRE(before.has_value());
  REQUIRE(before->log_in("rbusy", Secret("old"))->is_ok());
  Secret old("old");
  auto disabled = issuer.perform(Step::kDisable, {.leaked = &old});
  REQUIRE(disabled.has_value());
  auto after = RedisSession::connect(server.address());
  REQUIRE(after.has_value());
  REQUIRE(after->log_in("rbusy", Secret("new"))->is_ok());
  auto ended = issuer.perform(Step::kEndSessions, {});
  REQUIRE(ended.has_value());
  CHECK(ended->starts_with("1 connections closed; 127.0.0.1:"));
  CHECK_FALSE(before->send({"PING"}).has_value());
  CHECK(after->send({"PING"}).has_value());
}

TEST_CASE("a user of Redis that takes any password cannot be responded to",
          "[response]") {
  if (RedisServer::get() == nullptr) return;
  RedisServer::get()->call({"ACL", "SETUSER", "rany", "on", "nopass"});
  RedisIssuer issuer(RedisServer::get()->address(), {.identity = "rany"});
  auto refused = issuer.preflight(std::vector<Step>{Step::kDisable});
  REQUIRE(refused.has_value());
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().contains("nopass"));
}

TEST_CASE("an address of Redis with a password or without TLS is refused",
          "[response]") {
  for (std::string url :
       {"", "cache.acme.io", "http://localhost", "redis://cache.acme.io:6379",
        "rediss://u:pw@cache.acme.io", "rediss://cache.acme.io/0"}) {
    INFO(url);
    CHECK_FALSE(parse_redis_url(url).has_value());
  }
  auto far = parse_redis_url("rediss://us@cache.acme.io");
  REQUIRE(far.has_value());
  CHECK(far->user == "us");
  CHECK(far->endpoint() == "cache.acme.io:6379");
}

}  // namespace stanch
