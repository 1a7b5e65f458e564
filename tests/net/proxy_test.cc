// SPDX-License-Identifier: Apache-2.0
#include "net/proxy.h"

#include <map>
#include <string>

#include "tests/support/catch.h"

namespace stanch {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::string proxy(const Variables& variables, std::string_view url) {
  ProxySettings settings =
      proxy_settings([&](std::string_view name) -> std::optional<std::string> {
        auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      });
  return std::string(proxy_for(settings, *parse_url(url)).reveal());
}

bool is_direct(const std::string& no_proxy, std::string_view url) {
  return proxy({{"ALL_PROXY", "p"}, {"NO_PROXY", no_proxy}}, url).empty();
}

}  // namespace

TEST_CASE("each scheme has its proxy, lower case before capitals", "[net]") {
  Variables both = {{"HTTPS_PROXY", "http://tls:1"},
                    {"HTTP_PROXY", "http://plain:2"},
                    {"http_proxy", "http://lower:3"}};
  CHECK(proxy(both, "https://example.org/") == "http://tls:1");
  CHECK(proxy(both, "http://example.org/") == "http://lower:3");
  CHECK(proxy({{"all_proxy", "x"}}, "https://example.org/") == "x");
  CHECK(proxy({}, "https://example.org/").empty());
}

TEST_CASE("a proxy that a web client chose is not taken", "[net]") {
  Variables cgi = {{"HTTP_PROXY", "http://evil"}, {"REQUEST_METHOD", "GET"}};
  CHECK(proxy(cgi, "http://example.org/").empty());
}

TEST_CASE("loopback never goes through a proxy", "[net]") {
  CHECK(proxy({{"ALL_PROXY", "p"}}, "http://127.0.0.1:8200/").empty());
  CHECK(proxy({{"ALL_PROXY", "p"}}, "https://localhost/").empty());
}

TEST_CASE("NO_PROXY names hosts, domains, addresses and networks", "[net]") {
  CHECK(is_direct("*", "https://a.example.org/"));
  CHECK(is_direct("x, Example.org ,y", "https://a.example.org/"));
  CHECK(is_direct(".example.org", "https://example.org/"));
  CHECK(is_direct("*.example.org", "https://a.b.example.org/"));
  CHECK(is_direct("10.1.2.3", "https://10.1.2.3/"));
  CHECK(is_direct("10.0.0.0/8", "https://10.1.2.3/"));
  CHECK(is_direct("0.0.0.0/0", "https://10.1.2.3/"));
  CHECK(is_direct("example.org:8443", "https://example.org:8443/"));
  CHECK(is_direct("[2001:db8::1]:99", "https://[2001:db8::1]:99/"));
  CHECK(is_direct("2001:db8::1", "https://[2001:db8::1]/"));

  CHECK_FALSE(is_direct("", "https://example.org/"));
  CHECK_FALSE(is_direct(",.,", "https://example.org/"));
  CHECK_FALSE(is_direct("ample.org", "https://example.org/"));
  CHECK_FALSE(is_direct("example.org.evil", "https://example.org/"));
  CHECK_FALSE(is_direct("example.org:8443", "https://example.org/"));
  CHECK_FALSE(is_direct("10.0.0.0/8", "https://11.1.2.3/"));
  CHECK_FALSE(is_direct("10.0.0.0/99", "https://10.1.2.3/"));
  CHECK_FALSE(is_direct("10.0.0.0/x", "https://10.1.2.3/"));
}

}  // namespace stanch
