// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rotation_case.h"

#include <stdexcept>

#include "net/http_settings.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/known_secret.h"

namespace stanch {

RotationCase::RotationCase(const std::string& name, const std::string& folder,
                           Found)
    : name_(name) {
  BaoServer& bao = *BaoServer::get();
  inventory_ = std::make_unique<Inventory>(must(
      Inventory::open({.place = folder + "/" + name + ".db",
                       .clock = [this] { return system_time() + slept_; }})));
  http_ = must(make_http_client({}));
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
      must(parse_postgres_url(PostgresTarget::get()->url())), subject);
  store_ =
      std::make_unique<VaultKv>(*vault_, KvPath{"secret/", name, 2}, subject);
}

RotationCase::RotationCase(const std::string& name, const std::string& folder)
    : RotationCase(name, folder, Found()) {
  make();
}

void RotationCase::make() {
  PostgresTarget::get()->sql("CREATE ROLE " + name_ + "_rw; CREATE ROLE " +
                             old_role() + " LOGIN PASSWORD '" + kLeaked +
                             "' IN ROLE " + name_ + "_rw");
  BaoServer::get()->call("POST", "secret/data/" + name_,
                         R"({"data":{"username":")" + old_role() +
                             R"(","password":")" + kLeaked +
                             R"(","port":"5432"},"options":{"cas":0}})");
  known_secret(*inventory_, kLeaked);
}

ResponseCase RotationCase::response() const {
  ResponseCase out{.secret = 1,
                   .action = ResponseAction::kRotate,
                   .grace = 3,
                   .settle = 1,
                   .quiet = 0};
  out.subject.target = name_;
  out.subject.store = path();
  out.subject.leaked_versions = {1};
  out.before = issuer_->probe_old(leaked_);
  out.before.at = inventory_->now();
  return out;
}

Responder RotationCase::responder(
    std::function<void(const ResponseEvent&)> tell) {
  return Responder(
      *inventory_, *issuer_, store_.get(), leaked_,
      {.sleep = [this](std::int64_t seconds) { slept_ += seconds; },
       .tell = std::move(tell)});
}

std::string RotationCase::stored(const std::string& field) {
  auto body = BaoServer::get()->call("GET", "secret/data/" + name_);
  return std::string(body.text("/data/data/" + field));
}

bool RotationCase::consumer_is_let_in() {
  return PostgresTarget::get()->lets_in(stored("username"), stored("password"));
}

}  // namespace stanch
