// SPDX-License-Identifier: Apache-2.0
//
// What servers and those in front of them answer about a token, and what may
// be made of it. Bodies as OpenBao 2.7.2 gave them.
#include "response/vault/token.h"

#include "response/vault/approle.h"
#include "response/vault/kv.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"

namespace stanch {
namespace {

constexpr const char* kBadToken = R"({"errors":["bad token"]})";
constexpr const char* kRefused = R"({"errors":["permission denied"]})";
constexpr const char* kNoRight =
    R"({"errors":["1 error occurred:\n\t* permission denied\n\n"]})";
constexpr const char* kAlive =
    R"({"data":{"accessor":"acc","policies":["default"],"type":"service"}})";
constexpr const char* kPage = "<html><body>Forbidden</body></html>";

struct Said {
  int status;
  std::string body;
  FakeHeaders headers = {};
};

// The token's lookup by us, and its own lookup of itself.
Probe probe(const Said& lookup, const Said& self) {
  FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
    const Said& said = request.url.ends_with("lookup-self") ? self : lookup;
    return fake_response(said.status, said.body, said.headers);
  });
  Vault vault(http, {.address = "https://vault.test", .token = "ours"});
  VaultTokenIssuer issuer(vault, {.identity = "acc"});
  return issuer.probe_old(Secret("hvs.the-token-that-leaked"));
}

}  // namespace

TEST_CASE("a token is dead only where the server itself refuses it",
          "[response]") {
  Probe known = probe({200, kAlive}, {403, kRefused});
  CHECK(known.verdict == ProbeVerdict::kLive);
  Probe gone = probe({403, kBadToken}, {403, kRefused});
  CHECK(gone.verdict == ProbeVerdict::kDead);
  CHECK_FALSE(gone.by_record);
}

TEST_CASE("no lie about a token is a proof of its death", "[response]") {
  struct Lie {
    std::string what;
    Said lookup;
    Said self;
  };
  for (
      const Lie& lie : {
          Lie{"we may not look it up", {403, kNoRight}, {403, kRefused}},
          Lie{"our own token is dead", {403, kRefused}, {403, kRefused}},
          Lie{"a proxy forbids it", {403, kPage}, {403, kPage}},
          Lie{"a proxy wants a login", {407, kPage}, {407, kPage}},
          Lie{"no such page", {404, R"({"errors":[]})"}, {404, kPage}},
          Lie{"sealed",
              {503, R"({"errors":["Vault is sealed"]})"},
              {503, R"({"errors":["Vault is sealed"]})"}},
          Lie{"an election",
              {500,
               R"({"errors":["local node not active but active cluster node not found"]})"},
              {403, kRefused}},
          Lie{"too many requests",
              {429, R"({"errors":["rate limit quota exceeded"]})"},
              {403, kRefused}},
          Lie{"somewhere else",
              {307, "", {{"Location", "https://other.test/v1/x"}}},
              {403, kRefused}},
          Lie{"success without a word", {204, ""}, {204, ""}},
          Lie{"success of a page", {200, kPage}, {200, kPage}},
          Lie{"success without an identity", {200, "{}"}, {403, kRefused}},
          Lie{"an error in success", {200, kBadToken}, {403, kRefused}},
          Lie{"bad gateway", {502, kPage}, {403, kRefused}},
          Lie{"unauthorised", {401, kRefused}, {401, kRefused}},
          Lie{"no body", {403, ""}, {403, ""}},
          Lie{"bad in other words",
              {403, R"({"errors":["1 error occurred:\n\t* bad token\n\n"]})"},
              {403, kRefused}},
          Lie{"bad, but not at first",
              {403, R"({"errors":["x","bad token"]})"},
              {403, kRefused}},
          Lie{"bad by another key",
              {403, R"({"error":"bad token"})"},
              {403, kRefused}},
          Lie{"bad with a blank",
              {403, R"({"errors":["bad token "]})"},
              {403, kRefused}},
          Lie{"bad by another status", {400, kBadToken}, {403, kRefused}},
          Lie{"bad and not found", {404, kBadToken}, {403, kRefused}},
          Lie{"bad on a page", {403, "<p>bad token</p>"}, {403, kRefused}},
          Lie{"an empty list", {403, R"({"errors":[]})"}, {403, kRefused}},
      }) {
    INFO(lie.what);
    CHECK(probe(lie.lookup, lie.self).verdict == ProbeVerdict::kUnknown);
  }
  // The server does not know it, but it was not refused in the form for that:
  // the record's word only.
  for (const Said& self :
       {Said{403, kNoRight}, Said{403, kPage}, Said{500, kPage},
        Said{404, R"({"errors":[]})"}, Said{429, R"({"errors":[]})"}}) {
    INFO(self.status << self.body);
    Probe said = probe({403, kBadToken}, self);
    CHECK(said.by_record);
  }
  CHECK(probe({403, kBadToken}, {200, kAlive}).verdict == ProbeVerdict::kLive);
}

TEST_CASE("no lie about a secret id is a proof of its death", "[response]") {
  constexpr const char* kInvalid =
      R"({"errors":["invalid role or secret ID"]})";
  constexpr const char* kRole = R"({"data":{"role_id":"r"}})";
  auto probe_id = [&](const Said& lookup, const Said& role, const Said& login) {
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      const Said& said = request.url.ends_with("/role-id") ? role
                         : request.url.ends_with("/login") ? login
                                                           : lookup;
      return fake_response(said.status, said.body, said.headers);
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultAppRoleIssuer issuer(vault, VaultRole{.name = "r"},
                              {.identity = "acc"});
    Probe out = issuer.probe_old(Secret("the-secret-id-that-leaked"));
    UNSCOPED_INFO(out.form);
    return out;
  };
  auto is_proof = [](const Probe& said) {
    return said.verdict == ProbeVerdict::kDead && !said.by_record;
  };
  CHECK(is_proof(probe_id({204, ""}, {200, kRole}, {400, kInvalid})));
  const std::vector<Said> strange = {{200, "{}"},
                                     {200, R"({"data":{}})"},
                                     {200, kPage},
                                     {202, ""},
                                     {400, kInvalid},
                                     {400, ""},
                                     {401, kRefused},
                                     {403, kRefused},
                                     {403, kNoRight},
                                     {403, kPage},
                                     {404, R"({"errors":[]})"},
                                     {404, kPage},
                                     {407, kPage},
                                     {429, R"({"errors":[]})"},
                                     {500, R"({"errors":["x"]})"},
                                     {502, kPage},
                                     {503, R"({"errors":["sealed"]})"},
                                     {307, "", {{"Location", "https://x"}}}};
  for (const Said& said : strange) {
    INFO(said.status << said.body);
    CHECK(probe_id(said, {200, kRole}, {400, kInvalid}).verdict ==
          ProbeVerdict::kUnknown);
    CHECK_FALSE(is_proof(probe_id({204, ""}, said, said)));
    if (said.body == kInvalid) continue;
    CHECK_FALSE(is_proof(probe_id({204, ""}, {200, kRole}, said)));
  }
}

TEST_CASE("a store that says stored and keeps the old value is found out",
          "[response]") {
  for (const char* said : {"{}", R"({"data":{"version":2}})"}) {
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      if (request.method == "PATCH") return fake_response(200, said);
      return fake_response(
          200,
          R"({"data":{"data":{"password":"old"},"metadata":{"version":1}}})");
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultKv store(vault, {"secret/", "billing", 2},
                  {.field = "password", .version = 1});
    Secret fresh("the new value");
    CHECK_FALSE(store.perform(Step::kStore, {.fresh = &fresh}).has_value());
  }
}

TEST_CASE("a token goes to the address that was named, and nowhere else",
          "[response]") {
  FakeHttpClient http([](const SeenRequest&) -> HttpResult {
    return fake_response(307, "", {{"Location", "https://evil.test/v1/auth"}});
  });
  Vault vault(http, {.address = "https://vault.test:8200/",
                     .space = "team1",
                     .token = "ours"});
  CHECK_FALSE(vault.ask("x", "GET", "secret/data/a b").has_value());
  REQUIRE(http.seen().size() == 1);
  CHECK(http.seen()[0].url == "https://vault.test:8200/v1/secret/data/a%20b");
  CHECK(http.seen()[0].header("X-Vault-Namespace") == "team1");
  CHECK(vault.name() == "vault://vault.test:8200/team1");
}

}  // namespace stanch
