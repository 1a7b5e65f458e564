// SPDX-License-Identifier: Apache-2.0
//
// Servers that are down, in the way or not of one mind: the state is known, and
// there is a way on.
#include "inventory/record.h"
#include "response/confirm.h"
#include "response/databases/mysql_issuer.h"
#include "response/responder.h"
#include "response/vault/kv.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/fake_http.h"
#include "tests/support/fake_issuer.h"
#include "tests/support/known_secret.h"
#include "tests/support/mysql_server.h"
#include "tests/support/temp_dir.h"

namespace stanch {

TEST_CASE("a manager that cannot answer now is told from one that refuses",
          "[response]") {
  struct Row {
    int status;
    std::string body;
    CallFault fault;
    FakeHeaders headers = {};
  };
  using enum CallFault;
  const std::string page = "<html><body>Please log in</body></html>";
  for (
      const Row& row : std::vector<Row>{
          {503, R"({"errors":["Vault is sealed"]})", kUnavailable},
          {500,
           R"({"errors":["local node not active but active cluster node not found"]})",
           kUnavailable},
          {307, "", kUnavailable, {{"Location", "https://leader.test/v1/x"}}},
          {412, R"({"errors":["required index state not present"]})",
           kUnavailable},
          {429, R"({"errors":["rate limit quota exceeded"]})", kUnavailable},
          {429, R"({"errors":[]})", kUnavailable, {{"Retry-After", "1"}}},
          {502, page, kUnavailable},
          {504, page, kUnavailable},
          {200, page, kUnavailable},
          {403, page, kUnavailable},
          {407, page, kUnavailable},
          {403, R"({"errors":["permission denied"]})", kDenied},
          {404, R"({"errors":["namespace not found"]})", kGone},
          {400, R"({"errors":["check-and-set parameter did not match"]})",
           kConflict},
          {405, R"({"errors":["unsupported operation"]})", kProtocol}}) {
    INFO(row.status << " " << row.body);
    FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
      return fake_response(row.status, row.body, row.headers);
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    auto said = vault.ask("read", "GET", "secret/data/a");
    REQUIRE_FALSE(said.has_value());
    CHECK(said.error().fault == row.fault);
    CHECK_FALSE(said.error().message.contains('\n'));
  }
}

TEST_CASE("a wrong namespace and a path that may not be read leave the rest",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  BaoServer& bao = *BaoServer::get();
  VaultSettings elsewhere = bao.settings();
  elsewhere.space = "nobody";
  Vault lost(bao.http(), std::move(elsewhere));
  auto none = resolve_kv(lost, "secret/many");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().fault != CallFault::kUnavailable);

  constexpr int kPaths = 30;
  for (int i = 0; i < kPaths; ++i) {
    bao.call("POST", "secret/data/many/" + std::to_string(i),
             R"({"data":{"password":"a value of many"}})");
  }
  bao.call("PUT", "sys/policies/acl/many",
           R"({"policy":"path \"secret/*\" {capabilities=[\"read\",\"list\"]} )"
           R"(path \"secret/data/many/7\" {capabilities=[\"deny\"]}"})");
  auto token =
      bao.call("POST", "auth/token/create", R"({"policies":["many"]})");
  Vault vault(bao.http(), bao.settings(token.text("/auth/client_token")));
  std::vector<std::string> failed;
  auto found =
      find_in_stores(vault, {"secret/many"}, Secret("a value of many"), failed);
  CHECK(found.size() == kPaths - 1);
  REQUIRE(failed.size() == 1);
  CHECK(failed.front().contains("secret/many/7"));
}

TEST_CASE("a path that is deleted in the middle is no dead end", "[response]") {
  if (BaoServer::get() == nullptr) return;
  BaoServer& bao = *BaoServer::get();
  Vault vault(bao.http(), bao.settings());
  bao.call("POST", "secret/data/vanishing", R"({"data":{"password":"old"}})");
  VaultKv store(vault, {"secret/", "vanishing", 2},
                {.field = "password", .version = 1, .leaked_versions = {1}});
  bao.call("DELETE", "secret/metadata/vanishing");
  Secret fresh("new");
  StepInput input{.response = "r", .fresh = &fresh};
  auto stored = store.perform(Step::kStore, input);
  REQUIRE_FALSE(stored.has_value());
  CHECK(stored.error().fault == CallFault::kGone);
  // Both ways lead on: back to before, and past what is left to destroy.
  CHECK(store.undo(Step::kStore, input)->contains("deleted meanwhile"));
  CHECK(store.perform(Step::kDestroyOld, input).has_value());
}

TEST_CASE("a server that takes no hash of a password is left as it was",
          "[response]") {
  if (MysqlServer::get() == nullptr) return;
  MysqlServer& server = *MysqlServer::get();
  server.sql("CREATE USER mstrict IDENTIFIED BY 'A-right-one-1'");
  server.sql("INSTALL SONAME 'simple_password_check'");
  MysqlIssuer issuer(server.address(),
                     {.identity = "mstrict", .successor = "mstrict"});
  Secret old("A-right-one-1"), fresh("the new one");
  auto refused = issuer.perform(Step::kMint, {.fresh = &fresh});
  server.sql("UNINSTALL SONAME 'simple_password_check'");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().fault != CallFault::kUnavailable);
  CHECK_FALSE(refused.error().message.contains(mysql_native_hash(fresh)));
  CHECK(issuer.probe_old(old).verdict == ProbeVerdict::kLive);
}

TEST_CASE("a clock that is set back delays the proof and does not spare it",
          "[response]") {
  TempDir folder;
  std::int64_t now = 1'800'000'000, slept = 0;
  auto inventory = Inventory::open(
      {.place = folder.path() / "i.db", .clock = [&] { return now; }});
  REQUIRE(inventory.has_value());
  Secret leaked("value-that-leaked");
  FakeIssuer issuer;
  int asked = 0;
  issuer.old = [&] {
    if (++asked == 1) now -= 3600;
    return Probe{ProbeVerdict::kDead, "refused"};
  };
  ResponseCase response{.secret = known_secret(*inventory, leaked.reveal()),
                        .before = {ProbeVerdict::kLive, "logged in"}};
  Responder responder(*inventory, issuer, nullptr, leaked,
                      {.sleep = [&](std::int64_t seconds) {
                        now += seconds;
                        slept += seconds;
                      }});
  auto result = responder.start(response);
  REQUIRE(result.has_value());
  CHECK(result->end == ResponseEnd::kProven);
  CHECK(slept >= response.settle);
}

TEST_CASE("the exit says whether a person is needed or patience",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  BaoServer& bao = *BaoServer::get();
  auto token =
      bao.call("POST", "auth/token/create", R"({"policies":["default"]})");
  auto weak =
      bao.call("POST", "auth/token/create", R"({"policies":["default"]})");
  TempDir folder;
  folder.write("repo/.stanch.toml",
               "[respond]\nallow = [\"*\"]\n[[respond.target]]\n"
               "name = \"tokens\"\nissuer = \"vault-token\"\n");
  auto revoke = [&](const std::string& address, std::string_view ours) {
    return Command{
        .arguments = {"respond", "revoke", "1", "--apply", "--stdin",
                      "--settle", "1s", "--inventory", folder.path() / "i.db"},
        .folder = folder.path() / "repo",
        .input = std::string(token.text("/auth/client_token")),
        .environment = {{"HOME", folder.path()},
                        {"VAULT_ADDR", address},
                        {"VAULT_TOKEN", std::string(ours)}}}
        .run();
  };
  {
    auto inventory = Inventory::open({.place = folder.path() / "i.db"});
    REQUIRE(inventory.has_value());
    known_secret(*inventory, token.text("/auth/client_token"));
  }
  Outcome down = revoke("http://127.0.0.1:" + std::to_string(free_port()),
                        BaoServer::kRoot);
  INFO(down.out << down.err);
  CHECK(down.exit == 6);
  Outcome denied = revoke(bao.address(), weak.text("/auth/client_token"));
  INFO(denied.out << denied.err);
  CHECK(denied.exit == 4);
  Outcome done = revoke(bao.address(), BaoServer::kRoot);
  INFO(done.out << done.err);
  CHECK(done.exit == 0);
}

}  // namespace stanch
