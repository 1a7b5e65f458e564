// SPDX-License-Identifier: Apache-2.0
//
// `stanch image` against a real registry: what is pulled is what lies in the
// same image's folder, or the run says what is missing and ends with 3.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "image/registry_store.h"
#include "net/http_settings.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/hidden_tokens.h"
#include "tests/support/served.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_registry.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

struct Pulled {
  int exit = 0;
  std::set<std::string> secrets;  // their fingerprints
  std::string skipped;
  std::string said;
};

Pulled image(std::vector<std::string> arguments,
             std::map<std::string, std::string> environment = {}) {
  // No login of the machine's, and no proxy.
  environment.emplace("DOCKER_CONFIG", "/nonexistent");
  environment.emplace("REGISTRY_AUTH_FILE", "");
  Command command{.arguments = {"image", "-f", "json"},
                  .folder = "/",
                  .environment = std::move(environment)};
  command.arguments.insert(command.arguments.end(), arguments.begin(),
                           arguments.end());
  Outcome outcome = command.run();
  Pulled out{.exit = outcome.exit, .said = outcome.err};
  Json report = Json::parse(outcome.out, nullptr, false);
  if (!report.is_object()) return out;
  for (const Json& finding : report["findings"]) {
    out.secrets.insert(finding["fingerprint"]);
  }
  out.skipped = report["run"]["skipped"].dump();
  return out;
}

void write_files(const TempDir& folder, const ImageBuilder::Files& files) {
  for (const auto& [path, bytes] : files) folder.write(path, bytes);
}

ImageBuilder small_image(unsigned token) {
  ImageBuilder out;
  out.pictures.push_back(
      {.layers = {{.entries = {{.path = "app/key",
                                .text = "key=" + github_pat(token)}},
                   .created_by = "COPY . /"}}});
  return out;
}

std::string layer_digest(const ImageBuilder& image) {
  return digest_of(
      archive_text(ArchiveForm::kTar, image.pictures[0].layers[0].entries));
}

bool has_registry() { return wanted_program("docker-registry").has_value(); }

}  // namespace

TEST_CASE("what is pulled is what lies in the image's folder", "[cli]") {
  if (!has_registry()) return;
  HiddenTokens hidden;
  TempDir folder;
  write_files(folder, hidden.image.oci());
  TestRegistry registry;
  registry.push("team/app", "1.2", hidden.image.oci());

  Pulled local = image({folder.path().string()});
  Pulled pulled = image({"--plain-http", registry.host() + "/team/app:1.2"});
  INFO(pulled.said);
  CHECK(pulled.exit == 1);
  CHECK(pulled.secrets == local.secrets);
  CHECK(pulled.secrets.size() >= 20);

  // Plain http needs to be asked for.
  CHECK(image({registry.host() + "/team/app:1.2"}).exit == 3);
  // A mirror knows another registry's images by the same names.
  CHECK(image({"--plain-http", "--mirror", registry.host(), "team/app:1.2"})
            .secrets == local.secrets);

  std::string digest = "sha256:" + std::string(64, '0');
  Pulled missing =
      image({"--plain-http", registry.host() + "/team/app@" + digest});
  CHECK(missing.exit == 3);
  CHECK((missing.said + missing.skipped).find("MANIFEST_UNKNOWN") !=
        std::string::npos);
}

TEST_CASE("a registry behind a password is read with docker's login", "[cli]") {
  if (!has_registry()) return;
  ImageBuilder picture = small_image(1);
  TestRegistry registry("me", "hush-1");
  registry.push("app", "latest", picture.oci());
  std::string name = registry.host() + "/app";

  Pulled nobody = image({"--plain-http", name});
  CHECK(nobody.exit == 3);
  CHECK((nobody.said + nobody.skipped).find("it wants a login") !=
        std::string::npos);
  auto config = [&](std::string_view password) {
    return fmt::format(R"({{"auths":{{"{}":{{"auth":"{}"}}}}}})",
                       registry.host(),
                       base64_text(fmt::format("me:{}", password)).reveal());
  };
  TempDir home;
  home.write("config.json", config("hush-1"));
  std::string wrong = home.write("wrong.json", config("hush-2"));
  CHECK(image({"--plain-http", name}, {{"DOCKER_CONFIG", home.path().string()}})
            .secrets.size() == 1);
  Pulled refused = image({"--plain-http", "--registry-auth-file", wrong, name});
  CHECK(refused.exit == 3);
  CHECK((refused.said + refused.skipped).find("another login") !=
        std::string::npos);
  CHECK((refused.said + refused.skipped).find("hush") == std::string::npos);
}

TEST_CASE("a token server's tokens open what they are for", "[cli]") {
  if (!has_registry()) return;
  TestRegistry registry;
  registry.push("public/app", "latest", small_image(1).oci());
  registry.push("private/app", "latest", small_image(2).oci());
  TempDir home;
  ServerProcess tokens(
      python_server("token_server.py", {home.path(), "--password", "hush-1"}));
  auto realm = [&](const char* host) {
    return fmt::format("http://{}:{}/token", host, tokens.port());
  };
  registry.want_tokens(realm("127.0.0.1"), home.path() / "token.pem");
  std::string login = home.write(
      "config.json",
      fmt::format(R"({{"auths":{{"{}":{{"auth":"{}"}}}}}})", registry.host(),
                  base64_text("me:hush-1").reveal()));
  auto pull = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--plain-http", registry.host() + name});
    return image(std::move(more));
  };
  std::vector<std::string> known = {"--registry-auth-file", login};
  CHECK(pull("/public/app").secrets.size() == 1);
  CHECK(pull("/private/app", known).secrets.size() == 1);
  Pulled anonymous = pull("/private/app");
  CHECK(anonymous.exit == 3);
  CHECK((anonymous.said + anonymous.skipped).find("another login") !=
        std::string::npos);

  registry.want_tokens(realm("localhost"), home.path() / "token.pem");
  CHECK(pull("/public/app").secrets.size() == 1);
  Pulled elsewhere = pull("/private/app", known);
  CHECK(elsewhere.exit == 3);
  CHECK((elsewhere.said + elsewhere.skipped)
            .find("sent to localhost, another host; refused") !=
        std::string::npos);
  known.insert(known.end(), {"--token-host", "localhost"});
  CHECK(pull("/private/app", known).secrets.size() == 1);
}

TEST_CASE("all tags and all repositories are read, or those that are wanted",
          "[cli]") {
  if (!has_registry()) return;
  TestRegistry registry;
  registry.push("team/app", "1", small_image(1).oci());
  registry.push("team/app", "2", small_image(2).oci());
  registry.push("other", "1", small_image(3).oci());
  registry.push("other", "same", small_image(3).oci());
  auto found = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--plain-http");
    return image(std::move(arguments)).secrets.size();
  };
  CHECK(found({"--all-tags", registry.host() + "/team/app"}) == 2);
  CHECK(found({"--catalog", registry.host()}) == 3);
  CHECK(found({"--catalog", "--include=team/*", registry.host()}) == 2);
  CHECK(found({"--catalog", "--exclude=team/*", registry.host()}) == 1);
}

TEST_CASE("a layer that was changed or lost makes the run incomplete",
          "[cli]") {
  if (!has_registry()) return;
  ImageBuilder picture = small_image(1);
  TestRegistry registry;
  registry.push("app", "latest", picture.oci());
  std::string file = registry.blob_file(layer_digest(picture));
  std::string name = registry.host() + "/app";
  {
    std::fstream blob(file, std::ios::in | std::ios::out | std::ios::binary);
    blob.seekp(-1, std::ios::end);
    blob.put('x');
  }
  Pulled changed = image({"--plain-http", name});
  CHECK(changed.skipped.find("digest") != std::string::npos);
  std::filesystem::remove(file);
  Pulled lost = image({"--plain-http", name});
  CHECK(lost.exit == 3);
  CHECK(lost.skipped.find("BLOB_UNKNOWN") != std::string::npos);
}

TEST_CASE("what is pulled can be kept, so much of it", "[cli]") {
  if (!has_registry()) return;
  ImageBuilder picture = small_image(1);
  TestRegistry registry;
  registry.push("app", "latest", picture.oci());
  TempDir home;
  std::string cache = home.path() / "cache";
  std::string name = registry.host() + "/app";
  std::string copy = layer_digest(picture);
  copy = cache + "/" + copy.replace(copy.find(':'), 1, "-");
  std::vector<std::string> command = {"--plain-http", "--cache-dir", cache,
                                      name};
  auto smaller = command;
  smaller.insert(smaller.end(), {"--cache-size", "1K"});
  CHECK(image(smaller).secrets.size() == 1);
  CHECK_FALSE(std::filesystem::exists(copy));
  CHECK(image(command).secrets.size() == 1);
  CHECK(std::filesystem::exists(copy));
  // From now on the layer is only there.
  std::filesystem::remove(registry.blob_file(layer_digest(picture)));
  Pulled again = image(command);
  CHECK(again.secrets.size() == 1);
  CHECK(again.skipped == "[]");
  std::ofstream(copy, std::ios::app) << "x";
  Pulled damaged = image(command);
  CHECK(damaged.skipped.find("the copy in the cache, which was removed") !=
        std::string::npos);
  CHECK_FALSE(std::filesystem::exists(copy));
}

TEST_CASE("a line that cuts costs nothing, one that corrupts is noticed",
          "[cli]") {
  if (!has_registry()) return;
  ImageBuilder picture = small_image(1);
  // Long enough that only the layer's answer is harmed.
  picture.pictures[0].layers[0].entries.push_back(
      {.path = "long", .text = std::string(3'000'000, 'a')});
  TestRegistry registry;
  registry.push("app", "latest", picture.oci());
  auto pull = [&](std::vector<std::string> harm) {
    harm.insert(harm.begin(), std::to_string(registry.port()));
    ServerProcess line(python_server("rough_proxy.py", std::move(harm)));
    return image(
        {"--plain-http", fmt::format("127.0.0.1:{}/app", line.port())});
  };
  Pulled cut = pull({"--cut", "1000000", "--times", "2"});
  CHECK(cut.exit == 1);
  CHECK(cut.secrets.size() == 1);
  CHECK(cut.skipped == "[]");
  Pulled corrupt = pull({"--corrupt", "2000000"});
  CHECK(corrupt.secrets.size() == 1);
  CHECK(corrupt.skipped.find("digest") != std::string::npos);
}

TEST_CASE("a line that stalls is left for another one", "[cli]") {
  if (!has_registry()) return;
  ImageBuilder picture = small_image(1);
  std::string long_text(3'000'000, 'a');
  picture.pictures[0].layers[0].entries.push_back(
      {.path = "long", .text = long_text});
  TestRegistry registry;
  registry.push("app", "latest", picture.oci());
  ServerProcess line(python_server(
      "rough_proxy.py",
      {std::to_string(registry.port()), "--stall", "1000000", "--times", "2"}));
  std::string host = fmt::format("127.0.0.1:{}", line.port());
  auto http = make_http_client({});
  REQUIRE(http.has_value());
  RegistryStore store(
      std::make_unique<RegistryClient>(
          std::move(*http), host, host,
          RegistryOptions{.plain_http = true,
                          .stall_timeout = std::chrono::seconds(1)}),
      {.reference = *parse_reference(host + "/app")});
  REQUIRE(store.roots().has_value());
  std::string digest = layer_digest(picture);
  auto layer = read_blob(store, {.name = digest});
  REQUIRE(layer.has_value());
  CHECK(digest_of(*layer) == digest);
}

TEST_CASE("a registry that sends something else makes the run incomplete",
          "[cli]") {
  TempDir folder;
  ServerProcess server(misbehaving_server({"--folder", folder.path()}));
  ImageBuilder picture = small_image(1);
  ImageBuilder::Files files = picture.oci();
  auto answer = [&](const std::string& kind, const std::string& name,
                    const std::string& bytes) {
    std::size_t colon = name.find(':');
    folder.write("%2Fv2%2Fapp%2F" + kind + "%2F" + name.substr(0, colon) +
                     (colon == name.npos ? "" : "%3A" + name.substr(colon + 1)),
                 bytes);
  };
  auto pull = [&] {
    return image(
        {"--plain-http", fmt::format("127.0.0.1:{}/app", server.port())});
  };
  std::string page = "<html>hush</html>";
  answer("manifests", "latest", page);
  Pulled html = pull();
  CHECK(html.exit == 3);
  CHECK(html.skipped.find("is no JSON") != std::string::npos);
  CHECK((html.said + html.skipped).find("hush") == std::string::npos);

  std::string layer = layer_digest(picture);
  for (const auto& [path, bytes] : files) {
    answer("blobs", digest_of(bytes), bytes);
    if (path.starts_with("blobs/") && bytes.contains("\"layers\":[")) {
      answer("manifests", "latest", bytes);
    }
    if (digest_of(bytes) == layer) answer("blobs", layer, bytes + "more");
  }
  Pulled more = pull();
  INFO(more.skipped << more.said);
  CHECK(more.secrets.size() == 1);
  CHECK(more.skipped.find("is longer than the") != std::string::npos);
  answer("blobs", layer, page);
  CHECK(pull().skipped.find("ends after 17 of") != std::string::npos);
}

TEST_CASE("a base image is pulled to tell its layers", "[cli]") {
  if (!has_registry()) return;
  ImageBuilder base = small_image(1), own = small_image(1);
  own.pictures[0].layers.push_back(small_image(2).pictures[0].layers[0]);
  TestRegistry registry;
  registry.push("base", "1", base.oci());
  registry.push("app", "1", own.oci());
  Pulled above = image({"--plain-http", "--base", registry.host() + "/base:1",
                        "--since-base", registry.host() + "/app:1"});
  CHECK(above.secrets.size() == 1);
  CHECK(above.skipped == "[]");
  CHECK(image({"--plain-http", "--base", registry.host() + "/none",
               registry.host() + "/app:1"})
            .exit == 3);
}

TEST_CASE("nothing is asked of the network that could be a path", "[cli]") {
  for (const char* name : {"./app", "/no/such/app", "app.tar", "x/app.tgz"}) {
    Pulled none = image({name});
    CHECK(none.exit == 2);
    CHECK(none.said.find("no such file") != std::string::npos);
  }
  Pulled wrong = image({"Not An Image"});
  CHECK(wrong.exit == 2);
  CHECK(wrong.said.find("and there is no such file") != std::string::npos);
}

}  // namespace stanch
