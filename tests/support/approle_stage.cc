// SPDX-License-Identifier: Apache-2.0
#include "tests/support/approle_stage.h"

#include "net/http_settings.h"
#include "tests/support/catch.h"

namespace stanch {

AppRoleStage::AppRoleStage(const std::string& name, const std::string& folder,
                           StageBegin begin)
    : ResponseStage(name, folder, "secret-id-that-leaked-of-" + name),
      http_(make_http_client({}).value()) {
  BaoServer& bao = *BaoServer::get();
  vault_ = std::make_unique<Vault>(*http_, bao.settings());
  VaultRole role{.name = name};
  std::string id = json_quoted(leaked().reveal());
  if (begin == StageBegin::kMake) {
    bao.call("POST", "auth/approle/role/" + name,
             R"({"token_policies":["default"]})");
    bao.call("POST", role.at("custom-secret-id"), "{\"secret_id\":" + id + "}");
    bao.call("POST", "secret/data/" + name,
             "{\"data\":{\"secret_id\":" + id + "},\"options\":{\"cas\":0}}");
    log_in(leaked().reveal());
    remember_leak();
  }
  // After it was ended it is known by the response only, which does not ask.
  auto accessor = look_up_secret_id(*vault_, role, leaked());
  if (accessor->empty()) accessor = "gone";
  subject_ = {.target = name,
              .identity = *accessor,
              .successor = name,
              .store = "secret/" + name,
              .field = "secret_id",
              .version = 1,
              .leaked_versions = {1},
              .is_current = true};
  issuer_ = std::make_unique<VaultAppRoleIssuer>(*vault_, role, subject_);
  store_ =
      std::make_unique<VaultKv>(*vault_, KvPath{"secret/", name, 2}, subject_);
}

ResponseCase AppRoleStage::response() {
  ResponseCase out = ResponseStage::response();
  out.subject = subject_;
  return out;
}

std::string AppRoleStage::log_in(std::string_view secret_id) {
  auto role =
      BaoServer::get()->call("GET", "auth/approle/role/" + name() + "/role-id");
  auto reply = vault_->send(
      "POST", "auth/approle/login",
      SecretText("{\"role_id\":" + json_quoted(role.text("/data/role_id")) +
                 ",\"secret_id\":" + json_quoted(secret_id) + "}"));
  return reply ? std::string(reply->body.text("/auth/client_token")) : "";
}

// One secret id, the stored one.
void AppRoleStage::check_end() {
  auto stored = BaoServer::get()->call("GET", "secret/data/" + name());
  CHECK_FALSE(log_in(stored.text("/data/data/secret_id")).empty());
  CHECK(log_in(leaked().reveal()).empty());
  auto ids = BaoServer::get()->call(
      "LIST", "auth/approle/role/" + name() + "/secret-id");
  CHECK(ids.texts("/data/keys").size() == 1);
  auto versions = BaoServer::get()->call("GET", "secret/metadata/" + name());
  CHECK(versions.number("/data/current_version") == 2);
  CHECK(versions.is_true("/data/versions/1/destroyed"));
}

}  // namespace stanch
