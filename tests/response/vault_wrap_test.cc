// SPDX-License-Identifier: Apache-2.0
//
// Handing a new value over by the response wrapping of a real OpenBao.
#include "response/vault/wrap_store.h"

#include <filesystem>

#include "net/http_settings.h"
#include "response/vault/approle.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/files.h"
#include "tests/support/response_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// Opened once by who has the token; empty where that does not open anything.
std::string unwrapped(const std::string& file) {
  std::string token = read_file(file);
  Vault vault(BaoServer::get()->http(), BaoServer::get()->settings(token));
  auto reply = vault.send("POST", "sys/wrapping/unwrap");
  return reply ? std::string(reply->body.text("/data/value")) : "";
}

// A secret id whose holder gets the new one wrapped.
class WrapStage : public ResponseStage {
 public:
  WrapStage(const std::string& name, const std::string& folder,
            StageBegin begin)
      : ResponseStage(name, folder, "secret-id-that-leaked-of-" + name),
        http_(make_http_client({}).value()),
        vault_(*http_, BaoServer::get()->settings()),
        role_{.name = name},
        file_(folder + "/" + name + ".token") {
    if (begin == StageBegin::kMake) {
      BaoServer& bao = *BaoServer::get();
      bao.call("POST", "auth/approle/role/" + name,
               R"({"token_policies":["default"]})");
      bao.call("POST", role_.at("custom-secret-id"),
               "{\"secret_id\":" + json_quoted(leaked().reveal()) + "}");
      remember_leak();
    }
    auto accessor = look_up_secret_id(vault_, role_, leaked());
    subject_ = {.target = name,
                .identity = accessor->empty() ? "gone" : *accessor,
                .successor = name,
                .store = to_store({.seconds = 600, .file = file_}),
                .is_current = true};
    issuer_.emplace(vault_, role_, subject_);
    store_.emplace(vault_, wrap_place(subject_.store).value(), subject_);
  }

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return &*store_; }
  ResponseCase response() override {
    ResponseCase out = ResponseStage::response();
    out.subject = subject_;
    return out;
  }
  void check_end() override {
    CHECK(std::filesystem::status(file_).permissions() ==
          (std::filesystem::perms::owner_read |
           std::filesystem::perms::owner_write));
    CHECK(store_->evidence(leaked())->front().starts_with("nobody has opened"));
    Secret fresh(unwrapped(file_));
    CHECK(issuer_->probe_new(fresh).verdict == ProbeVerdict::kLive);
    CHECK(issuer_->probe_old(leaked()).verdict == ProbeVerdict::kDead);
    CHECK(unwrapped(file_).empty());  // once
    CHECK(store_->evidence(leaked())->front().contains("was opened"));
    auto ids = BaoServer::get()->call("LIST", role_.at("secret-id"));
    CHECK(ids.texts("/data/keys").size() == 1);
  }
  const std::string& file() const { return file_; }

 private:
  std::unique_ptr<HttpClient> http_;
  Vault vault_;
  VaultRole role_;
  std::string file_;
  Subject subject_;
  std::optional<VaultAppRoleIssuer> issuer_;
  std::optional<VaultWrapStore> store_;
};

}  // namespace

TEST_CASE("a new value is handed over wrapped, whatever moment we crash at",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  crash_everywhere(
      "wrap",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<WrapStage>(name, folder, begin);
      },
      14);
}

TEST_CASE("a wrapped value is taken back, and no file of another's is touched",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  TempDir folder;
  WrapStage stage("wrapback", folder.path(), StageBegin::kMake);
  Secret fresh("the new value");
  StepInput input{.response = "r", .fresh = &fresh};
  CHECK(stage.store()->preflight({})->empty());
  REQUIRE(stage.store()->perform(Step::kStore, input).has_value());
  std::string token = read_file(stage.file());
  CHECK(stage.store()->preflight({})->front().contains("is there already"));
  REQUIRE(stage.store()->undo(Step::kStore, input).has_value());
  REQUIRE(stage.store()->undo(Step::kStore, input).has_value());
  CHECK_FALSE(std::filesystem::exists(stage.file()));
  folder.write("again", token);
  CHECK(unwrapped(folder.path() / "again").empty());
  CHECK_FALSE(wrap_place("wrap:x").has_value());
  CHECK_FALSE(wrap_place("wrap:0:/a").has_value());
  CHECK_FALSE(wrap_place("secret/wrap").has_value());
}

TEST_CASE("who made a wrapping token is asked before it is believed",
          "[response]") {
  TempDir folder;
  for (const char* said :
       {R"({"data":{"creation_path":"auth/token/create","creation_ttl":60}})",
        R"({"data":{"creation_path":"sys/wrapping/wrap","creation_ttl":6}})",
        R"({"data":{}})"}) {
    INFO(said);
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      if (!request.url.ends_with("/wrap")) return fake_response(200, said);
      CHECK(request.header("X-Vault-Wrap-TTL") == "60s");
      return fake_response(
          200, R"({"data":null,"wrap_info":{"token":"t","accessor":"a"}})");
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultWrapStore store(vault, {60, folder.path() / "token"}, {});
    Secret fresh("the new value");
    CHECK_FALSE(store.perform(Step::kStore, {.fresh = &fresh}).has_value());
  }
}

}  // namespace stanch
