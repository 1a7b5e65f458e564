// SPDX-License-Identifier: Apache-2.0
//
// Images that other programs made, carried and serve: umoci, skopeo, a registry
// and, where one runs, podman. They tell us where our ImageBuilder is wrong of
// what images look like.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/served.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_registry.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

// An image whose layer 2 brings a token that layer 3 removes, and with another
// token among its variables; made by umoci in `oci`, tagged "app".
class ForeignImage {
 public:
  ForeignImage() {
    folder_.write("policy.json",
                  R"({"default":[{"type":"insecureAcceptAnything"}]})");
    folder_.write("key.txt", "\nkey=" + github_pat(1) + "\n");
    shell("umoci init --layout oci && umoci new --image oci:app");
    layer("echo hello > b/rootfs/readme.txt", "ADD base /");
    layer("mkdir b/rootfs/app && cp key.txt b/rootfs/app/",
          "COPY key.txt /app");
    layer("rm b/rootfs/app/key.txt", "RUN rm /app/key.txt");
    shell(fmt::format("umoci config --image oci:app --config.env 'API_KEY={}'",
                      github_pat(2)));
  }

  bool succeeds(const std::string& script) const {
    folder_.write("run.sh", "set -e\n" + script + "\n");
    return std::system(fmt::format("cd '{0}' && HOME=$PWD XDG_RUNTIME_DIR=$PWD "
                                   "sh run.sh >log 2>&1",
                                   folder_.path().string())
                           .c_str()) == 0;
  }
  void shell(const std::string& script) const {
    bool done = succeeds(script);
    std::ifstream log(path("log"));
    INFO(script << "\n" << log.rdbuf());
    REQUIRE(done);
  }
  void skopeo(const std::string& arguments) const {
    shell("skopeo --policy policy.json " + arguments);
  }

  // Scans what the arguments name and holds it against what was put in.
  void check(std::vector<std::string> arguments,
             std::map<std::string, std::string> environment = {}) const {
    environment.emplace("DOCKER_CONFIG", "/nonexistent");
    environment.emplace("REGISTRY_AUTH_FILE", "");
    Command command{.arguments = {"image", "-f", "json"},
                    .folder = folder_.path(),
                    .environment = std::move(environment)};
    command.arguments.insert(command.arguments.end(), arguments.begin(),
                             arguments.end());
    Outcome outcome = command.run();
    INFO(fmt::format("{}", fmt::join(arguments, " ")));
    INFO(outcome.out << outcome.err);
    CHECK(outcome.exit == 1);
    Json report = Json::parse(outcome.out, nullptr, false);
    REQUIRE(report.is_object());
    CHECK(report["run"]["complete"] == true);
    REQUIRE(report["findings"].size() == 2);
    const Json& file = report["findings"][0];
    CHECK(file["path"] == "app/key.txt");
    CHECK(file["layer_index"] == 2);
    CHECK(file["created_by"] == "COPY key.txt /app");
    CHECK(file["removed_in_layer"] == 3);
    CHECK(file["removed_by"] == "RUN rm /app/key.txt");
    CHECK(report["findings"][1]["path"] == "config/Env/API_KEY");
  }

  std::string path(const std::string& name) const {
    return folder_.path() / name;
  }

 private:
  void layer(const std::string& change, const std::string& step) const {
    shell(fmt::format(
        "umoci unpack --rootless --image oci:app b\n{}\numoci repack --image "
        "oci:app --history.created_by '{}' b\nrm -rf b",
        change, step));
  }

  TempDir folder_;
};

bool has_makers() {
  return wanted_program("umoci").has_value() &&
         wanted_program("skopeo").has_value();
}

}  // namespace

TEST_CASE("what umoci makes and skopeo carries is read in each wrapping",
          "[cli]") {
  if (!has_makers()) return;
  ForeignImage image;
  image.check({"oci"});
  for (std::string to :
       {"docker-archive:save.tar:team/app:1", "oci-archive:oci.tar:app",
        "dir:dir", "--format=v2s2 dir:v2s2",
        "--dest-compress-format=zstd oci:zstd:app",
        "--dest-decompress dir:plain"}) {
    std::size_t colon = to.find(':');
    std::string name = to.substr(colon + 1);
    name.resize(std::min(name.find(':'), name.size()));
    std::size_t space = to.rfind(' ');
    std::string options = space == to.npos ? "" : to.substr(0, space);
    image.skopeo(fmt::format("copy -q {} oci:oci:app {}", options,
                             to.substr(space == to.npos ? 0 : space + 1)));
    image.check({name});
  }
}

TEST_CASE("what skopeo pushes is pulled, whatever the registry asks for",
          "[cli]") {
  if (!has_makers() || !wanted_program("docker-registry")) return;
  ForeignImage image;
  auto push = [&](const std::string& name, const std::string& options = "") {
    image.skopeo(
        fmt::format("copy -q --dest-tls-verify=false {} oci:oci:app "
                    "docker://{}",
                    options, name));
  };
  SECTION("nothing, then a token") {
    TestRegistry registry;
    std::string name = registry.host() + "/public/app";
    push(name + ":1");
    image.check({"--plain-http", name + ":1"});
    image.check({"--plain-http", "--all-tags", name});
    image.check({"--plain-http", "--catalog", registry.host()});
    TempDir home;
    ServerProcess tokens(
        python_server("token_server.py", {home.path(), "--password", "x"}));
    registry.want_tokens(
        fmt::format("http://127.0.0.1:{}/token", tokens.port()),
        home.path() / "token.pem");
    image.check({"--plain-http", name + ":1"});
  }
  SECTION("a password, which skopeo keeps") {
    TestRegistry registry("me", "hush-1");
    std::string name = registry.host() + "/app:1";
    push(name, "--dest-creds me:hush-1");
    image.skopeo(
        fmt::format("login --tls-verify=false --authfile auth.json "
                    "-u me -p hush-1 {}",
                    registry.host()));
    image.check({"--plain-http", name},
                {{"REGISTRY_AUTH_FILE", image.path("auth.json")}});
  }
}

// Needs a machine on which an engine may mount and make namespaces.
TEST_CASE("an engine that runs here gives what was loaded into it", "[cli]") {
  if (!has_makers()) return;
  ForeignImage image;
  std::string socket = image.path("engine.sock");
  std::optional<ServerProcess> podman;
  try {
    podman.emplace(ServerCommand{
        .words = {"podman", "--root", image.path("images"), "--runroot",
                  image.path("run"), "--storage-driver", "vfs", "system",
                  "service", "--time=0", "unix://" + socket},
        .environment = {{"HOME", image.path("")},
                        {"XDG_RUNTIME_DIR", image.path("")}},
        .is_ready = [&] { return std::filesystem::exists(socket); }});
  } catch (const std::runtime_error&) {
    WARN("left out: podman does not start here");
    return;
  }
  image.skopeo("copy -q oci:oci:app docker-archive:save.tar:team/app:1");
  if (!image.succeeds("podman --url unix://" + socket + " load -i save.tar")) {
    WARN("left out: podman loads no image here");
    return;
  }
  std::string address = "unix://" + socket;
  image.check({"podman://team/app:1"}, {{"CONTAINER_HOST", address}});
  image.check({"docker://team/app:1"}, {{"DOCKER_HOST", address}});
  image.shell("podman --url " + address +
              " save --format oci-archive -o podman.tar team/app:1");
  image.check({"podman.tar"});
}

}  // namespace stanch
