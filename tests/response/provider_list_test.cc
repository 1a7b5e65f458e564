// SPDX-License-Identifier: Apache-2.0
//
// Credentials that are ended by an id which only a list of them tells.
#include "response/provider_list.h"

#include "response/provider_client.h"
#include "response/provider_issuer.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/scoped.h"

namespace stanch {

TEST_CASE("a listed piece is told from another value's", "[response]") {
  using enum ShownPiece;
  constexpr std::string_view kOne = "abcdefghijklmnop0123";
  CHECK(shows(kWhole, kOne, kOne));
  CHECK_FALSE(shows(kWhole, "", ""));
  CHECK(shows(kStart, "abcdefgh", kOne));
  CHECK_FALSE(shows(kStart, "abcdefg", kOne));
  CHECK_FALSE(shows(kStart, "abcdefgx", kOne));
  CHECK(shows(kEnd, "0123", kOne));
  CHECK_FALSE(shows(kEnd, "123", kOne));
  CHECK(shows(kBoth, "abcdefghi...123", kOne));
  CHECK(shows(kBoth,
              "abcdefgh\xe2\x80\xa6"
              "0123",
              kOne));
  CHECK(shows(kBoth, "abcdefgh*****0123", kOne));
  CHECK_FALSE(shows(kBoth, "abcdefghi...124", kOne));
  CHECK_FALSE(shows(kBoth, "abcdefghijkl...23", kOne));
  CHECK_FALSE(shows(kBoth, "abc...0123", kOne));
  CHECK_FALSE(shows(kBoth, std::string(kOne), kOne));
  // What overlaps itself shows more than there is.
  CHECK_FALSE(shows(kBoth, "abcdefghijklmnop01...0123", kOne));
}

TEST_CASE("a listed credential is ended by its id, and never one of two",
          "[response]") {
  ScopedVariable admin("ANTHROPIC_ADMIN_KEY", "ours"),
      manager("OPENROUTER_MANAGEMENT_KEY", "ours"), user("GITEA_USER", "us"),
      password("GITEA_PASSWORD", "ours");
  struct Row {
    const char* provider;
    std::string value;
    std::string row;    // that shows it
    std::string other;  // that shows another
    std::string list;   // where '%' stands for the rows
    std::string call;
  };
  const std::string body(24, 'k');
  for (const Row& row : std::vector<Row>{
           {"anthropic", "sk-ant-api03-R2D" + body + "igAA",
            R"({"id":"k7","partial_key_hint":"sk-ant-api03-R2D...igAA"})",
            R"({"id":"k8","partial_key_hint":"sk-ant-api03-R2D...igAB"})",
            R"({"data":[%],"has_more":false})",
            "POST https://h.test/organizations/api_keys/k7"},
           {"openrouter", "sk-or-v1-abc" + body + "123",
            R"({"hash":"f01","label":"sk-or-v1-abc...123"})",
            R"({"hash":"f02","label":"sk-or-v1-abd...123"})", R"({"data":[%]})",
            "DELETE https://h.test/keys/f01"},
           {"openai-admin", "sk-admin-abc" + body + "xyz1",
            R"({"id":"key_1","redacted_value":"sk-admin-abc***xyz1"})",
            R"({"id":"key_2","redacted_value":"sk-admin-abc***xyz2"})",
            R"({"object":"list","data":[%],"has_more":false})",
            "DELETE https://h.test/organization/admin_api_keys/key_1"},
           {"linode", "0123456789abcdef" + body,
            R"({"id":918,"token":"0123456789abcdef","label":"a"})",
            R"({"id":919,"token":"0123456789abcdee"})",
            R"({"data":[%],"page":1,"pages":1})",
            "DELETE https://h.test/profile/tokens/918"},
           {"gitea", body + "89abcdef",
            R"({"id":5,"name":"ci","token_last_eight":"89abcdef"})",
            R"({"id":6,"token_last_eight":"89abcdee"})", "[%]",
            "DELETE https://h.test/users/jane/tokens/5"},
           {"heroku", body,
            R"({"id":"a-1","access_token":{"token":")" + body + "\"}}",
            R"({"id":"a-2","access_token":{"token":null}})", "[%]",
            "DELETE https://h.test/oauth/authorizations/a-1"}}) {
    INFO(row.provider);
    const Provider& provider = *provider_by_id(row.provider);
    LeakedCredential leaked{.value = Secret(row.value)};
    std::vector<std::string> rows;
    int status = 200;
    std::vector<std::string> ended;
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      if (request.method != "GET") {
        ended.push_back(request.method + " " + request.url);
        return fake_response(200, "no such form");
      }
      if (request.url == "https://h.test/user") {
        return fake_response(200, R"({"id":3,"login":"jane"})");
      }
      std::string all;
      for (const std::string& each : rows)
        all += (all.empty() ? "" : ",") + each;
      std::string said = row.list;
      return fake_response(status, said.replace(said.find('%'), 1, all));
    });
    ProviderHosts none;
    ProviderClient client(http, none);
    ProviderIssuer issuer(client, provider, leaked,
                          {.target = "@p", .origin = "https://h.test"});
    rows = {row.other, row.row, row.other};
    auto refused = issuer.preflight({});
    REQUIRE(refused.has_value());
    CHECK(refused->empty());
    // Whether the answer is an acceptance is another matter.
    auto answer = issuer.perform(Step::kDisable, {});
    INFO((answer ? *answer : answer.error().message));
    CHECK(ended == std::vector<std::string>{row.call});
    for (const auto& [listed, why] :
         std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{row.row, row.row}, "two that may be it"},
             {{row.other}, "has 1, and none of them is it"},
             {{}, "has 0, and none"}}) {
      rows = listed;
      refused = issuer.preflight({});
      REQUIRE(refused.has_value());
      REQUIRE(refused->size() == 1);
      CHECK(refused->front().contains(why));
      CHECK(refused->front().contains("by hand: "));
      CHECK_FALSE(refused->front().contains(row.value));
      CHECK_FALSE(issuer.perform(Step::kDisable, {}).has_value());
    }
    rows = {row.row};
    status = 403;
    CHECK(issuer.preflight({})->front().contains("answered 403"));
    status = 503;
    CHECK(issuer.preflight({}).error().fault == CallFault::kUnavailable);
    CHECK(ended.size() == 1);
  }
}

TEST_CASE("a list that goes on ends nothing", "[response]") {
  ScopedVariable none("ANTHROPIC_ADMIN_KEY", "");
  const Provider& anthropic = *provider_by_id("anthropic");
  Secret value("sk-ant-api03-R2D" + std::string(24, 'k') + "igAA");
  HttpResponse cut = fake_response(
      200,
      R"({"data":[{"id":"k","partial_key_hint":"sk-ant-api03-R2D...igAA"}])"
      R"(,"has_more":true})");
  auto found = find_listed(anthropic, cut, value);
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().message.contains("goes on"));
  // And without a credential of ours nobody is asked.
  FakeHttpClient http([](const SeenRequest&) -> HttpResult {
    return fake_response(200, "{}");
  });
  ProviderHosts hosts;
  auto unknown = ProviderClient(http, hosts)
                     .look_up(anthropic, "https://h.test", {value}, {});
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().message.contains("our ANTHROPIC_ADMIN_KEY"));
  CHECK(http.seen().empty());
}

}  // namespace stanch
