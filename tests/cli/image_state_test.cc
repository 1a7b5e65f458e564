// SPDX-License-Identifier: Apache-2.0
//
// Several images in one sweep, and sweeps that remember: each layer is read
// once.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/image_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

Json scan_images(const TempDir& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"image", "-f", "json"});
  Outcome outcome = run_stanch(std::move(arguments), folder.path());
  INFO(outcome.out << outcome.err);
  Json report = Json::parse(outcome.out, nullptr, false);
  REQUIRE(report.is_object());
  CHECK(report["run"]["complete"] == true);
  return report;
}

// Tokens of the numbers given, one a layer.
ImageBuilder image_of(const std::string& name, std::vector<unsigned> tokens) {
  ImageBuilder out;
  out.name = name;
  out.pictures.emplace_back();
  for (unsigned token : tokens) {
    std::string file = "app/" + std::to_string(token);
    out.pictures[0].layers.push_back(
        {.entries = {{.path = file, .text = "key=" + github_pat(token)},
                     {.path = file + ".txt",
                      .text = std::string(200'000, 'a')}},
         .created_by = "COPY " + file});
  }
  return out;
}

std::string write_layout(const TempDir& folder, const ImageBuilder& image) {
  std::string name = image.name.substr(0, image.name.find(':'));
  for (const auto& [path, bytes] : image.oci()) {
    folder.write(name + "/" + path, bytes);
  }
  return name;
}

}  // namespace

TEST_CASE("images that share layers are read as one set", "[cli]") {
  TempDir folder;
  std::string one = write_layout(folder, image_of("one:1", {1, 2}));
  std::string two = write_layout(folder, image_of("two:1", {1, 3}));
  std::string old = folder.write(
      "old.tar", ImageBuilder::tar_of(image_of("old:1", {4}).docker_save()));
  Json alone = scan_images(folder, {one});
  Json all = scan_images(folder, {one, two, old});
  REQUIRE(all["findings"].size() == 4);
  const Json& shared = all["findings"][0];
  CHECK(shared["path"] == "app/1");
  CHECK(shared["image"] == "one:1");
  CHECK(shared["other_images"] == "two:1");
  // The second image adds one layer of two, the third its own.
  CHECK(all["run"]["bytes"].get<double>() <
        2.1 * alone["run"]["bytes"].get<double>());

  CHECK(run_stanch({"image"}, folder.path()).exit == 2);
  Outcome stream = run_stanch({"image", one, "-"}, folder.path());
  CHECK(stream.exit == 2);
  CHECK(stream.err.find("scan it by itself") != std::string::npos);
}

TEST_CASE("of several images in one file each is told", "[cli]") {
  TempDir folder;
  ImageBuilder::Files files = image_of("one:1", {1, 2}).docker_save();
  Json list;
  for (auto& [path, bytes] : image_of("two:1", {1, 3}).docker_save()) {
    auto same =
        std::ranges::find(files, path, &ImageBuilder::Files::value_type::first);
    if (same == files.end()) {
      files.emplace_back(path, bytes);
    } else if (path == "manifest.json") {
      list = Json::parse(same->second);
      list.push_back(Json::parse(bytes)[0]);
      same->second = list.dump();
    }
  }
  REQUIRE(list.size() == 2);
  Json report =
      scan_images(folder, {folder.write("a.tar", ImageBuilder::tar_of(files))});
  REQUIRE(report["findings"].size() == 3);
  CHECK(report["findings"][0]["other_images"] == "two:1");
  CHECK(report["findings"][1]["image"] == "one:1");
  CHECK(report["findings"][2]["image"] == "two:1");
}

TEST_CASE("a layer that was scanned under the same rules is not read again",
          "[cli]") {
  TempDir folder;
  std::string one = write_layout(folder, image_of("one:1", {1, 2, 3, 4, 5}));
  std::string two = write_layout(folder, image_of("two:1", {1, 2, 3, 4, 6}));
  std::vector<std::string> state = {"--state", "seen"};
  auto with_state = [&](const std::string& image,
                        std::vector<std::string> more = {}) {
    more.insert(more.end(), {image, "--state", "seen"});
    return scan_images(folder, std::move(more));
  };
  Json first = with_state(one);
  CHECK(first["findings"].size() == 5);
  Json again = with_state(one);
  CHECK(again["findings"].empty());
  CHECK(again["run"]["bytes"].get<double>() <
        0.05 * first["run"]["bytes"].get<double>());
  SECTION("of an image that shares them only the new one is") {
    Json second = with_state(two);
    REQUIRE(second["findings"].size() == 1);
    CHECK(second["findings"][0]["layer_index"] == 5);
    CHECK(second["run"]["bytes"].get<double>() <
          0.25 * first["run"]["bytes"].get<double>());
  }
  SECTION("however it is wrapped: the tar in it is the same") {
    std::string saved = folder.write(
        "s.tar",
        ImageBuilder::tar_of(image_of("x:1", {1, 2, 3, 4, 6}).docker_save()));
    CHECK(with_state(saved)["findings"].size() == 1);
  }
  SECTION("with other rules everything is") {
    Json other = with_state(one, {"--decode-depth", "1"});
    CHECK(other["findings"].size() == 5);
    CHECK(other["run"]["skipped"].dump().find("everything is scanned") !=
          std::string::npos);
  }
  SECTION("above a layer that is new all are, for what they do to it") {
    std::string third = write_layout(folder, image_of("three:1", {7, 5}));
    CHECK(with_state(third)["findings"].size() == 2);
  }
  SECTION("what was left out cannot be remembered") {
    CHECK(
        run_stanch({"image", one, "--state", "s", "--squashed"}, folder.path())
            .exit == 2);
  }
}

TEST_CASE("the inventory knows what was found in an image, and when it is gone",
          "[cli]") {
  TempDir folder;
  std::string saved = folder.path() / "app.tar";
  auto run = [&](std::vector<std::string> words) {
    return Command{.arguments = std::move(words),
                   .folder = folder.path(),
                   .environment = {{"XDG_STATE_HOME", folder.path() / "s"}}}
        .run();
  };
  for (unsigned token : {1U, 2U}) {
    folder.write("app.tar", ImageBuilder::tar_of(
                                image_of("app:1", {token}).docker_save()));
    CHECK(run({"image", saved, "--inventory"}).exit == 1);
  }
  Outcome shown = run({"inventory", "show", "1"});
  INFO(shown.out << shown.err);
  CHECK(shown.out.find(saved) != std::string::npos);
  CHECK(shown.out.find("gone: seen by run 2") != std::string::npos);
}

}  // namespace stanch
