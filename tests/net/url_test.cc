// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <string>

#include "tests/support/catch.h"

namespace stanch {
namespace {

std::string normal(std::string_view text) {
  auto url = parse_url(text);
  return url ? std::string(url->text().reveal()) : url.error().message;
}

std::string at(std::string_view base, std::string_view reference) {
  auto url = resolve_url(*parse_url(base), reference);
  return url ? std::string(url->text().reveal()) : url.error().message;
}

bool is_loopback(std::string_view text) {
  return parse_url(text)->is_loopback();
}

}  // namespace

TEST_CASE("a URL is taken apart and put together again", "[net]") {
  CHECK(normal("https://Example.ORG") == "https://example.org/");
  CHECK(normal("HTTPS://example.org:443/a?b=c#d") ==
        "https://example.org/a?b=c");
  CHECK(normal("http://example.org:80/") == "http://example.org/");
  CHECK(normal("https://example.org:8443?q") == "https://example.org:8443/?q");
  CHECK(normal("https://[2001:DB8::1]:5000/x") ==
        "https://[2001:db8::1]:5000/x");
  CHECK(parse_url("https://h/a?token=x")->origin() == "https://h");
}

TEST_CASE("a URL that two readers could read differently is refused", "[net]") {
  for (const char* text : {"",
                           "example.org",
                           "ftp://example.org/",
                           "https://",
                           "https:///path",
                           "https://user@example.org/",
                           "https://user:pw@example.org/",
                           "https://example.org\\@evil.org/",
                           "https://example.org/a b",
                           "https://example.org/a\r\nX: y",
                           "https://example.org:0/",
                           "https://example.org:65536/",
                           "https://example.org:80x/",
                           "https://example.org:/",
                           "https://ex%61mple.org/",
                           "https://[::1",
                           "https://[::1x]/",
                           "https://[]/",
                           "https://[::1]x/",
                           "https://b\xc3\xbc.org/"}) {
    INFO(text);
    auto url = parse_url(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().message.starts_with("not a usable URL: "));
    CHECK(url.error().message.find("pw") == std::string::npos);
  }
}

TEST_CASE("a reference is resolved at its base", "[net]") {
  const char* base = "https://h:5000/v2/a/tags?n=2";
  CHECK(at(base, "https://other/x") == "https://other/x");
  CHECK(at(base, "//other/x") == "https://other/x");
  CHECK(at(base, "/v2/b?last=y") == "https://h:5000/v2/b?last=y");
  CHECK(at(base, "next") == "https://h:5000/v2/a/next");
  CHECK(at(base, "../b/./c/..") == "https://h:5000/v2/b/");
  CHECK(at(base, "/../../x") == "https://h:5000/x");
  CHECK(at(base, "?n=3") == "https://h:5000/v2/a/tags?n=3");
  CHECK(at(base, "/x?u=http://y/") == "https://h:5000/x?u=http://y/");
  CHECK(at(base, "javascript:alert") ==
        "not a usable URL: it has no https:// in front");
  CHECK(at(base, "/a\nb") ==
        "not a usable URL: it holds a space or a control character");
}

TEST_CASE("loopback is what never leaves the machine", "[net]") {
  CHECK(is_loopback("http://localhost:8200/"));
  CHECK(is_loopback("http://a.localhost/"));
  CHECK(is_loopback("http://127.0.0.1/"));
  CHECK(is_loopback("http://127.8.9.1/"));
  CHECK(is_loopback("http://[::1]:99/"));
  CHECK_FALSE(is_loopback("http://127.0.0.1.example.org/"));
  CHECK_FALSE(is_loopback("http://localhost.example.org/"));
  CHECK_FALSE(is_loopback("http://128.0.0.1/"));
  CHECK_FALSE(is_loopback("http://[::2]/"));
}

TEST_CASE("two URLs have one origin if scheme, host and port agree", "[net]") {
  auto url = parse_url("https://h/a");
  CHECK(url->has_origin_of(*parse_url("https://H:443/b")));
  CHECK_FALSE(url->has_origin_of(*parse_url("http://h/a")));
  CHECK_FALSE(url->has_origin_of(*parse_url("https://h:444/a")));
  CHECK_FALSE(url->has_origin_of(*parse_url("https://g/a")));
}

TEST_CASE("a value is encoded for one place in a URL", "[net]") {
  CHECK(url_encoded("a-Z_0.~") == "a-Z_0.~");
  CHECK(url_encoded("a/b c&=\xc3\xa4") == "a%2Fb%20c%26%3D%C3%A4");
}

}  // namespace stanch
