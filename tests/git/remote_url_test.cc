// SPDX-License-Identifier: Apache-2.0
#include "git/remote_url.h"

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

using Scheme = RemoteUrl::Scheme;

RemoteUrl parsed_url(std::string_view text) {
  auto url = parse_remote_url(text);
  INFO(text);
  REQUIRE(url);
  return *url;
}

std::string refused_url(std::string_view text) {
  auto url = parse_remote_url(text);
  INFO(text);
  REQUIRE_FALSE(url);
  CHECK(url.error().kind == ErrorKind::kUsage);
  return url.error().message;
}

}  // namespace

TEST_CASE("an address is told from a path", "[git]") {
  for (std::string_view text :
       {"https://example.org/x", "ssh://host/x", "git@host:x.git", "host:x",
        "ext::sh -c id", "git://host/x", "ftp://host/x", "-oX://host/p",
        "HTTPS://example.org/x"}) {
    CAPTURE(text);
    CHECK(looks_like_url(text));
  }
  for (std::string_view text :
       {"", ".", "repo", "/tmp/x:y", "./host:x", "a/b:c", "host:", ":x"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_url(text));
  }
}

TEST_CASE("what is there as a path is no address", "[git]") {
  TempDir folder;
  std::string odd = folder.write("https:/x/y", "");
  CHECK_FALSE(looks_like_url(odd));
  std::string path = folder.path().string() + "/https://x/y";
  CHECK_FALSE(looks_like_url(path));
}

TEST_CASE("forms of addresses that are cloned", "[git]") {
  CHECK(parsed_url("https://example.org/x.git").scheme == Scheme::kHttps);
  CHECK(parsed_url("HTTPS://example.org/x.git").scheme == Scheme::kHttps);
  CHECK(parsed_url("ssh://git@host:22/x").address == "ssh://git@host:22/x");
  CHECK(parsed_url("git@host:team/x.git").scheme == Scheme::kSsh);
  CHECK(parsed_url("git@host:team/x.git").shown == "git@host:team/x.git");
  CHECK(parsed_url("file:///srv/x").scheme == Scheme::kFile);
  CHECK(parsed_url("http://example.org/x").is_insecure);
  CHECK_FALSE(parsed_url("http://localhost:8080/x").is_insecure);
  CHECK_FALSE(parsed_url("http://127.0.0.1/x").is_insecure);
  CHECK_FALSE(parsed_url("http://[::1]:80/x").is_insecure);
  CHECK(parsed_url("http://localhost.example.org/x").is_insecure);
  CHECK(parsed_url("http://localhost@example.org/x").is_insecure);
}

TEST_CASE("a password leaves the address", "[git]") {
  RemoteUrl url = parsed_url(
      "https://"
      "ada:p%40ss%3Aword@example.org:8443/x.git");
  CHECK(url.address == "https://example.org:8443/x.git");
  CHECK(url.shown == "https://***@example.org:8443/x.git");
  CHECK(url.user == "ada");
  CHECK(url.password == "p@ss:word");

  url = parsed_url("https://ada@example.org/x");
  CHECK(url.address == "https://ada@example.org/x");
  CHECK(url.shown == "https://***@example.org/x");
  CHECK_FALSE(url.password);

  url = parsed_url("https://a:b@c:d@example.org/x");
  CHECK(url.address == "https://example.org/x");
  CHECK(url.password == "b@c:d");
}

TEST_CASE("addresses that would run something are refused", "[git]") {
  for (std::string_view text :
       {"--upload-pack=touch /tmp/x", "-u", "-oProxyCommand=touch x:y",
        "ext::sh -c touch% /tmp/x", "EXT::sh", "fd::7", "::x",
        "ssh://-oProxyCommand=touch/x", "ssh://-x@host/x",
        "ssh://git@-oProxyCommand=x/y", "-oProxyCommand=x@host:y",
        "git@-oProxyCommand=x:y", "git@host:-x", "https://-x/y",
        "https://host/x\ny", "git@host:x\ny"}) {
    CAPTURE(text);
    CHECK(refused_url(text).starts_with("cannot clone '"));
  }
}

TEST_CASE("addresses that are not supported say what is", "[git]") {
  CHECK(refused_url("git://host/x").contains("neither encrypted"));
  CHECK(refused_url("ftp://host/x").contains("ftp:// is not supported"));
  CHECK(refused_url("file://host/x").contains("three slashes"));
  CHECK(refused_url("https:///x").contains("names no host"));
  CHECK(refused_url("https://host").contains("no path"));
  CHECK(refused_url("nothing").contains("give https://"));
}

TEST_CASE("no message shows what stands before the host", "[git]") {
  for (std::string_view text :
       {"git://ada:hidden@host/x", "ftp://ada:hidden@host/x",
        "https://ada:hidden@/x", "https://ada:hidden@host",
        "https://ada:hidden@-x/y", "ssh://ada:hidden@host/x",
        "https://"
        "ada:hid%0aden@host/hidden",
        "https://"
        "ada:hidden@host/x\n"}) {
    CAPTURE(text);
    CHECK_FALSE(refused_url(text).contains(":hidden"));
  }
}

TEST_CASE("users are taken out of addresses in a text", "[git]") {
  CHECK(without_users("fatal: cannot read 'https://tok@host/x': no") ==
        "fatal: cannot read 'https://***@host/x': no");
  CHECK(without_users("https://a:b@c@host http://d@e/@f") ==
        "https://***@host http://***@e/@f");
  CHECK(without_users("https://host/a@b a@b://") == "https://host/a@b a@b://");
  CHECK(without_users("nothing") == "nothing");
  CHECK(without_users("x://") == "x://");
}

TEST_CASE("a copy's folder is named after the address, not the user", "[git]") {
  std::string name = folder_name(parsed_url("https://example.org/team/x.git"));
  CHECK(name.starts_with("example.org-team-x-"));
  CHECK(folder_name(parsed_url("https://a:b@example.org/team/x.git")) == name);
  CHECK(folder_name(parsed_url("https://a@example.org/team/x.git/")) == name);
  CHECK(folder_name(parsed_url("http://example.org/team/x.git")) != name);
  CHECK(folder_name(parsed_url("https://example.org/team-x.git")) != name);
  std::string odd =
      folder_name(parsed_url("file:///../.." + std::string(999, 'x')));
  CHECK(odd.size() < 120);
  CHECK(odd.find('/') == std::string::npos);
  CHECK_FALSE(odd.starts_with('.'));
  CHECK(folder_name(parsed_url("git@host:../x")).find('/') ==
        std::string::npos);
}

}  // namespace stanch
