// SPDX-License-Identifier: Apache-2.0
//
// The transit engine of a real OpenBao.
#include "response/vault/transit.h"

#include <atomic>
#include <map>
#include <thread>

#include "core/base64.h"
#include "inventory/rekey.h"
#include "net/http_settings.h"
#include "response/confirm.h"
#include "response/plan.h"
#include "response/vault/kv.h"
#include "response/vault/transit_seal.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/known_secret.h"
#include "tests/support/response_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// A key of an engine of its own.
struct TestKey {
  BaoServer& bao = *BaoServer::get();
  std::string name;

  explicit TestKey(std::string of, const std::string& options = "{}")
      : name(std::move(of)) {
    auto there = bao.call("GET", "sys/mounts");
    if (!there.has("/data/testtransit~1")) {
      bao.call("POST", "sys/mounts/testtransit", R"({"type":"transit"})");
    }
    bao.call("POST", "testtransit/keys/" + name, options);
  }

  std::string encrypted(const std::string& plain) const {
    return std::string(bao.call("POST", "testtransit/encrypt/" + name,
                                "{\"plaintext\":\"" +
                                    std::string(base64_text(plain).reveal()) +
                                    "\"}")
                           .text("/data/ciphertext"));
  }
  // As a consumer does; empty where the engine refuses it.
  std::string decrypted(std::string_view ciphertext) const {
    auto http = make_http_client({}).value();
    Vault vault(*http, bao.settings());
    auto reply = vault.send("POST", "testtransit/decrypt/" + name,
                            json_object({{"ciphertext", ciphertext}}));
    auto plain = reply ? base64_bytes(reply->body.text("/data/plaintext"))
                       : std::nullopt;
    return plain ? std::string(plain->reveal()) : "";
  }
  std::int64_t latest() const {
    return bao.call("GET", "testtransit/keys/" + name)
        .number("/data/latest_version");
  }
  ResponseTarget target(std::vector<std::string> ciphertexts = {}) const {
    return {.name = name,
            .issuer = "vault-transit",
            .role = name,
            .mount = "testtransit",
            .ciphertexts = std::move(ciphertexts),
            .store = "secret/" + name,
            .field = "data_key"};
  }
};

std::string stored_key(const std::string& path) {
  return std::string(BaoServer::get()
                         ->call("GET", "secret/data/" + path)
                         .text("/data/data/data_key"));
}

void store_at(const std::string& path, const std::string& data) {
  BaoServer::get()->call("POST", "secret/data/" + path,
                         "{\"data\":" + data + "}");
}

// An encrypted data key that leaked, and is stored where consumers read it; new
// values are sealed by the engine, too.
class TransitStage : public ResponseStage {
 public:
  TransitStage(const TestKey& key, const std::string& folder,
               std::string_view leaked)
      : ResponseStage(key.name, folder, leaked),
        key_(key),
        http_(make_http_client({}).value()),
        vault_(*http_, BaoServer::get()->settings()),
        seal_(&vault_, "testtransit/journal"),
        subject_{.target = key.name,
                 .identity = "1",
                 .store = "secret/" + key.name,
                 .field = "data_key",
                 .version = 1,
                 .leaked_versions = {1},
                 .is_current = true},
        issuer_(vault_, key.target({"secret/others/" + key.name}), subject_),
        store_(vault_, {"secret/", key.name, 2}, subject_) {}

  using ResponseStage::remember_leak;
  Issuer& issuer() override { return issuer_; }
  Store* store() override { return &store_; }
  JournalSeal* seal() override { return &seal_; }
  ResponseCase response() override {
    ResponseCase out = ResponseStage::response();
    out.subject = subject_;
    return out;
  }
  // One new version, and everything that is stored is of it.
  void check_end() override {
    CHECK(key_.latest() == 2);
    CHECK(key_.decrypted(leaked().reveal()).empty());
    for (const std::string& path : {key_.name, "others/" + key_.name + "/a"}) {
      CHECK(key_.decrypted(stored_key(path)) == "a data key");
    }
    auto versions =
        BaoServer::get()->call("GET", "secret/metadata/" + key_.name);
    CHECK(versions.number("/data/current_version") == 2);
    CHECK(versions.is_true("/data/versions/1/destroyed"));
    CHECK(BaoServer::get()
              ->call("GET", "secret/metadata/others/" + key_.name + "/a")
              .number("/data/current_version") == 2);
  }

 private:
  const TestKey& key_;
  std::unique_ptr<HttpClient> http_;
  Vault vault_;
  VaultSeal seal_;
  Subject subject_;
  VaultTransitIssuer issuer_;
  VaultKv store_;
};

}  // namespace

TEST_CASE("a rotation of a transit key is resumed from every moment",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  TestKey journal("journal");
  std::map<std::string, TestKey> keys;
  std::map<std::string, std::string> leaked;
  crash_everywhere(
      "transit",
      [&](const std::string& name, const std::string& folder,
          StageBegin begin) -> std::unique_ptr<ResponseStage> {
        bool is_new = begin == StageBegin::kMake;
        if (is_new) {
          TestKey& key = keys.try_emplace(name, name).first->second;
          leaked[name] = key.encrypted("a data key");
          store_at(name, R"({"data_key":")" + leaked[name] + "\"}");
          store_at("others/" + name + "/a",
                   R"({"data_key":")" + key.encrypted("a data key") + "\"}");
        }
        auto out = std::make_unique<TransitStage>(keys.at(name), folder,
                                                  leaked.at(name));
        if (is_new) out->remember_leak();
        return out;
      },
      20);
}

TEST_CASE("consumers decrypt all the time while a transit key is rotated",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  TestKey journal("journal"), key("turned"), other("other");
  std::string ciphertext = key.encrypted("a data key");
  store_at("turned", R"({"data_key":")" + ciphertext + R"(","port":"1"})");
  store_at("others/turned/a", R"({"data_key":")" + key.encrypted("a data key") +
                                  R"(","of_another":")" + other.encrypted("x") +
                                  R"(","n":1})");
  TempDir folder;
  TransitStage stage(key, folder.path(), ciphertext);
  stage.remember_leak();
  Vault vault(key.bao.http(), key.bao.settings());
  ResponseConfig config{.allow = {"*"},
                        .targets = {key.target({"secret/others/turned"})}};
  Confirmation found = confirm({config, &vault}, stage.leaked(), 0);
  REQUIRE(found.subject.has_value());
  CHECK(found.liveness == Liveness::kLive);
  CHECK(found.subject->identity == "1");
  auto plan =
      plan_response(config, stage.response(), stage.issuer(), stage.store());
  REQUIRE(plan.has_value());
  CHECK(plan->refusals.empty());
  CHECK(plan->tears_down.front().starts_with("1 ciphertexts are stored"));

  std::atomic<int> read = 0, failed = 0;
  {
    std::jthread consumer([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        ++read;
        if (key.decrypted(stored_key("turned")) != "a data key") ++failed;
      }
    });
    while (read == 0) std::this_thread::yield();
    auto reads_twice = [&](const ResponseEvent& event) {
      int seen = read;
      bool grace = event.moment == ResponseEvent::Moment::kWaiting;
      while (grace && read < seen + 2) std::this_thread::yield();
    };
    auto result = stage.responder(reads_twice).start(stage.response());
    REQUIRE(result.has_value());
    INFO(result->message);
    CHECK(result->end == ResponseEnd::kProven);
    reads_twice({.moment = ResponseEvent::Moment::kWaiting});
  }
  CHECK(failed == 0);
  stage.check_end();
  auto others = key.bao.call("GET", "secret/data/others/turned/a");
  CHECK(other.decrypted(others.text("/data/data/of_another")) == "x");
  CHECK(others.number("/data/data/n") == 1);
}

TEST_CASE(
    "what cannot be encrypted anew stops a rotation before it ends "
    "anything",
    "[response]") {
  if (BaoServer::get() == nullptr) return;
  TestKey key("stuck");
  std::string nested = key.encrypted("deep");
  store_at("others/stuck/deep", R"({"a":{"b":")" + nested + "\"}}");
  Vault vault(key.bao.http(), key.bao.settings());
  VaultTransitIssuer issuer(vault, key.target({"secret/others/stuck"}),
                            {.identity = "1"});
  auto refused = issuer.perform(Step::kStore, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.contains(
      "secret/others/stuck/deep field a/b: only whole fields are replaced"));
  CHECK(key.decrypted(nested) == "deep");
  // In an emergency there is no time to save what the old version made.
  auto reasons =
      issuer.preflight(std::vector<Step>{Step::kDisable, Step::kMint});
  REQUIRE(reasons.has_value());
  CHECK(reasons->size() == 1);
}

TEST_CASE(
    "a transit key that leaked itself is told, ended, and never proven "
    "dead",
    "[response]") {
  if (BaoServer::get() == nullptr) return;
  TestKey key("exported", R"({"exportable":true})");
  key.bao.call("POST", "testtransit/keys/exported/rotate");
  auto exported =
      key.bao.call("GET", "testtransit/export/encryption-key/exported");
  Secret leaked(exported.text("/data/keys/1"));
  std::string before = key.encrypted("x");
  Vault vault(key.bao.http(), key.bao.settings());
  ResponseTarget target = key.target();
  target.store.clear();
  ResponseConfig config{.targets = {target}};
  Confirmation found = confirm({config, &vault}, leaked, 0);
  for (const std::string& line : found.failed) UNSCOPED_INFO(line);
  REQUIRE(found.subject.has_value());
  CHECK(found.subject->identity == "1");
  CHECK(found.liveness == Liveness::kLive);
  TestKey another("another", R"({"exportable":true})");
  ResponseTarget elsewhere = another.target();
  elsewhere.store.clear();
  CHECK_FALSE(confirm({{.targets = {elsewhere}}, &vault}, leaked, 0).subject);

  auto issuer = make_issuer({config, &vault}, *found.subject).value();
  CHECK(issuer->tears_down()->back().contains("without the engine"));
  TempDir folder;
  std::int64_t now = 1'800'000'000;
  auto inventory = Inventory::open(
      {.place = folder.path() / "i.db", .clock = [&] { return now; }});
  ResponseCase response{.secret = known_secret(*inventory, leaked.reveal()),
                        .subject = *found.subject,
                        .before = found.probe};
  auto result = Responder(*inventory, *issuer, nullptr, leaked,
                          {.sleep = [&](std::int64_t s) { now += s; }})
                    .start(response);
  REQUIRE(result.has_value());
  INFO(result->message);
  CHECK(result->end == ResponseEnd::kNotProven);
  CHECK(result->message.contains("only the issuer's record"));
  CHECK(issuer->probe_old(leaked).verdict == ProbeVerdict::kDead);
  CHECK(key.decrypted(before) == "x");  // of version 2
}

TEST_CASE("no lie about a ciphertext is a proof of its end", "[response]") {
  const std::string leaked = "vault:v1:AAAA";
  auto probe = [&](int status, const std::string& body) {
    FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
      return fake_response(status, body);
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultTransitIssuer issuer(vault, {.role = "k"}, {.identity = "1"});
    // 200 of a rotation and of a setting that were none.
    CHECK_FALSE(issuer.perform(Step::kDisable, {}).has_value());
    return issuer.probe_old(Secret(leaked)).verdict;
  };
  std::string old = R"({"errors":[")" + std::string(kTooOld) + "\"]}";
  CHECK(probe(400, old) == ProbeVerdict::kDead);
  CHECK(probe(200, R"({"data":{"ciphertext":"vault:v2:AAAA"}})") ==
        ProbeVerdict::kLive);
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {200, "{}"},
           {200, R"({"data":{"ciphertext":"x"}})"},
           {200, old},
           {204, ""},
           {400, R"({"errors":["cipher: message authentication failed"]})"},
           {400, R"({"errors":["encryption key not found"]})"},
           {400, R"({"errors":["too old"]})"},
           {403, old},
           {403, R"({"errors":["permission denied"]})"},
           {404, R"({"errors":[]})"},
           {500, old},
           {503, R"({"errors":["Vault is sealed"]})"},
           {400, "<html>"}}) {
    INFO(status << body);
    CHECK(probe(status, body) == ProbeVerdict::kUnknown);
  }
}

TEST_CASE(
    "the journal's values are sealed by the transit engine where that "
    "is asked for",
    "[response]") {
  if (BaoServer::get() == nullptr) return;
  TestKey journal("journal");
  Vault vault(journal.bao.http(), journal.bao.settings());
  VaultSeal seal(&vault, "testtransit/journal");
  CHECK(seal.preflight()->empty());
  TempDir folder;
  auto inventory = Inventory::open({.place = folder.path() / "i.db"});
  REQUIRE(inventory.has_value());
  Intent intent{.secret = known_secret(*inventory, "what leaked"),
                .response = "r",
                .step = "mint",
                .idempotency_key = "k"};
  Secret value("the new value");
  auto sealed = sealed_value(*inventory, &seal, value, intent);
  REQUIRE(sealed.has_value());
  CHECK(is_sealed_elsewhere(*sealed));
  intent.sealed = *sealed;
  REQUIRE(note_intent(*inventory, intent).has_value());
  // Another key of the inventory is none of its business.
  CHECK(rotate_key(*inventory, {}).has_value());
  auto kept = journal_of_response(*inventory, "r").value().front().intent;
  CHECK(unsealed_value(*inventory, &seal, kept)->reveal() == value.reveal());
  CHECK(unsealed_value(*inventory, nullptr, kept).error().fault ==
        CallFault::kDenied);
  kept.step = "store";  // in another's place
  CHECK_FALSE(unsealed_value(*inventory, &seal, kept).has_value());
  // Whoever lies about sealing is found out before anything depends on it.
  FakeHttpClient liar([&](const SeenRequest&) -> HttpResult {
    return fake_response(
        200, R"({"data":{"ciphertext":"vault:v1:x","plaintext":"eA=="}})");
  });
  Vault lied(liar, {.address = "https://vault.test", .token = "ours"});
  VaultSeal false_seal(&lied, "transit/k");
  CHECK_FALSE(false_seal.seal(value, "p").has_value());
  VaultSeal nowhere(nullptr, "transit/k");
  CHECK(nowhere.preflight()->size() == 1);
  CHECK_FALSE(nowhere.seal(value, "p").has_value());
}

}  // namespace stanch
