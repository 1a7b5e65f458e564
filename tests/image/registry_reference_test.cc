// SPDX-License-Identifier: Apache-2.0
#include "image/registry_reference.h"

#include "tests/support/catch.h"

namespace stanch {
namespace {

std::string whole(std::string_view text) {
  auto reference = parse_reference(text);
  return reference ? reference->text() : "?";
}

const std::string kDigest = "sha256:" + std::string(64, 'a');

}  // namespace

TEST_CASE("a short name means what docker means by it", "[image]") {
  CHECK(whole("alpine") == "docker.io/library/alpine:latest");
  CHECK(whole("alpine:3") == "docker.io/library/alpine:3");
  CHECK(whole("team/app") == "docker.io/team/app:latest");
  CHECK(whole("index.docker.io/app") == "docker.io/library/app:latest");
  CHECK(whole("ghcr.io/a/b/c:v1") == "ghcr.io/a/b/c:v1");
  CHECK(whole("localhost/app") == "localhost/app:latest");
  CHECK(whole("h:5000/app") == "h:5000/app:latest");
  CHECK(whole("[::1]:5000/app") == "[::1]:5000/app:latest");
  CHECK(whole("app@" + kDigest) == "docker.io/library/app@" + kDigest);
  CHECK(whole("a__b/c-d---e.f:T_1@" + kDigest) ==
        "docker.io/a__b/c-d---e.f:T_1@" + kDigest);
  CHECK(parse_reference("alpine")->api_host() == "registry-1.docker.io");
  CHECK(parse_reference("h:1/a")->api_host() == "h:1");
  CHECK(parse_reference("app:1@" + kDigest)->version() == kDigest);
}

TEST_CASE("a name that is none is refused", "[image]") {
  for (const char* text : {"",           "/",      "a/",      "/a",
                           "a//b",       "App",    "a b",     "a..b",
                           "a___b",      "-a",     "a-",      "a:",
                           "a:.x",       "a:b c",  "a@",      "a@sha256:12",
                           "a@md5:1",    "h:x/a",  "h:/a",    "h.x/../a",
                           "h.x/a/../b", "[::1/a", "h.x/a?b", "h.x/a#b",
                           "u:p@h.x/a"}) {
    INFO(text);
    auto reference = parse_reference(text);
    REQUIRE_FALSE(reference.has_value());
    CHECK(reference.error().kind == ErrorKind::kUsage);
  }
  CHECK_FALSE(parse_reference("a:" + std::string(129, 'x')));
  CHECK(parse_registry("h.x:5000").has_value());
  CHECK_FALSE(parse_registry("h.x/app").has_value());
}

}  // namespace stanch
