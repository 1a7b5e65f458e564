// SPDX-License-Identifier: Apache-2.0
//
// The login flows against a registry that is a function.
#include "image/registry_client.h"

#include <fmt/format.h>

#include "core/base64.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

HttpResponse challenge(const std::string& text) {
  return fake_response(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                       {{"WWW-Authenticate", text}});
}

std::string bearer_at(const std::string& realm) {
  return fmt::format(
      "Bearer realm=\"{}\",service=\"reg\",scope=\"repository:app:pull\"",
      realm);
}

// A client of registry.example.org over a fake, with this config.json.
struct Visitor {
  explicit Visitor(FakeHttpClient::Handler handler,
                   const std::string& config = "{}",
                   std::vector<std::string> token_hosts = {})
      : fake(std::move(handler)),
        client(std::make_unique<BorrowedHttpClient>(fake),
               "registry.example.org", "registry.example.org",
               {.logins = {.files = {folder.write("c.json", config)}},
                .token_hosts = std::move(token_hosts)}) {}

  HttpResult get() {
    return client.get({.path = "/v2/app/tags/list", .repository = "app"});
  }
  std::string error() {
    auto result = get();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message.find("hush") == std::string::npos);
    return result.error().message;
  }

  TempDir folder;
  FakeHttpClient fake;
  RegistryClient client;
};

std::string login(const std::string& member) {
  return "{\"auths\":{\"registry.example.org\":{" + member + "}}}";
}
std::string password() {
  return login("\"auth\":\"" + std::string(base64_text("me:hush").reveal()) +
               "\"");
}

// Accepts one token; its token server gives them out in order.
struct TokenRegistry {
  std::string realm = "https://registry.example.org/token";
  int issued = 0;
  int accepted = 1;  // token-<accepted> is the one that is valid now

  HttpResult operator()(const SeenRequest& request) {
    if (request.url.find("/token") != std::string::npos) {
      return fake_response(200,
                           fmt::format("{{\"token\":\"token-{}\"}}", ++issued));
    }
    if (request.header("Authorization") ==
        fmt::format("Bearer token-{}", accepted)) {
      return fake_response(200, "{\"tags\":[\"a\"]}");
    }
    return challenge(bearer_at(realm));
  }
};

}  // namespace

TEST_CASE("an anonymous token is fetched, kept and renewed", "[image]") {
  TokenRegistry registry;
  Visitor visitor(std::ref(registry));
  CHECK(visitor.get().has_value());
  REQUIRE(visitor.fake.seen().size() == 3);
  CHECK(visitor.fake.seen()[1].url ==
        "https://registry.example.org/token?service=reg&scope="
        "repository%3Aapp%3Apull");
  CHECK(visitor.fake.seen()[1].header("Authorization").empty());
  CHECK(visitor.get().has_value());
  CHECK(visitor.fake.seen().size() == 4);
  registry.accepted = 2;  // the first one has expired
  CHECK(visitor.get().has_value());
  CHECK(registry.issued == 2);
}

TEST_CASE("a password goes to the token server, an identity token in a form",
          "[image]") {
  TokenRegistry registry;
  Visitor basic(std::ref(registry), password());
  CHECK(basic.get().has_value());
  CHECK(basic.fake.seen()[1].header("Authorization") ==
        "Basic " + std::string(base64_text("me:hush").reveal()));

  TokenRegistry second;
  Visitor identity(std::ref(second), login("\"identitytoken\":\"hu&sh\""));
  CHECK(identity.get().has_value());
  const SeenRequest& asked = identity.fake.seen()[1];
  CHECK(asked.method == "POST");
  CHECK(asked.url == "https://registry.example.org/token");
  CHECK(asked.body ==
        "grant_type=refresh_token&client_id=stanch&service=reg&scope="
        "repository%3Aapp%3Apull&refresh_token=hu%26sh");

  TokenRegistry third;
  Visitor bearer(std::ref(third), login("\"registrytoken\":\"token-1\""));
  CHECK(bearer.get().has_value());
  CHECK(third.issued == 0);
}

TEST_CASE("a registry that wants Basic gets the password", "[image]") {
  auto registry = [](const SeenRequest& request) -> HttpResult {
    if (request.header("Authorization").empty()) {
      return challenge("Basic realm=\"r\"");
    }
    return fake_response(200, "{}");
  };
  Visitor visitor(registry, password());
  CHECK(visitor.get().has_value());
  Visitor nobody(registry);
  CHECK(nobody.error() ==
        "registry registry.example.org: it wants a login (docker login)");
}

TEST_CASE("a login is not sent to a token server somewhere else", "[image]") {
  TokenRegistry registry{.realm = "https://evil.example.net/token"};
  Visitor visitor(std::ref(registry), password());
  CHECK(visitor.error() ==
        "registry registry.example.org: it wants its login sent to "
        "evil.example.net, another host; refused (--token-host "
        "evil.example.net allows it)");
  CHECK(visitor.fake.seen().size() == 1);
  // Without a login there is nothing to lose.
  Visitor anonymous(std::ref(registry));
  CHECK(anonymous.get().has_value());
  for (const char* realm :
       {"https://auth.example.org/token", "https://org/token",
        "https://xexample.org/token", "https://auth.docker.io/token"}) {
    TokenRegistry near{.realm = realm};
    Visitor guest(std::ref(near), password());
    CHECK(guest.error().find("refused") != std::string::npos);
  }
  TokenRegistry above{.realm = "https://example.org/token"};
  Visitor owner(std::ref(above), password());
  CHECK(owner.get().has_value());
  TokenRegistry named{.realm = "https://auth.example.net/token"};
  Visitor allowed(std::ref(named), password(), {"auth.example.net"});
  CHECK(allowed.get().has_value());
}

TEST_CASE("a registry that answers 401 for ever is asked twice", "[image]") {
  TokenRegistry registry{.accepted = 0};
  Visitor visitor(std::ref(registry));
  CHECK(visitor.error() ==
        "registry registry.example.org: status 401 UNAUTHORIZED: it wants "
        "another login (docker login)");
  CHECK(visitor.fake.seen().size() == 3);
}

TEST_CASE("odd challenges and token servers are errors", "[image]") {
  auto always = [](const std::string& text) {
    return [text](const SeenRequest&) -> HttpResult { return challenge(text); };
  };
  CHECK(Visitor(always("Negotiate"))
            .error()
            .ends_with("it wants a login of a kind that is not known"));
  CHECK(Visitor(always(""))
            .error()
            .ends_with("it wants a login of a kind that is not known"));
  CHECK(Visitor(always("Bearer realm=\"hush\""))
            .error()
            .ends_with("it names no usable token server"));
  for (const char* answer :
       {"<html>hush</html>", "{}", "[]", "{\"token\":7}", "{\"token\":\"\"}"}) {
    Visitor visitor([&](const SeenRequest& request) -> HttpResult {
      if (request.url.find("/token") != std::string::npos) {
        return fake_response(200, answer);
      }
      return challenge(bearer_at("https://registry.example.org/token"));
    });
    CHECK(visitor.error().ends_with("its token server's answer has no token"));
  }
  Visitor refused([](const SeenRequest& request) -> HttpResult {
    if (request.url.find("/token") != std::string::npos) {
      return fake_response(403, "hush");
    }
    return challenge(bearer_at("https://registry.example.org/token"));
  });
  CHECK(refused.error() ==
        "registry registry.example.org: its token server gives no token "
        "(status 403): this login may not read it");
}

TEST_CASE("a failure is told with the registry's own word for it", "[image]") {
  auto answers = [](int status, const char* body) {
    Visitor visitor([=](const SeenRequest&) -> HttpResult {
      return fake_response(status, body);
    });
    return visitor.error();
  };
  CHECK(answers(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}") ==
        "registry registry.example.org: status 404 NAME_UNKNOWN: it has no "
        "such image, or not for this login");
  CHECK(answers(500, "<html>hush</html>")
            .ends_with("status 500: it did not answer as a registry should"));
  CHECK(answers(429, "{\"errors\":[{\"code\":\"hush hush\"}]}")
            .ends_with("status 429: too many requests; try later"));
  CHECK(answers(403, "{\"errors\":7}").find("status 403:") !=
        std::string::npos);
}

TEST_CASE("a list is read page by page, at the registry only", "[image]") {
  auto list = [](FakeHttpClient::Handler handler) {
    Visitor visitor(std::move(handler));
    return visitor.client.list(
        {.path = "/v2/app/tags/list", .repository = "app"}, "tags");
  };
  auto names = list([](const SeenRequest& request) -> HttpResult {
    if (request.url.ends_with("last=b")) {
      return fake_response(200, "{\"tags\":[\"c\"]}");
    }
    return fake_response(
        200, "{\"tags\":[\"a\",\"b\"]}",
        {{"Link", "</v2/app/tags/list?n=2&last=b>; rel=\"next\""}});
  });
  REQUIRE(names.has_value());
  CHECK(*names == std::vector<std::string>{"a", "b", "c"});
  auto none = list([](const SeenRequest&) -> HttpResult {
    return fake_response(200, "{\"tags\":null}");
  });
  REQUIRE(none.has_value());
  CHECK(none->empty());
  for (const char* link : {"<https://evil.example.net/>; rel=\"next\"",
                           "</v2/app/tags/list>; rel=\"next\""}) {
    auto endless = list([&](const SeenRequest&) -> HttpResult {
      return fake_response(200, "{\"tags\":[\"a\"]}", {{"Link", link}});
    });
    REQUIRE_FALSE(endless.has_value());
    CHECK(endless.error().message.ends_with(
        "its list goes on where it may not, or for ever"));
  }
  CHECK_FALSE(list([](const SeenRequest&) -> HttpResult {
                return fake_response(200, "<html></html>");
              }).has_value());
}

}  // namespace stanch
