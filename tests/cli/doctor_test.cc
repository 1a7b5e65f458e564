// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

// What the doctor says of a folder: the states by topic.
std::map<std::string, std::string> examined(
    const std::string& folder, std::map<std::string, std::string> environment,
    int exit) {
  Outcome outcome = Command{.arguments = {"doctor", "-f", "json"},
                            .folder = folder,
                            .environment = std::move(environment)}
                        .run();
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit == exit);
  std::map<std::string, std::string> out;
  Json checks = Json::parse(outcome.out, nullptr, false);
  REQUIRE(checks.is_array());
  for (const Json& check : checks) out[check["topic"]] = check["state"];
  return out;
}

}  // namespace

TEST_CASE("the doctor says what is set up, what is missing and what is wrong",
          "[cli]") {
  TempDir home;
  std::map<std::string, std::string> environment = {
      {"HOME", home.path()},
      {"XDG_STATE_HOME", home.path() / "state"},
      {"DOCKER_CONFIG", home.path()},
      {"CI", ""},
      {"GITHUB_ACTIONS", ""}};
  RepoBuilder repo;
  auto bare = examined(repo.path(), environment, 0);
  CHECK(bare["stanch"] == "ok");
  CHECK(bare["git"] == "ok");
  CHECK(bare["configuration"] == "absent");
  CHECK(bare["pre-commit"] == "absent");
  CHECK(bare["inventory"] == "absent");
  CHECK(bare["registries"] == "absent");
  CHECK(bare["CI"] == "absent");

  CHECK(run_stanch({"hook", "install"}, repo.path()).exit == 0);
  repo.hook("pre-push", "exec something-else");
  repo.write(".stanch.toml", "[scan]\nexclude = ['*.min.js']\n");
  home.write("config.json",
             R"({"auths":{"registry.example.org":{"auth":"eDp5"},
                          "second.registry.example.org":{"auth":"eDp5"},
                          "third.registry.example.org":{"auth":"eDp5"}}})");
  environment["STANCH_CI_BASE"] = "main";
  auto ready = examined(repo.path(), environment, 0);
  CHECK(ready["configuration"] == "ok");
  CHECK(ready["pre-commit"] == "ok");
  CHECK(ready["pre-push"] == "absent");
  CHECK(ready["registries"] == "ok");
  CHECK(ready["CI"] == "ok");
  Outcome text = Command{.arguments = {"doctor"},
                         .folder = repo.path(),
                         .environment = environment}
                     .run();
  CHECK(text.out.find("registry.example.org") != std::string::npos);
  CHECK(text.out.find("eDp5") == std::string::npos);
  std::istringstream lines(text.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("example.org") == std::string::npos) continue;
    CHECK(line.size() <= 80);
  }

  repo.write(".stanch.toml", "[scan]\nexclud = []\n");
  CHECK(examined(repo.path(), environment, 1)["configuration"] == "wrong");
}

TEST_CASE("the version tells programs what this build can do", "[cli]") {
  Json version = Json::parse(run_stanch({"version", "--json"}, "/").out);
  CHECK(version["version"] == std::string(stanch::version()));
  CHECK(version["build"] == "package");
  CHECK(version["rules"] > 900);
  for (const char* feature : {"files", "archives", "git", "images", "inventory",
                              "registries", "response", "postgres"}) {
    INFO(feature);
    CHECK(version["features"][feature] == true);
  }
}

}  // namespace stanch
