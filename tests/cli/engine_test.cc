// SPDX-License-Identifier: Apache-2.0
//
// docker:// and podman:// against an engine that is a folder of answers.
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/image_builder.h"
#include "tests/support/served.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

// Answers lie under their path, '/' written as %2F.
struct FakeEngine {
  FakeEngine()
      : socket(folder.path() / "engine.sock"),
        server(misbehaving_server(
            {"--unix", socket, "--folder", (folder.path() / "a").string()})) {}

  void answer(const std::string& path, const std::string& text) const {
    folder.write("a/" + path, text);
  }
  Outcome image(std::vector<std::string> arguments,
                const std::string& variable = "DOCKER_HOST") const {
    Command command{.arguments = {"image", "-f", "json"},
                    .folder = "/",
                    .environment = {{variable, "unix://" + socket}}};
    command.arguments.insert(command.arguments.end(), arguments.begin(),
                             arguments.end());
    return command.run();
  }

  TempDir folder;
  std::string socket;
  ServerProcess server;
};

std::size_t findings(const Outcome& outcome) {
  INFO(outcome.err);
  Json report = Json::parse(outcome.out, nullptr, false);
  REQUIRE(report.is_object());
  return report["findings"].size();
}

}  // namespace

TEST_CASE("an image is had from the engine as docker save writes it", "[cli]") {
  FakeEngine engine;
  ImageBuilder image;
  image.pictures.push_back(
      {.layers = {{.entries = {{.path = "key", .text = github_pat(1)}},
                   .created_by = "COPY . /"}}});
  engine.answer("%2Fimages%2Fteam%252Fapp%253A1%2Fget",
                ImageBuilder::tar_of(image.docker_save()));
  Outcome docker = engine.image({"docker://team/app:1"});
  CHECK(docker.exit == 1);
  CHECK(findings(docker) == 1);
  CHECK(findings(engine.image({"podman://team/app:1"}, "CONTAINER_HOST")) == 1);

  Outcome missing = engine.image({"docker://none"});
  CHECK(missing.exit == 3);
  CHECK((missing.out + missing.err).find("the engine says that it has none") !=
        std::string::npos);
}

TEST_CASE("running containers show their variables to whoever asks", "[cli]") {
  FakeEngine engine;
  engine.answer("%2Fcontainers%2Fjson", R"([{"Id":"b1"},{"Id":"a2"}])");
  engine.answer("%2Fcontainers%2Fb1%2Fjson",
                R"({"Id":"b1","Name":"/web","Config":{"Env":["TOKEN=)" +
                    github_pat(1) + R"("],"Cmd":["serve"]}})");
  Outcome outcome = engine.image({"--containers", "docker://"});
  CHECK(outcome.exit == 1);  // though a2 has gone meanwhile
  CHECK(findings(outcome) == 1);
  Json report = Json::parse(outcome.out);
  CHECK(report["findings"][0]["path"] == "web/Config/Env/TOKEN");
  CHECK(report["run"]["complete"] == false);
}

TEST_CASE("an engine that is not there is said to be so", "[cli]") {
  auto run = [](const std::string& image, const std::string& host) {
    Command command{.arguments = {"image", image},
                    .folder = "/",
                    .environment = {{"DOCKER_HOST", host}}};
    return command.run();
  };
  Outcome far = run("docker://app", "tcp://10.0.0.1:2375");
  CHECK(far.exit == 2);
  CHECK(far.err.find("DOCKER_HOST names no Unix socket; there, run `docker "
                     "save IMAGE | stanch image -`") != std::string::npos);
  Outcome dead = run("docker://app", "unix:///nonexistent.sock");
  CHECK(dead.exit == 3);
  Outcome nameless = run("docker://", "unix:///nonexistent.sock");
  CHECK(nameless.exit == 2);
}

}  // namespace stanch
