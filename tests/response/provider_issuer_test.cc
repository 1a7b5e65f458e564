// SPDX-License-Identifier: Apache-2.0
//
// What providers say they ended, and what was made of it.
#include "response/provider_issuer.h"

#include <algorithm>

#include "inventory/record.h"
#include "response/confirm.h"
#include "response/confirm_findings.h"
#include "response/plan.h"
#include "response/responder.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/known_secret.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

constexpr const char* kLeakedToken = "token-that-leaked";
constexpr const char* kOctocat = R"({"login":"octocat"})";
constexpr const char* kBadCredentials = R"({"message":"Bad credentials"})";

// GitHub, which takes every revocation and does with it what the test says.
struct Forge {
  bool keeps_word = true;
  int looks_until_dead = 2;  // its answer is 202: it takes a while
  int revocations = 0;
  TempDir folder;
  std::int64_t now = 1'800'000'000;
  FakeHttpClient http{[this](const SeenRequest& r) { return answer(r); }};
  ResponseConfig config;
  ProviderClient client{http, config.hosts};
  LeakedCredential leaked{.value = Secret(kLeakedToken),
                          .rule_id = "github-pat"};
  ResponseReach reach{
      .config = config, .providers = &client, .leaked = &leaked};
  Inventory inventory =
      Inventory::open({.place = folder.path() / "inventory.db",
                       .clock = [this] { return now; }})
          .value();
  std::int64_t secret = known_secret(inventory, kLeakedToken);

  HttpResult answer(const SeenRequest& request) {
    if (request.method == "POST") {
      CHECK(request.body ==
            std::string(R"({"credentials":[")") + kLeakedToken + "\"]}");
      CHECK(request.header("Authorization").empty());
      ++revocations;
      return fake_response(202, "{}");
    }
    bool dead = revocations > 0 && keeps_word && looks_until_dead-- <= 0;
    return dead ? fake_response(401, kBadCredentials)
                : fake_response(200, kOctocat, {{"X-OAuth-Scopes", "repo"}});
  }

  // The case and its issuer, as `stanch respond revoke` makes them.
  ResponseCase made_case() {
    Confirmation found = confirm(reach, leaked.value, now);
    REQUIRE(found.subject.has_value());
    CHECK(found.liveness == Liveness::kLive);
    return {.secret = secret,
            .action = ResponseAction::kRevoke,
            .subject = *found.subject,
            .before = found.probe};
  }
  ResponseResult revoke() {
    ResponseCase response = made_case();
    auto issuer = make_issuer(reach, response.subject);
    REQUIRE(issuer.has_value());
    Responder responder(inventory, **issuer, nullptr, leaked.value,
                        {.sleep = [this](std::int64_t s) { now += s; }});
    auto result = responder.start(response);
    REQUIRE(result.has_value());
    return *result;
  }
};

}  // namespace

TEST_CASE("what a provider accepts is proven dead when it refuses it twice",
          "[response]") {
  Forge forge;
  ResponseResult result = forge.revoke();
  INFO(result.message);
  CHECK(result.end == ResponseEnd::kProven);
  CHECK(forge.revocations == 1);
  CHECK(secret_by_id(forge.inventory, forge.secret)->state ==
        SecretState::kDeadProven);
}

TEST_CASE("what a provider accepts and leaves alive is not proven dead",
          "[response]") {
  Forge forge;
  forge.keeps_word = false;
  CHECK(forge.revoke().end == ResponseEnd::kNotProven);
  CHECK(forge.revocations == 1);
}

TEST_CASE("a plan names the call, whose word it takes, and what allows it",
          "[response]") {
  Forge forge;
  ResponseCase response = forge.made_case();
  auto issuer = make_issuer(forge.reach, response.subject);
  REQUIRE(issuer.has_value());
  CHECK((*issuer)->place() == "github://api.github.com/octocat");
  auto plan = plan_response(forge.config, response, **issuer, nullptr);
  REQUIRE(plan.has_value());
  CHECK(plan->refusals ==
        std::vector<std::string>{
            "[respond] allow does not have github://api.github.com/octocat"});
  std::string text = to_text(*plan, response, **issuer);
  CHECK(text.contains("POST https://api.github.com/credentials/revoke"));
  CHECK(text.contains("anybody who has the value"));
  CHECK(forge.revocations == 0);
}

TEST_CASE("a provider without a call to end it says where a person does",
          "[response]") {
  Forge forge;
  ProviderIssuer issuer(forge.client, *provider_by_id("stripe"), forge.leaked,
                        {.target = "@stripe", .origin = "https://x.test"});
  CHECK(issuer.traits().irrevocable.contains("https://dashboard.stripe.com"));
  CHECK(issuer.calls(Step::kDisable).empty());
}

TEST_CASE("what another piece is needed for is refused beforehand",
          "[response]") {
  Forge forge;  // tells no id of a token
  ProviderIssuer issuer(
      forge.client, *provider_by_id("cloudflare"), forge.leaked,
      {.target = "@cloudflare", .origin = "https://api.test"});
  auto missing = issuer.preflight({});
  REQUIRE(missing.has_value());
  REQUIRE(missing->size() == 1);
  CHECK(missing->front().contains("takes the id as well"));
  CHECK(forge.revocations == 0);
}

TEST_CASE("after a crash a revocation is not repeated on what is dead",
          "[response]") {
  Forge forge;
  forge.looks_until_dead = 0;
  auto issuer = make_issuer(forge.reach, forge.made_case().subject).value();
  CHECK(issuer->reconcile(Step::kDisable, {}) == Reconciled::kNotApplied);
  REQUIRE(issuer->perform(Step::kDisable, {}).has_value());
  CHECK(issuer->reconcile(Step::kDisable, {}) == Reconciled::kApplied);
  CHECK(forge.revocations == 1);
}

TEST_CASE("each credential is asked for once, however often it was found",
          "[response]") {
  Forge forge;
  std::vector<Finding> findings(40);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    findings[i].rule_id = i % 2 == 0 ? "github-pat" : "github-oauth";
    findings[i].secret = Secret("value " + std::to_string(i % 4));
  }
  findings.emplace_back().rule_id = "generic-password";
  findings.back().secret = Secret("nobody's");
  findings.emplace_back().rule_id = "github-pat";
  findings.back().secret = Secret("known");
  findings.back().verified =
      Verification{.verdict = "dead", .by = "the inventory"};
  confirm_findings(forge.reach, findings, 8, 0);
  CHECK(forge.http.seen().size() == 4);
  for (std::size_t i = 0; i < 40; ++i) {
    REQUIRE(findings[i].verified.has_value());
    CHECK(findings[i].verified->verdict == "live");
    CHECK(findings[i].verified->account == "octocat");
    CHECK(findings[i].verified->scopes == "repo");
    CHECK(findings[i].verified->by == "https://api.github.com");
  }
  CHECK_FALSE(findings[40].verified.has_value());
  CHECK(findings[41].verified->verdict == "dead");
}

}  // namespace stanch
