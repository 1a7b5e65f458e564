// SPDX-License-Identifier: Apache-2.0
#include "image/registry_login.h"

#include <filesystem>

#include "core/base64.h"
#include "image/registry_challenge.h"
#include "tests/support/catch.h"
#include "tests/support/scoped.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

using Kind = RegistryLogin::Kind;

std::string encoded(std::string_view text) {
  return std::string(base64_text(text).reveal());
}

// A folder with docker's config.json and helpers that are found first.
struct DockerHome {
  explicit DockerHome(const std::string& config)
      : places{.files = {folder.write("config.json", config)},
               .helper_patience = std::chrono::milliseconds(300)},
        path("PATH", (folder.path() / "bin").string() + ":/usr/bin:/bin") {}

  void add_helper(const std::string& name, const std::string& script) const {
    std::string file = folder.write("bin/docker-credential-" + name,
                                    "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }

  std::string error(const std::string& registry = "h.x") const {
    auto login = find_login(places, registry);
    REQUIRE_FALSE(login.has_value());
    CHECK(login.error().message.find("hush") == std::string::npos);
    return login.error().message;
  }

  TempDir folder;
  LoginPlaces places;
  ScopedVariable path;
};

}  // namespace

TEST_CASE("challenges are read with all their parameters", "[image]") {
  auto all = parse_challenges(
      {"Bearer realm=\"https://a/t\",service=\"s\",scope=\"r:a:pull,push "
       "r:b:x\"",
       "Negotiate, BASIC Realm = \"q\\\"uoted\", charset=utf-8"});
  REQUIRE(all.size() == 3);
  CHECK(all[0].scheme == "bearer");
  CHECK(all[0].parameter("scope") == "r:a:pull,push r:b:x");
  CHECK(all[1].scheme == "negotiate");
  CHECK(all[2].scheme == "basic");
  CHECK(all[2].parameter("realm") == "q\"uoted");
  CHECK(all[2].parameter("charset") == "utf-8");
  CHECK(all[2].parameter("none").empty());
  CHECK(parse_challenges({"", ",,", "\"", "=", "a=\"b"}).empty());
}

TEST_CASE("a login is found under every way to write a registry", "[image]") {
  for (const char* key : {"h.x", "https://h.x", "https://h.x/v1/"}) {
    DockerHome home("{\"auths\":{\"" + std::string(key) + "\":{\"auth\":\"" +
                    encoded("me:hu:sh") + "\"}}}");
    auto login = find_login(home.places, "h.x");
    REQUIRE(login.has_value());
    CHECK(login->kind == Kind::kPassword);
    CHECK(login->user == "me");
    CHECK(login->secret.reveal() == "hu:sh");
    CHECK(find_login(home.places, "other.x")->kind == Kind::kNone);
  }
  DockerHome hub(
      "{\"auths\":{\"https://index.docker.io/v1/\":"
      "{\"identitytoken\":\"hush\"},\"b\":{\"registrytoken\":"
      "\"hush\"},\"empty\":{}}}");
  CHECK(find_login(hub.places, "docker.io")->kind == Kind::kIdentity);
  CHECK(find_login(hub.places, "b")->kind == Kind::kBearer);
  CHECK(find_login(hub.places, "empty")->kind == Kind::kNone);
  CHECK(find_login({.files = {"/no/such/file"}}, "b")->kind == Kind::kNone);
}

TEST_CASE("a file of logins that makes no sense is named", "[image]") {
  DockerHome broken("{\"auths\": hush");
  CHECK(broken.error() == broken.places.files[0] + ": it is not a JSON object");
  DockerHome garbled("{\"auths\":{\"h.x\":{\"auth\":\"%%hush\"}}}");
  CHECK(garbled.error().ends_with("an auth is not base64 of user:password"));
  DockerHome odd("{\"auths\":[],\"credHelpers\":7,\"credsStore\":null}");
  CHECK(find_login(odd.places, "h.x")->kind == Kind::kNone);
}

TEST_CASE("a credential helper is asked, the registry's own before the store",
          "[image]") {
  DockerHome home("{\"credHelpers\":{\"h.x\":\"own\"},\"credsStore\":\"all\"}");
  home.add_helper("own",
                  "test \"$1\" = get && read host && printf '{\"Username\":"
                  "\"for %s\",\"Secret\":\"hush\"}' \"$host\"");
  home.add_helper("all",
                  "echo '{\"Username\":\"<token>\",\"Secret\":\"hush\"}'");
  auto own = find_login(home.places, "h.x");
  REQUIRE(own.has_value());
  CHECK(own->user == "for h.x");
  CHECK(own->secret.reveal() == "hush");
  CHECK(find_login(home.places, "other.x")->kind == Kind::kIdentity);

  home.add_helper("all",
                  "echo 'credentials not found in native keychain'; exit 1");
  CHECK(find_login(home.places, "other.x")->kind == Kind::kNone);
}

TEST_CASE("a credential helper that misbehaves is named and quoted nowhere",
          "[image]") {
  DockerHome home("{\"credsStore\":\"bad\"}");
  CHECK(home.error().ends_with(
      "docker-credential-bad for h.x: cannot run it: no such file or folder"));
  const std::pair<const char*, const char*> cases[] = {
      {"sleep 60 & sleep 60", "no answer within 300 ms"},
      {"yes hush", "no answer within 300 ms"},
      {"echo hush", "it did not print what it should"},
      {"echo '{\"Username\":\"hush\"}'", "it did not print what it should"},
      {"echo '{\"Username\":7,\"Secret\":\"hush\"}'",
       "it did not print what it should"},
      {"echo hush; exit 3", "it failed"},
      {"kill -9 $$", "it failed"},
  };
  for (const auto& [script, reason] : cases) {
    INFO(script);
    home.add_helper("bad", script);
    CHECK(home.error().ends_with(reason));
  }
  DockerHome path("{\"credsStore\":\"../../evil\"}");
  CHECK(path.error().ends_with("the helper's name is not a plain word"));
}

}  // namespace stanch
