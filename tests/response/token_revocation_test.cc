// SPDX-License-Identifier: Apache-2.0
#include "response/token_revocation.h"

#include <algorithm>

#include "response/json_document.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

struct Counter {
  bool works = true;
  std::vector<ReportedToken> taken;
  TokenRevocation protocol{
      Secret("key-of-gitlab"), revocable_types(),
      [this](std::vector<ReportedToken> tokens) -> Result<void> {
        if (!works) return fail(ErrorKind::kUnwritable, "disk full");
        taken = std::move(tokens);
        return {};
      }};

  ServedAnswer ask(const std::string& method, const std::string& path,
                   const std::string& body = {},
                   const std::string& key = "key-of-gitlab") {
    ServedRequest request{.method = method, .path = path, .body = body};
    if (!key.empty()) request.headers.add("Authorization", key);
    return protocol.answer(request);
  }
};

constexpr const char* kRevoke = "/v1/revoke_tokens";

}  // namespace

TEST_CASE("a GitLab asks which types can be revoked, and reports tokens",
          "[response]") {
  Counter counter;
  ServedAnswer types = counter.ask("GET", "/v1/revocable_token_types");
  CHECK(types.status == 200);
  auto said = JsonDocument::parse(types.body).value().texts("/types");
  for (const char* type :
       {"gitleaks_rule_id_gitlab_personal_access_token",
        "gitleaks_rule_id_github-pat", "gitleaks_rule_id_slack_bot_token"}) {
    CHECK(std::ranges::count(said, std::string(type)) == 1);
    CHECK_FALSE(rule_of_type(type).empty());
  }
  CHECK(rule_of_type("gitleaks_rule_id_AWS").empty());
  ServedAnswer taken = counter.ask(
      "POST", kRevoke,
      R"([{"type":"gitleaks_rule_id_github-pat","token":"a","location":"u"},)"
      R"({"type":"x","token":"b"}])");
  CHECK(taken.status == 204);
  REQUIRE(counter.taken.size() == 2);
  CHECK(counter.taken[0].value == Secret("a"));
  CHECK(counter.taken[0].location == "u");
  CHECK(counter.ask("POST", kRevoke, "[]").status == 204);
}

TEST_CASE("who has no key, or speaks another protocol, is refused",
          "[response]") {
  Counter counter;
  const std::string body = R"([{"type":"t","token":"a","location":"u"}])";
  CHECK(counter.ask("POST", kRevoke, body, "").status == 401);
  CHECK(counter.ask("POST", kRevoke, body, "key-of-gitla").status == 401);
  CHECK(counter.ask("GET", "/", "", "no").status == 401);
  CHECK(counter.ask("GET", kRevoke).status == 405);
  CHECK(counter.ask("POST", "/v1/revocable_token_types").status == 405);
  CHECK(counter.ask("GET", "/").status == 404);
  for (const char* wrong :
       {"", "{}", "null", "[1]", R"([{"type":"t"}])", R"([{"token":"a"}])",
        R"([{"type":"t","token":7}])", R"([{"type":"t","token":"a"})"}) {
    INFO(wrong);
    CHECK(counter.ask("POST", kRevoke, wrong).status == 400);
  }
  CHECK(counter.taken.empty());
  // What was not kept is not said to be.
  counter.works = false;
  CHECK(counter.ask("POST", kRevoke, body).status == 500);
}

}  // namespace stanch
