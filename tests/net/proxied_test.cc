// SPDX-License-Identifier: Apache-2.0
//
// What a proxy in between changes. The proxy is the test server: it refuses to
// CONNECT and answers for any host that is asked for by plain http.
#include <string>

#include "tests/support/catch.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

HttpSettings behind(const ServerProcess& proxy) {
  HttpSettings settings;
  std::string url =
      "http://us"
      "er:hush@127.0.0.1:";
  url += std::to_string(proxy.port());
  settings.proxy.for_https = SecretText(url);
  settings.proxy.for_http = SecretText(url);
  settings.plain_http_hosts = {"plain.example"};
  return settings;
}

}  // namespace

TEST_CASE("a proxy that refuses is not mistaken for the server", "[net]") {
  for (int status : {403, 407, 502}) {
    ServerProcess proxy(
        misbehaving_server({"--connect", std::to_string(status)}));
    auto response = impatient_client(behind(proxy))
                        ->send({.url = "https://example.org/secret"});
    REQUIRE_FALSE(response.has_value());
    CHECK(response.error().kind == HttpErrorKind::kProxy);
    CHECK(response.error().proxy_status == status);
    CHECK(response.error().message ==
          "GET https://example.org: the proxy refused the connection (status " +
              std::to_string(status) + ")");
    CHECK(times_in_log(proxy, "example.org:443") == 1);
  }
}

TEST_CASE("an answer by plain http says that a proxy may have given it",
          "[net]") {
  ServerProcess proxy(misbehaving_server());
  auto client = impatient_client(behind(proxy));
  auto response = client->send({.url = "http://plain.example/echo"});
  REQUIRE(response.has_value());
  CHECK(response->maybe_proxy);
  auto loopback = client->send({.url = SecretText(url_of(proxy, "/echo"))});
  REQUIRE(loopback.has_value());
  CHECK_FALSE(loopback->maybe_proxy);
}

TEST_CASE("a proxy that is not there is named", "[net]") {
  HttpSettings settings;
  std::string url = "http://127.0.0.1:" + std::to_string(free_port());
  settings.proxy.for_https = SecretText(url);
  auto response = impatient_client(std::move(settings))
                      ->send({.url = "https://example.org/"});
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kConnect);
  CHECK(response.error().message ==
        "GET https://example.org: cannot connect to the proxy: connection "
        "refused");
}

}  // namespace stanch
