// SPDX-License-Identifier: Apache-2.0
//
// What providers answer, by their own documentation, and what others answer in
// their place.
#include <algorithm>
#include <map>
#include <set>

#include "net/url.h"
#include "response/compile/provider_file.h"
#include "response/json_document.h"
#include "response/provider_client.h"
#include "response/provider_table.h"
#include "rules/builtin.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/loopback_client.h"
#include "tests/support/scoped.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

// Has every piece that some provider takes out of a value.
constexpr const char* kValue = "aa-bb-cc.dd/ee";

struct Leak {
  Secret value{kValue};
  std::vector<FindingPart> parts;
  Leak() {
    for (const char* name : {"account SID", "username"}) {
      parts.push_back({.name = name, .secret = Secret("piece")});
    }
  }
  CredentialView view() const { return {value, parts}; }
};

// Where the configuration says nothing a provider has its base, or none.
std::string base_to_ask(const Provider& provider) {
  return provider.base.empty() ? "https://server.test"
                               : std::string(provider.base);
}

std::string_view word_of(const ProviderReply& reply) {
  return reply.limited ? "limited" : to_string(reply.probe.verdict);
}

bool is_json(std::string_view text) {
  return JsonDocument::parse(text).has_value();
}

}  // namespace

TEST_CASE("every provider takes the answers of its vendor for what they mean",
          "[response]") {
  ServerProcess server(misbehaving_server());
  auto real = impatient_client();
  LoopbackClient http(*real, url_of(server, ""));
  ProviderHosts none;
  ProviderClient client(http, none);
  Leak leak;
  for (const ProviderExample& example : kProviderExamples) {
    INFO(example.provider << " " << example.status << " " << example.body);
    http.say(example.status, std::string(example.body),
             std::string(example.header));
    const Provider* provider = provider_by_id(example.provider);
    REQUIRE(provider != nullptr);
    ProviderReply reply =
        client.confirm_at(*provider, base_to_ask(*provider), leak.view());
    CHECK(word_of(reply) == example.taken_as);
    if (example.taken_as == "live" && provider->account.starts_with('/')) {
      CHECK_FALSE(reply.account.empty());
    }
    for (std::string_view read : provider->reads) {
      if (example.taken_as != "live") continue;
      std::string_view name = read.substr(0, read.find(' '));
      CHECK(std::ranges::count(reply.reads, name,
                               &ProviderReads::value_type::first) == 1);
    }
  }
  for (const std::string& url : http.urls()) CHECK(url.starts_with("https://"));
}

TEST_CASE("no lie is taken for life or death of a credential", "[response]") {
  struct Lie {
    std::string what;
    int status;
    std::string body;
    FakeHeaders headers = {};
  };
  const std::string page = "<html><body>Sign in to the network</body></html>";
  std::vector<Lie> lies = {
      {"a captive portal", 200, page},
      {"a page that says unauthorised", 401, page},
      {"a proxy forbids it", 403, page},
      {"a proxy forbids it in JSON", 403, R"({"message":"Forbidden"})"},
      {"a proxy wants a login", 407, page},
      {"no such page", 404, page},
      {"no right to see it", 404, R"({"message":"Not Found"})"},
      {"gone", 410, R"({"message":"Gone"})"},
      {"success without a word", 200, ""},
      {"success of nothing", 200, "{}"},
      {"success of an empty list", 200, "[]"},
      {"success of null", 200, "null"},
      {"success of a text", 200, R"("ok")"},
      {"no content", 204, ""},
      {"unauthorised without a word", 401, ""},
      {"unauthorised in JSON of nobody", 401, R"({"status":"no"})"},
      {"forbidden without a word", 403, ""},
      {"a bad request", 400, R"({"status":"bad"})"},
      {"elsewhere", 302, page, {{"Location", "https://evil.test/"}}},
      {"a bad gateway", 502, page},
  };
  Leak leak;
  auto ask = [&](const Provider& provider, const Lie& lie) {
    INFO(provider.id << ": " << lie.what);
    ProviderReply reply =
        reply_of(provider, fake_response(lie.status, lie.body, lie.headers),
                 leak.view());
    CHECK(word_of(reply) == "unknown");
    CHECK(reply.account.empty());
  };
  for (const Provider& provider : providers()) {
    for (const Lie& lie : lies) ask(provider, lie);
  }
  // A true answer that came broken, or with a status that says "later".
  for (const ProviderExample& example : kProviderExamples) {
    const Provider& provider = *provider_by_id(example.provider);
    std::string body(example.body);
    for (int status : {429, 500, 503, 307}) {
      ask(provider, {"the same, but later", status, body});
    }
    if (body.size() < 4 || !is_json(body)) continue;
    ask(provider, {"cut off", example.status, body.substr(0, body.size() / 2)});
    HttpResponse proxied = fake_response(example.status, body);
    proxied.maybe_proxy = true;
    CHECK(word_of(reply_of(provider, proxied, leak.view())) == "unknown");
  }
}

TEST_CASE("a value goes to its own issuer and is in nothing that is told",
          "[response]") {
  Leak leak;
  ScopedVariable ours[] = {{"ANTHROPIC_ADMIN_KEY", "ours"},
                           {"OPENROUTER_MANAGEMENT_KEY", "ours"},
                           {"GITEA_USER", "us"},
                           {"GITEA_PASSWORD", "ours"}};
  for (const Provider& provider : providers()) {
    INFO(provider.id);
    FakeHttpClient http([](const SeenRequest&) -> HttpResult {
      return fake_response(302, "", {{"Location", "https://evil.test/"}});
    });
    ProviderHosts none;
    ProviderClient client(http, none);
    std::string base = base_to_ask(provider);
    ProviderReply reply = client.confirm_at(provider, base, leak.view());
    CHECK(reply.probe.verdict == ProbeVerdict::kUnknown);
    REQUIRE(http.seen().size() == 1);
    std::string host = parse_url(http.seen()[0].url).value().host;
    std::string named = base.substr(8, base.find('/', 8) - 8);
    CHECK((host == named || named.starts_with("<secret")));
    if (provider.revoke.request.empty()) continue;
    ProviderReads reads;
    for (std::string_view read : provider.reads) {
      reads.emplace_back(read.substr(0, read.find(' ')), "7");
    }
    for (std::string_view read : provider.list.reads) {
      reads.emplace_back(read.substr(0, read.find(' ')), "7");
    }
    auto revoked = client.revoke(provider, base, leak.view(), reads);
    CHECK_FALSE(revoked.has_value());
    CHECK(http.seen().size() == 2);
    auto listed = client.look_up(provider, base, leak.view(), reads);
    CHECK(listed.has_value() == provider.list.call.request.empty());
    if (!listed) CHECK_FALSE(listed.error().message.contains(kValue));
    CHECK_FALSE(reply.probe.form.contains(kValue));
    CHECK_FALSE(revoked.error().message.contains(kValue));
  }
  const Provider& github = *provider_by_id("github");
  std::string echo = std::string(R"({"login":")") + kValue + "\"}";
  ProviderReply echoed =
      reply_of(github, fake_response(200, echo), leak.view());
  CHECK(echoed.probe.verdict == ProbeVerdict::kLive);
  CHECK(echoed.account.empty());
}

TEST_CASE("requests carry the value as its place needs it", "[response]") {
  Secret value("a b\"c:d/e-us1");
  CredentialView leak{value};
  auto made = [&](const ProviderCall& call) {
    auto request = request_of(call, "https://host.test", leak, {{"id", "x/y"}});
    REQUIRE(request.has_value());
    return std::move(*request);
  };
  HttpRequest url = made({.request = "GET /a/<secret>/<id>"});
  CHECK(url.url.reveal() == "https://host.test/a/a%20b%22c:d%2Fe-us1/x%2Fy");
  CHECK(url.url.has_secret());
  CHECK_FALSE(url.follow_redirects);
  HttpRequest json = made({.request = "POST /", .body = R"({"t":"<secret>"})"});
  CHECK(json.body.reveal() == R"({"t":"a b\"c:d/e-us1"})");
  HttpRequest form = made({.request = "POST /", .body = "t=<secret>"});
  CHECK(form.body.reveal() == "t=a%20b%22c:d%2Fe-us1");
  HttpRequest basic = made({.request = "GET /", .auth = "basic x:<secret-1>"});
  CHECK(basic.headers.back().value.reveal() == "Basic eDp1czE=");
  // A piece that is no name of a host is none.
  ProviderCall get{.request = "GET /"};
  CHECK(request_of(get, "https://<secret-1>.test", leak, {})->url.reveal() ==
        "https://us1.test/");
  CHECK_FALSE(request_of(get, "https://<secret-0>.test", leak, {}).has_value());
  CHECK(request_of({.request = "GET /<other>"}, "https://h.test", leak, {})
            .error()
            .message.contains("other"));
}

TEST_CASE("where others run such servers, a refusal says nothing by itself",
          "[response]") {
  const Provider& gitlab = *provider_by_id("gitlab");
  constexpr const char* kDead = R"({"message":"401 Unauthorized"})";
  constexpr const char* kLives = R"({"id":1,"name":"ci","active":true})";
  Leak leak;
  FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
    bool knows = request.url.starts_with("https://two.test/");
    if (request.url.starts_with("https://broken.test/")) {
      return fake_response(502, "");
    }
    return knows ? fake_response(200, kLives) : fake_response(401, kDead);
  });
  auto ask = [&](const ProviderHosts& hosts) {
    return ProviderClient(http, hosts).confirm(gitlab, leak.view());
  };
  ProviderReply unnamed = ask({});
  CHECK(unnamed.probe.verdict == ProbeVerdict::kUnknown);
  CHECK(unnamed.probe.form.contains("[respond.hosts] gitlab"));
  std::size_t before = http.seen().size();
  CHECK(ask({{"gitlab", {"https://one.test"}}}).probe.verdict ==
        ProbeVerdict::kDead);
  // Who names servers has these asked and no other.
  REQUIRE(http.seen().size() == before + 1);
  CHECK(http.seen().back().url.starts_with("https://one.test/"));
  ProviderReply second =
      ask({{"gitlab", {"https://one.test", "https://two.test"}}});
  CHECK(second.probe.verdict == ProbeVerdict::kLive);
  CHECK(second.base == "https://two.test");
  CHECK(ask({{"gitlab", {"https://one.test", "https://broken.test"}}})
            .probe.verdict == ProbeVerdict::kUnknown);
  // Without any server nobody is asked.
  before = http.seen().size();
  ProviderReply nobody =
      ProviderClient(http, {}).confirm(*provider_by_id("gitea"), leak.view());
  CHECK(nobody.probe.verdict == ProbeVerdict::kUnknown);
  CHECK(http.seen().size() == before);
}

TEST_CASE("what is refused with a piece that stood near it may still live",
          "[response]") {
  Leak leak;
  FakeHttpClient http([](const SeenRequest&) -> HttpResult {
    return fake_response(401, R"({"code":20003})");
  });
  ProviderHosts none;
  ProviderClient client(http, none);
  const Provider& twilio = *provider_by_id("twilio");
  CHECK(client.confirm(twilio, leak.view()).probe.verdict ==
        ProbeVerdict::kUnknown);
  ProviderReply alone = client.confirm(twilio, {leak.value});
  CHECK(alone.probe.form.contains("account SID"));
  CHECK(http.seen().size() == 1);
}

TEST_CASE("providers serve rules that exist, enough of them", "[response]") {
  std::set<std::string> ids;
  for (const Rule& rule : builtin_rules().rules) ids.insert(rule.id);
  std::size_t revoke = 0, dead = 0;
  for (const Provider& provider : providers()) {
    INFO(provider.id);
    for (std::string_view rule : provider.rules) {
      CHECK(ids.contains(std::string(rule)));
      CHECK(provider_of_rule(rule) == &provider);
    }
    revoke += provider.revoke.request.empty() ? 0 : 1;
    dead += provider.dead.empty() ? 0 : 1;
    // What cannot be told dead cannot be proven dead either.
    CHECK((provider.revoke.request.empty() || !provider.dead.empty()));
  }
  CHECK(providers().size() >= 60);
  CHECK(revoke >= 25);
  CHECK(dead >= 60);
}

TEST_CASE("a provider's file is refused where it would decide by a status",
          "[response]") {
  auto file = [](const std::string& lines) {
    return parse_provider_file(R"([[provider]]
id = "p"
name = "P"
rules = ["r"]
base = "https://p.test"
confirm = "GET /me"
console = "https://p.test"
)" + lines,
                               "p.toml");
  };
  const std::string live = "live = [\"200 /id\"]\n";
  const std::string examples = "examples = ['live 200 {\"id\":1}']\n";
  CHECK(file(live + examples).has_value());
  const std::map<std::string, std::string> wrong = {
      {"live = [\"200\"]\n" + examples, "p.toml:8:"},
      {live + "dead = [\"401\"]\n" + examples, "more than a status"},
      {live + "dead = ['503 /a']\n" + examples, "more than a status"},
      {live + "dead = ['429 /a']\n" + examples, "more than a status"},
      {live + "dead = ['407 /a']\n" + examples, "more than a status"},
      {live + "dead = ['302 /a']\n" + examples, "more than a status"},
      {live + "dead = ['401 body ~ \"no\"']\n" + examples, "a form of"},
      {live + "dead = ['401 /a']\n" + examples, "'examples' has none"},
      {live, "examples"},
      {live + examples + "revoke = \"DELETE /me\"\n", "'accepted'"},
      {live + examples + "auth = \"token\"\n", "bearer"},
      {live + examples + "livee = []\n", "livee"},
  };
  for (const auto& [lines, message] : wrong) {
    INFO(lines);
    auto read = file(lines);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message.contains(message));
  }
}

}  // namespace stanch
