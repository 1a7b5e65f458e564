// SPDX-License-Identifier: Apache-2.0
//
// One image with a token in every hiding place, in every wrapping: the same
// findings come out of each, with the layer that brought it and the one that
// took it away.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/hidden_tokens.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;
using Held = HiddenToken::Held;

struct Scanned {
  Outcome outcome;
  Json report;

  // The finding of a token; null where there is none.
  Json find(const std::string& token) const {
    for (const Json& finding : report["findings"]) {
      if (finding["secret"] == token) return finding;
    }
    return nullptr;
  }
  std::size_t findings() const { return report["findings"].size(); }
  std::vector<std::string> reasons() const {
    std::vector<std::string> out;
    for (const Json& skipped : report["run"]["skipped"]) {
      out.push_back(skipped["path"].get<std::string>() + ": " +
                    skipped["reason"].get<std::string>());
    }
    return out;
  }
};

Scanned scan(const TempDir& folder, std::vector<std::string> more,
             std::optional<std::string> input = std::nullopt) {
  Command command{.arguments = {"image", "-f", "json", "--redact=0"},
                  .folder = folder.path(),
                  .input = std::move(input)};
  command.arguments.insert(command.arguments.end(), more.begin(), more.end());
  Scanned out{.outcome = command.run()};
  INFO(out.outcome.out << out.outcome.err);
  out.report = Json::parse(out.outcome.out, nullptr, false);
  REQUIRE(out.report.is_object());
  return out;
}

std::string write_files(const TempDir& folder, const std::string& name,
                        const ImageBuilder::Files& files) {
  for (const auto& [path, bytes] : files) {
    folder.write(name + "/" + path, bytes);
  }
  return folder.path() / name;
}

// Holds what a scan told against what was hidden.
void check(const HiddenTokens& hidden, const Scanned& scanned, Held most) {
  std::size_t expected = 0;
  for (const HiddenToken& each : hidden.all) {
    if (each.held > most) continue;
    ++expected;
    INFO(each.source << " " << each.path << " " << each.part);
    Json found = scanned.find(each.token);
    REQUIRE_FALSE(found.is_null());
    CHECK(found["source"] == each.source);
    if (!each.path.empty()) CHECK(found["path"] == each.path);
    if (each.layer != 0) {
      CHECK(found["layer_index"] == each.layer);
      CHECK(found["created_by"] == each.made_by);
    }
    if (!each.state.empty()) {
      CHECK(found["state"] == each.state);
      CHECK(found["image"] == "team/app:1.2");
      bool is_new = each.state == "overwritten";
      const char* key = is_new ? "overwritten_in_layer" : "removed_in_layer";
      CHECK(found.value(key, std::size_t{0}) == each.changed_in);
      const char* by = is_new ? "overwritten_by" : "removed_by";
      CHECK(found.value(by, "") == each.changed_by);
    }
    if (!each.part.empty()) CHECK(found["part"] == each.part);
  }
  CHECK(scanned.findings() == expected);
  CHECK(scanned.reasons().empty());
  CHECK(scanned.outcome.exit == 1);
}

}  // namespace

TEST_CASE("every hiding place is found in every wrapping, with its layer",
          "[cli]") {
  HiddenTokens hidden;
  CHECK(hidden.all.size() >= 30);
  TempDir folder;
  SECTION("OCI layout as a folder") {
    std::string path = write_files(folder, "oci", hidden.image.oci());
    check(hidden, scan(folder, {path}), Held::kWithIndex);
  }
  SECTION("OCI layout as a tar") {
    std::string tar = ImageBuilder::tar_of(hidden.image.oci());
    check(hidden, scan(folder, {folder.write("a.tar", tar)}), Held::kWithIndex);
    check(hidden, scan(folder, {"-"}, tar), Held::kWithIndex);
    std::string zipped = folder.write("a.tgz", packed(tar, Packing::kGzip));
    check(hidden, scan(folder, {zipped}), Held::kWithIndex);
    check(hidden, scan(folder, {"-"}, packed(tar, Packing::kZstd)),
          Held::kWithIndex);
  }
  SECTION("Docker 25") {
    std::string tar = ImageBuilder::tar_of(hidden.image.hybrid());
    check(hidden, scan(folder, {folder.write("a.tar", tar)}), Held::kWithIndex);
    check(hidden, scan(folder, {"-"}, tar), Held::kWithIndex);
  }
  SECTION("docker save before") {
    std::string tar = ImageBuilder::tar_of(hidden.image.docker_save());
    check(hidden, scan(folder, {folder.write("a.tar", tar)}), Held::kAlways);
    check(hidden, scan(folder, {"-"}, tar), Held::kAlways);
    std::string path = write_files(folder, "d", hidden.image.docker_save());
    check(hidden, scan(folder, {path}), Held::kAlways);
  }
  SECTION("skopeo's dir:") {
    std::string path = write_files(folder, "d", hidden.image.skopeo_dir());
    hidden.image.name = "";
    for (HiddenToken& each : hidden.all) each.state.clear();
    check(hidden, scan(folder, {path}), Held::kWithManifest);
  }
}

TEST_CASE("layers are read whatever they are compressed with", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  for (Packing packing : kPackings) {
    for (auto& picture : hidden.image.pictures) {
      for (auto& layer : picture.layers) layer.packing = packing;
    }
    std::string tar = ImageBuilder::tar_of(hidden.image.oci());
    CAPTURE(static_cast<int>(packing));
    check(hidden, scan(folder, {folder.write("a.tar", tar)}), Held::kWithIndex);
    check(hidden, scan(folder, {"-"}, tar), Held::kWithIndex);
  }
}

TEST_CASE("an image from before manifests is read along its chain", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string tar = ImageBuilder::tar_of(hidden.image.docker_names());
  for (const Scanned& scanned :
       {scan(folder, {folder.write("a.tar", tar)}), scan(folder, {"-"}, tar)}) {
    CHECK(scanned.reasons().empty());
    for (const HiddenToken& each : hidden.all) {
      // Of the history it has the commands that made layers.
      bool is_step = each.path.starts_with("history/") && each.layer == 0;
      if (each.held != Held::kAlways || is_step) continue;
      Json found = scanned.find(each.token);
      INFO(each.path);
      REQUIRE_FALSE(found.is_null());
      CHECK(found["source"] == each.source);
      if (each.layer == 0) continue;
      CHECK(found["layer_index"] == each.layer);
      CHECK(found["created_by"] == each.made_by);
      if (each.source == "image-layer") CHECK(found["state"] == each.state);
    }
  }
}

TEST_CASE("a whole file system is scanned as one", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string tar = archive_text(ArchiveForm::kTar,
                                 hidden.image.pictures[0].layers[0].entries);
  for (const Scanned& scanned :
       {scan(folder, {folder.write("a.tar", tar)}), scan(folder, {"-"}, tar)}) {
    CHECK(scanned.outcome.exit == 1);
    for (const HiddenToken& each : hidden.all) {
      if (each.source != "image-layer" || each.layer != 1 ||
          each.held != Held::kAlways) {
        continue;
      }
      INFO(each.path);
      CHECK_FALSE(scanned.find(each.token).is_null());
    }
  }
}

TEST_CASE("--platform, --squashed and --since-base choose", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string tar = ImageBuilder::tar_of(hidden.image.oci());
  std::string path = folder.write("a.tar", tar);
  SECTION("a platform") {
    for (const Scanned& scanned :
         {scan(folder, {path, "--platform", "linux/arm64"}),
          scan(folder, {"-", "--platform", "linux/arm64"}, tar)}) {
      for (const Json& finding : scanned.report["findings"]) {
        if (finding["source"] != "image-layer") continue;
        CHECK(finding["path"] == "app/arm.txt");
        CHECK(finding["platform"] == "linux/arm64");
      }
      CHECK(scanned.findings() == 3);  // with the index and the provenance
    }
  }
  SECTION("what a container sees") {
    Scanned scanned = scan(folder, {path, "--squashed"});
    for (const HiddenToken& each : hidden.all) {
      INFO(each.path);
      bool is_seen = each.state.empty() || each.state == "live";
      CHECK(scanned.find(each.token).is_null() != is_seen);
    }
  }
  SECTION("the layers above the base") {
    HiddenTokens base;
    base.image.pictures.resize(1);
    base.image.pictures[0].layers.resize(1);
    std::string base_path =
        write_files(folder, "base", base.image.docker_save());
    for (const Scanned& scanned :
         {scan(folder, {path, "--base", base_path, "--since-base"}),
          scan(folder, {"-", "--base", base_path, "--since-base"}, tar)}) {
      CHECK(scanned.find(hidden.all[2].token).is_null());
      std::size_t own = 0;
      for (const Json& finding : scanned.report["findings"]) {
        if (finding["source"] != "image-layer") continue;
        if (finding["platform"] == "linux/amd64") {
          CHECK(finding["from_base"] == "false");
          ++own;
        }
      }
      CHECK(own == 2);
    }
    Scanned all = scan(folder, {path, "--base", base_path});
    CHECK(all.find(hidden.all[2].token)["from_base"] == "true");
  }
}

TEST_CASE("a file is there as long as one of its names is", "[cli]") {
  TempDir folder;
  ImageBuilder image;
  image.pictures.push_back(
      {.layers = {{.entries = {{.path = "a", .text = "key=" + github_pat(1)},
                               {.path = "b", .hardlink = "a"}},
                   .created_by = "RUN ln a b"},
                  {.entries = {{.path = ".wh.a", .text = ""}},
                   .created_by = "RUN rm a"}}});
  auto told = [&] {
    Scanned scanned = scan(folder, {write_files(folder, "i", image.oci())});
    REQUIRE(scanned.findings() == 1);
    return scanned.report["findings"][0];
  };
  CHECK(told()["state"] == "live");
  image.pictures[0].layers[1].entries.push_back({.path = ".wh.b", .text = ""});
  CHECK(told()["state"] == "removed");
}

TEST_CASE("what an index lists and was not copied is told", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string path = write_files(folder, "a", hidden.image.oci());
  auto digits = [](const Json& descriptor) {
    return descriptor["digest"].get<std::string>().substr(7);
  };
  auto read = [&](const std::string& name) {
    return Json::parse(std::ifstream(path + "/" + name));
  };
  std::string blobs = "blobs/sha256/";
  Json index = read(blobs + digits(read("index.json")["manifests"][0]));
  std::filesystem::remove(path + "/" + blobs + digits(index["manifests"][1]));
  Scanned scanned = scan(folder, {path});
  CHECK(scanned.report["run"]["complete"] == true);
  CHECK(scanned.reasons() ==
        std::vector{index["manifests"][1]["digest"].get<std::string>() +
                    ": was not copied with the rest of its index"});
  for (const Json& manifest : index["manifests"]) {
    std::filesystem::remove(path + "/" + blobs + digits(manifest));
  }
  CHECK(scan(folder, {path}).reasons().size() == 3);
  CHECK(scan(folder, {path}).report["run"]["complete"] == false);
}

TEST_CASE("a secret in a command or a name is shown nowhere", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string path =
      folder.write("a.tar", ImageBuilder::tar_of(hidden.image.oci()));
  for (std::string format : {"text", "json", "jsonl"}) {
    Outcome outcome = run_stanch({"image", path, "-f", format}, folder.path());
    CHECK(outcome.exit == 1);
    for (const HiddenToken& each : hidden.all) {
      INFO(each.source << " " << each.path << " " << each.part);
      CHECK((outcome.out + outcome.err).find(each.token) == std::string::npos);
    }
  }
}

TEST_CASE("one thread and eight tell the same of an image", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string path =
      folder.write("a.tar", ImageBuilder::tar_of(hidden.image.oci()));
  Json one = scan(folder, {path, "--threads=1"}).report["findings"];
  CHECK(scan(folder, {path, "--threads=8"}).report["findings"] == one);
}

TEST_CASE("a report for people says which layer and what to do", "[cli]") {
  HiddenTokens hidden;
  TempDir folder;
  std::string path =
      folder.write("a.tar", ImageBuilder::tar_of(hidden.image.oci()));
  Outcome outcome = run_stanch({"image", path}, folder.path());
  for (std::string line :
       {"  layer    1 of team/app:1.2 (linux/amd64), sha256:",
        "  made by  COPY . /app\n",
        "  removed  in layer 3 by RUN rm -rf /app/deleted.txt\n",
        "  replaced in layer 2 by RUN |1 NPM_TOKEN=REDACTED /bin/sh"}) {
    INFO(line);
    CHECK(outcome.out.find(line) != std::string::npos);
  }
}

}  // namespace stanch
