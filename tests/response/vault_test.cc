// SPDX-License-Identifier: Apache-2.0
//
// Against a real OpenBao.
#include "response/vault/kv.h"

#include "inventory/fact.h"
#include "response/confirm.h"
#include "response/responder.h"
#include "response/vault/audit.h"
#include "response/vault/policies.h"
#include "response/vault/sync.h"
#include "response/vault/token.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/known_secret.h"

namespace stanch {
namespace {

struct Setting {
  BaoServer& bao = *BaoServer::get();
  Vault vault{bao.http(), bao.settings()};

  Secret token(const std::string& options) {
    auto made = bao.call("POST", "auth/token/create", options);
    return Secret(made.text("/auth/client_token"));
  }
  KvPath secret(const std::string& name, const std::string& data) {
    bao.call("POST", "secret/data/" + name, R"({"data":)" + data + "}");
    return {"secret/", name, 2};
  }
};

}  // namespace

TEST_CASE("a value is found in every version, field and form", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  Secret leaked("the value of the leak");
  // "the value of the leak\n" in base64.
  setting.secret("find/deep/one",
                 R"({"a":{"b":["x","the value of the leak"]}})");
  setting.secret("find/deep/one", R"({"a":"another"})");
  setting.secret("find/two",
                 R"({"encoded":"dGhlIHZhbHVlIG9mIHRoZSBsZWFrCg==","n":7})");
  setting.secret("find/three", R"({"n":"the value of the leaks"})");
  std::vector<std::string> failed;
  CHECK(find_in_stores(setting.vault, {"secret/find"}, leaked, failed) ==
        std::vector<std::string>{
            "secret/find/deep/one field a/b/1 version 1 of 2, as it is",
            "secret/find/two field encoded version 1 of 1, decoded from "
            "base64"});
  CHECK(failed.empty());
}

TEST_CASE("destroying is believed by the metadata only", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  KvPath path = setting.secret("destroy", R"({"password":"x"})");
  Subject subject{.field = "password", .version = 1, .leaked_versions = {1}};
  VaultKv store(setting.vault, path, subject);
  auto done = store.perform(Step::kDestroyOld, {});
  REQUIRE(done.has_value());
  CHECK(done->contains("destroyed, by their metadata"));
  // One that fell off, because others were written since.
  for (int i = 0; i < 11; ++i) setting.secret("destroy", R"({"password":"y"})");
  VaultKv late(setting.vault, path, subject);
  CHECK(late.perform(Step::kDestroyOld, {}).has_value());
  // 204 for a version that never was.
  subject.leaked_versions = {77};
  VaultKv lied(setting.vault, path, subject);
  CHECK_FALSE(lied.perform(Step::kDestroyOld, {}).has_value());
}

TEST_CASE("what somebody else wrote is never overwritten", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  KvPath path = setting.secret("race", R"({"password":"old","port":"1"})");
  Subject subject{.field = "password", .version = 1, .leaked_versions = {1}};
  VaultKv store(setting.vault, path, subject);
  Secret fresh("new");
  StepInput input{.fresh = &fresh};
  setting.secret("race", R"({"password":"theirs","port":"1"})");
  auto lost = store.perform(Step::kStore, input);
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().fault == CallFault::kConflict);
  CHECK(store.reconcile(Step::kStore, input) == Reconciled::kConflict);
  CHECK_FALSE(store.undo(Step::kStore, input).has_value());
  CHECK(
      setting.bao.call("GET", "secret/data/race").text("/data/data/password") ==
      "theirs");
}

TEST_CASE("a response of another inventory is seen in the store",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  KvPath path = setting.secret("marked", R"({"password":"old"})");
  Subject subject{.field = "password", .version = 1, .leaked_versions = {1}};
  VaultKv store(setting.vault, path, subject);
  std::vector<Step> steps = {Step::kStore, Step::kDestroyOld};
  Secret fresh("new");
  StepInput input{.response = "0123abcd", .fresh = &fresh};
  CHECK(store.preflight(steps)->empty());
  REQUIRE(store.perform(Step::kStore, input).has_value());
  auto refused = store.preflight(steps);
  REQUIRE(refused.has_value());
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().contains("response 0123abcd of another inventory"));
  REQUIRE(store.undo(Step::kStore, input).has_value());
  CHECK(store.preflight(steps)->empty());
}

TEST_CASE("a store is put back as it was", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  KvPath path = setting.secret("back", R"({"password":123,"port":"1"})");
  Subject subject{.field = "password",
                  .name_field = "username",  // which it does not have
                  .version = 1,
                  .leaked_versions = {1}};
  VaultKv store(setting.vault, path, subject);
  auto told = store.preflight(std::vector<Step>{Step::kStore});
  REQUIRE(told.has_value());
  REQUIRE(told->size() == 1);
  CHECK(told->front().contains("it has no field username"));
  Secret fresh("new");
  StepInput input{.fresh = &fresh};
  CHECK(store.reconcile(Step::kStore, input) == Reconciled::kNotApplied);
  REQUIRE(store.perform(Step::kStore, input).has_value());
  CHECK(store.reconcile(Step::kStore, input) == Reconciled::kApplied);
  REQUIRE(store.undo(Step::kStore, input).has_value());
  REQUIRE(store.undo(Step::kStore, input).has_value());  // after a crash
  auto now = setting.bao.call("GET", "secret/data/back");
  CHECK(now.number("/data/data/password") == 123);
  CHECK_FALSE(now.has("/data/data/username"));
  CHECK(now.text("/data/data/port") == "1");
  CHECK(setting.bao.call("GET", "secret/metadata/back")
            .is_true("/data/versions/2/destroyed"));
}

TEST_CASE("a plan that our token cannot finish is told beforehand",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  KvPath path = setting.secret("rights", R"({"password":"old"})");
  setting.bao.call("PUT", "sys/policies/acl/reader",
                   R"({"policy":"path \"secret/data/rights\" )"
                   R"({ capabilities = [\"read\"] }"})");
  Secret weak = setting.token(R"({"policies":["reader"]})");
  Vault vault = setting.vault.with_token(SecretText(weak));
  VaultKv store(vault, path,
                {.field = "password", .version = 1, .leaked_versions = {1}});
  auto missing =
      store.preflight(std::vector<Step>{Step::kStore, Step::kDestroyOld});
  REQUIRE(missing.has_value());
  CHECK(missing->size() == 3);  // metadata, patch, destroy
  auto readers = policies_that_read(setting.vault, "secret/data/rights");
  REQUIRE(readers.has_value());
  CHECK(std::ranges::count(*readers, "policy reader by secret/data/rights") ==
        1);
  // Now somebody has it: a role whose logins are given it, and an entity.
  setting.bao.call("POST", "auth/approle/role/librarian",
                   R"({"token_policies":["reader"]})");
  setting.bao.call("POST", "identity/entity",
                   R"({"name":"ada","policies":["reader"]})");
  readers = policies_that_read(setting.vault, "secret/data/rights");
  REQUIRE(readers.has_value());
  CHECK(std::ranges::count(*readers,
                           "policy reader by secret/data/rights, held by "
                           "entity ada, role librarian of auth/approle") == 1);
}

TEST_CASE("a token is revoked and proven dead, whatever it may do",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  auto options = GENERATE(as<std::string>(), R"({"policies":["default"]})",
                          R"({"policies":["none"],"no_default_policy":true})",
                          R"({"policies":["default"],"num_uses":1})");
  INFO(options);
  Secret leaked = setting.token(options);
  auto known = look_up_token(setting.vault, leaked);
  REQUIRE(known.has_value());
  REQUIRE(known->has_value());
  VaultTokenIssuer issuer(setting.vault, {.identity = (*known)->accessor});
  TempDir folder;
  std::int64_t now = 1'800'000'000;
  auto inventory = Inventory::open(
      {.place = folder.path() / "i.db", .clock = [&] { return now; }});
  REQUIRE(inventory.has_value());
  ResponseCase response{.secret = known_secret(*inventory, leaked.reveal()),
                        .before = issuer.probe_old(leaked)};
  CHECK(response.before.verdict == ProbeVerdict::kLive);
  Responder responder(*inventory, issuer, nullptr, leaked,
                      {.sleep = [&](std::int64_t s) { now += s; }});
  auto result = responder.start(response);
  REQUIRE(result.has_value());
  INFO(result->message);
  CHECK(result->end == ResponseEnd::kProven);
}

TEST_CASE("a secret id is rotated, and what it had opened is closed",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  setting.bao.call("POST", "auth/approle/role/deployer",
                   R"({"token_policies":["default"]})");
  auto role = setting.bao.call("GET", "auth/approle/role/deployer/role-id");
  auto made =
      setting.bao.call("POST", "auth/approle/role/deployer/secret-id", "{}");
  Secret leaked(made.text("/data/secret_id"));
  auto log_in = [&](std::string_view secret_id) {
    auto reply = setting.vault.send(
        "POST", "auth/approle/login",
        SecretText(R"({"role_id":")" + std::string(role.text("/data/role_id")) +
                   R"(","secret_id":")" + std::string(secret_id) + R"("})"));
    REQUIRE(reply.has_value());
    return std::string(reply->body.text("/auth/client_token"));
  };
  std::string session = log_in(leaked.reveal());
  KvPath path = setting.secret(
      "deployer", R"({"secret_id":")" + std::string(leaked.reveal()) + R"("})");

  ResponseConfig config{.targets = {{.name = "deployer",
                                     .issuer = "vault-approle",
                                     .role = "deployer",
                                     .store = "secret/deployer"}}};
  ResponseReach reach{config, &setting.vault};
  TempDir folder;
  std::int64_t slept = 0;
  auto inventory =
      Inventory::open({.place = folder.path() / "i.db",
                       .clock = [&] { return system_time() + slept; }});
  REQUIRE(inventory.has_value());
  Confirmation found = confirm(reach, leaked, inventory->now());
  REQUIRE(found.subject.has_value());
  CHECK(found.liveness == Liveness::kLive);
  CHECK(found.subject->field == "secret_id");
  auto issuer = make_issuer(reach, *found.subject);
  auto store = make_store(reach, *found.subject);
  REQUIRE((issuer && store && *store));
  ResponseCase response{.secret = known_secret(*inventory, leaked.reveal()),
                        .action = ResponseAction::kRotate,
                        .grace = 2,
                        .subject = *found.subject,
                        .before = found.probe};
  Responder responder(*inventory, **issuer, store->get(), leaked,
                      {.sleep = [&](std::int64_t s) { slept += s; }});
  auto result = responder.start(response);
  REQUIRE(result.has_value());
  INFO(result->message);
  CHECK(result->end == ResponseEnd::kProven);
  CHECK(log_in(leaked.reveal()).empty());
  Vault as_session = setting.vault.with_token(SecretText(session));
  CHECK_FALSE(
      as_session.ask("look", "GET", "auth/token/lookup-self").has_value());
  auto stored = setting.bao.call("GET", "secret/data/deployer");
  CHECK_FALSE(log_in(stored.text("/data/data/secret_id")).empty());
}

TEST_CASE("the audit log says who used a value, by its hash", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  Secret leaked("a value that was read by many");
  setting.secret("audited", R"({"password":"a value that was read by many"})");
  Secret reader =
      setting.token(R"({"policies":["root"],"display_name":"eve"})");
  Vault as_reader = setting.vault.with_token(SecretText(reader));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(as_reader.ask("read", "GET", "secret/data/audited").has_value());
  }
  auto uses = vault_uses(setting.vault, leaked);
  REQUIRE(uses.has_value());
  REQUIRE(uses->size() == 2);  // who wrote it is there, too
  CHECK(
      uses->at(1).starts_with("3 times read of secret/data/audited by "
                              "token-eve from 127.0.0.1, 20"));
  CHECK(vault_uses(setting.vault, Secret("a value that nobody used"))
            ->at(0)
            .contains("does not have it"));
}

TEST_CASE("the inventory learns from the store, without the values",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  setting.secret("sync/one", R"({"password":"a value of the inventory"})");
  setting.secret("sync/one", R"({"password":"a newer value"})");
  setting.secret("sync/two", R"({"password":"a value of nobody"})");
  setting.bao.call("PUT", "sys/policies/acl/sync-reader",
                   R"({"policy":"path \"secret/data/sync/*\" )"
                   R"({ capabilities = [\"read\"] }"})");
  TempDir folder;
  auto inventory = Inventory::open({.place = folder.path() / "i.db"});
  REQUIRE(inventory.has_value());
  std::int64_t secret = known_secret(*inventory, "a value of the inventory");
  auto synced = sync_vault(*inventory, setting.vault, {"secret/sync"});
  REQUIRE(synced.has_value());
  CHECK(synced->paths == 2);
  CHECK(synced->secrets == 1);
  CHECK(synced->failed.empty());
  auto facts = facts_of(*inventory, secret).value();
  REQUIRE(best_fact(facts, "stored") != nullptr);
  CHECK(best_fact(facts, "stored")
            ->value.ends_with("/secret/sync/one version 1 field password"));
  CHECK(best_fact(facts, "readers")
            ->value.contains("policy sync-reader by secret/data/sync/*"));
}

TEST_CASE("a batch token is said to be irrevocable", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  Secret leaked = setting.token(R"({"type":"batch","policies":["default"]})");
  CHECK(looks_like_vault_token(leaked.reveal()));
  auto known = look_up_token(setting.vault, leaked);
  REQUIRE((known && *known));
  CHECK((*known)->accessor.empty());
  VaultTokenIssuer issuer(setting.vault, {.identity = "batch"});
  CHECK_FALSE(issuer.traits().irrevocable.empty());
  CHECK(issuer.probe_old(leaked).verdict == ProbeVerdict::kLive);
}

TEST_CASE("our own token is not revoked by itself", "[response]") {
  if (BaoServer::get() == nullptr) return;
  Setting setting;
  Secret own = setting.token(R"({"policies":["root"]})");
  Vault vault = setting.vault.with_token(SecretText(own));
  auto known = look_up_token(vault, own);
  REQUIRE((known && *known));
  VaultTokenIssuer issuer(vault, {.identity = (*known)->accessor});
  auto refused = issuer.preflight({});
  REQUIRE(refused.has_value());
  CHECK(refused->size() == 1);
}

}  // namespace stanch
