// SPDX-License-Identifier: Apache-2.0
//
// Images that lie, lack something or are made to do harm: what can be read is
// scanned, the rest is named in one line, and the run ends with 3.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/image_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

struct Read {
  int exit = 0;
  std::size_t findings = 0;
  std::vector<std::string> skipped;  // "path: reason"
  std::string err;

  bool names(const std::string& text) const {
    return std::ranges::any_of(skipped, [&](const std::string& line) {
      return line.find(text) != line.npos;
    });
  }
};

Read read(std::vector<std::string> arguments,
          std::optional<std::string> input = std::nullopt) {
  Command command{.arguments = {"image", "-f", "json"},
                  .folder = "/",
                  .input = std::move(input)};
  command.arguments.insert(command.arguments.end(), arguments.begin(),
                           arguments.end());
  Outcome outcome = command.run();
  Read out{.exit = outcome.exit, .err = outcome.err};
  Json report = Json::parse(outcome.out, nullptr, false);
  if (!report.is_object()) return out;
  out.findings = report["findings"].size();
  for (const Json& item : report["run"]["skipped"]) {
    out.skipped.push_back(item["path"].get<std::string>() + ": " +
                          item["reason"].get<std::string>());
  }
  return out;
}

// One layer with one token in it, and what else is in that layer.
ImageBuilder image_with(std::vector<EntryText> entries) {
  entries.insert(entries.begin(),
                 {.path = "app/key", .text = "key=" + github_pat(7)});
  ImageBuilder out;
  out.pictures.push_back(
      {.layers = {{.entries = std::move(entries), .created_by = "COPY . /"}}});
  return out;
}

ImageBuilder::Files::iterator file(ImageBuilder::Files& files,
                                   const std::string& path) {
  return std::ranges::find(files, path,
                           &ImageBuilder::Files::value_type::first);
}

std::string layer_path(const ImageBuilder& image) {
  std::string tar =
      archive_text(ArchiveForm::kTar, image.pictures[0].layers[0].entries);
  return "blobs/sha256/" + digest_of(tar).substr(7);
}

// Replaces what one of 512 bytes' head has at an offset, and its sum.
void patch_head(std::string& tar, std::size_t at, const std::string& bytes) {
  tar.replace(at, bytes.size(), bytes);
  tar.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    sum += static_cast<unsigned char>(tar[i]);
  }
  char text[9];
  std::snprintf(text, sizeof text, "%06o", sum);
  tar.replace(148, 8, std::string(text, 7) + " ");
}

}  // namespace

TEST_CASE("a layer is held to its digest, its diff id and its size", "[cli]") {
  TempDir folder;
  ImageBuilder image = image_with({});
  std::string layer = layer_path(image);
  SECTION("other bytes than the digest's") {
    auto files = image.oci();
    std::string& tar = file(files, layer)->second;
    tar.replace(tar.find("key="), 4, "KEY=");
    for (const Read& it :
         {read({folder.write("a.tar", ImageBuilder::tar_of(files))}),
          read({"-"}, ImageBuilder::tar_of(files))}) {
      CHECK(it.exit == 1);
      CHECK(it.findings == 1);
      CHECK(it.names("its digest is sha256:"));
    }
  }
  SECTION("another diff id than the configuration's") {
    image.pictures[0].diff_id = "sha256:" + std::string(64, 'a');
    for (const auto& files :
         {image.oci(), image.docker_save(), image.hybrid()}) {
      for (const Read& it :
           {read({folder.write("a.tar", ImageBuilder::tar_of(files))}),
            read({"-"}, ImageBuilder::tar_of(files))}) {
        CHECK(it.findings == 1);
        CHECK(it.names("not sha256:" + std::string(64, 'a') +
                       " as the configuration promised"));
      }
    }
  }
  SECTION("cut off") {
    auto files = image.oci();
    std::string& tar = file(files, layer)->second;
    tar.resize(1100);
    Read it = read({folder.write("a.tar", ImageBuilder::tar_of(files))});
    CHECK(it.exit != 0);
    CHECK(it.names("layer sha256:"));
  }
  SECTION("missing") {
    auto files = image.oci();
    files.erase(file(files, layer));
    for (const Read& it :
         {read({folder.write("a.tar", ImageBuilder::tar_of(files))}),
          read({"-"}, ImageBuilder::tar_of(files))}) {
      CHECK(it.exit == 3);
      CHECK(it.names("is not there"));
    }
  }
  SECTION("no tar at all") {
    ImageBuilder::Files files = image.docker_save();
    for (auto& [path, bytes] : files) {
      if (path.ends_with("layer.tar")) bytes = "key=" + github_pat(7);
    }
    Read it = read({folder.write("a.tar", ImageBuilder::tar_of(files))});
    CHECK(it.findings == 1);
    CHECK(it.names("is no tar: its bytes were scanned as they are"));
  }
}

TEST_CASE("documents of an image that are wrong are named", "[cli]") {
  TempDir folder;
  auto index = [&](const std::string& json) {
    folder.write("a/index.json", json);
    return read({folder.path() / "a"});
  };
  auto refer = [&](const std::string& bytes, std::string_view size = "") {
    folder.write("a/blobs/sha256/" + digest_of(bytes).substr(7), bytes);
    return R"({"manifests":[{"digest":")" + digest_of(bytes) + "\"" +
           std::string(size) + "}]}";
  };
  SECTION("no JSON") { CHECK(index("{").names("index.json: is no JSON")); }
  SECTION("another kind of document") {
    CHECK(index("7").names("index.json: is no manifest of an image"));
    CHECK(index(refer("\"text\"")).names("is no manifest of an image"));
    CHECK(index(refer(R"({"schemaVersion":1,"fsLayers":[]})"))
              .names("is a manifest of schema 1"));
  }
  SECTION("a digest that is a path") {
    Read it = index(R"({"manifests":[{"digest":"sha256:../../etc/passwd"}]})");
    CHECK(it.exit == 3);
    CHECK(it.names("has no digest of sha256 or sha512"));
  }
  SECTION("a negative size") {
    CHECK(index(refer("{}", ",\"size\":-1"))
              .names("a descriptor's size is no number from 0 up"));
  }
  SECTION("a manifest that is too long") {
    CHECK(index(refer(std::string(5 << 20, ' ')))
              .names("is longer than 4194304 bytes"));
    CHECK(index(refer("{}", ",\"size\":104857600"))
              .names("is longer than 4194304 bytes"));
  }
  SECTION("an index in an index in an index ...") {
    std::string json = R"({"manifests":[]})";
    for (int i = 0; i < 12; ++i) json = refer(json);
    CHECK(index(json).names("indexes in indexes lead on for too long"));
  }
  SECTION("a layer that names itself as its parent") {
    std::string id(64, 'b');
    folder.write("b/repositories", R"({"a":{"b":")" + id + R"("}})");
    folder.write("b/" + id + "/json", R"({"parent":")" + id + R"("})");
    CHECK(read({folder.path() / "b"})
              .names("is a layer that leads back to itself"));
  }
  SECTION("paths out of the file") {
    folder.write("c/manifest.json",
                 R"([{"Config":"../../x.json","Layers":["../y"]}])");
    Read it = read({folder.path() / "c"});
    CHECK(it.exit == 3);
    CHECK(it.names("names a member that leads out of the file"));
  }
}

TEST_CASE("layers whose bytes cannot be had are named", "[cli]") {
  TempDir folder;
  std::string config =
      R"({"rootfs":{"diff_ids":["sha256:)" + std::string(64, 'a') + R"("]}})";
  auto layer = [&](const std::string& type) {
    std::string manifest = R"({"config":{"digest":")" + digest_of(config) +
                           R"("},"layers":[{"mediaType":")" + type +
                           R"(","digest":"sha256:)" + std::string(64, 'c') +
                           R"("}]})";
    folder.write("a/manifest.json", manifest);
    folder.write("a/" + digest_of(config).substr(7), config);
    return read({folder.path() / "a"});
  };
  CHECK(layer("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
            .names("is a foreign layer"));
  CHECK(layer("application/vnd.oci.image.layer.nondistributable.v1.tar")
            .names("is a foreign layer"));
  CHECK(layer("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")
            .names("is an encrypted layer"));
  CHECK(layer("application/vnd.oci.image.layer.v1.tar").exit == 3);
}

TEST_CASE("signatures are passed by and charts are opened", "[cli]") {
  TempDir folder;
  std::string chart = packed(
      archive_text(ArchiveForm::kTar, {{.path = "app/values.yaml",
                                        .text = "key: " + github_pat(9)}}),
      Packing::kGzip);
  auto artifact = [&](const std::string& type, const std::string& layer_type,
                      const std::string& layer) {
    std::string manifest = R"({"config":{"mediaType":")" + type +
                           R"(","digest":")" + digest_of("{}") +
                           R"("},"layers":[{"mediaType":")" + layer_type +
                           R"(","digest":")" + digest_of(layer) + R"("}]})";
    folder.write("a/manifest.json", manifest);
    folder.write("a/" + digest_of("{}").substr(7), "{}");
    folder.write("a/" + digest_of(layer).substr(7), layer);
    return read({folder.path() / "a"});
  };
  Read helm =
      artifact("application/vnd.cncf.helm.config.v1+json",
               "application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart);
  CHECK(helm.findings == 1);
  CHECK(helm.skipped.empty());
  Read signature = artifact("application/vnd.oci.image.config.v1+json",
                            "application/vnd.dev.cosign.simplesigning.v1+json",
                            "{\"critical\":{}}");
  CHECK(signature.exit == 0);
  CHECK(signature.names("manifest.json: is a signature"));
}

TEST_CASE("a tar that lies does no harm", "[cli]") {
  TempDir folder;
  auto scan_layer_tar = [&](const std::string& tar) {
    ImageBuilder::Files files = image_with({}).docker_save();
    for (auto& [path, bytes] : files) {
      if (path.ends_with("layer.tar")) bytes = tar;
    }
    return read({folder.write("a.tar", ImageBuilder::tar_of(files))});
  };
  std::string tar = archive_text(
      ArchiveForm::kTar, {{.path = "key", .text = "key=" + github_pat(7)}});
  SECTION("a size of 8 TB") {
    patch_head(tar, 124, std::string("\x80\0\0\0\0\0\x08\0\0\0\0\0", 12));
    Read it = scan_layer_tar(tar);
    CHECK(it.findings == 1);
    CHECK(it.names("layer "));
  }
  SECTION("something behind what ends a tar") {
    Read it = scan_layer_tar(std::string(1024, '\0') + "key=" + github_pat(7));
    CHECK(it.findings == 1);
  }
  SECTION("something behind its end") {
    std::string other = "\nkey=" + github_pat(8);
    Read it = scan_layer_tar(tar + other);
    CHECK(it.findings == 2);
    CHECK(it.skipped.empty() == false);  // its digest is another one
  }
  SECTION("names that lead upwards, or are not UTF-8") {
    Read it = scan_layer_tar(archive_text(
        ArchiveForm::kTar,
        {{.path = "../../etc/caf\xe9", .text = "key=" + github_pat(7)},
         {.path = "/abs", .text = "key=" + github_pat(8)}}));
    CHECK(it.findings == 2);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "../../etc/caf\xe9"));
  }
  SECTION("a sparse file of 8 TB") {
    // As GNU tar writes it: where its one stretch is, and how long all is.
    std::string far("\x80\0\0\0\0\0\x08\0\0\0\0\0", 12);
    std::string zero(1, '\0');
    patch_head(tar, 257, "ustar  " + zero);
    patch_head(tar, 156, "S");
    patch_head(tar, 386, far + tar.substr(124, 12) + std::string(72, '\0'));
    patch_head(tar, 482, zero + far);
    Read it = scan_layer_tar(tar);
    CHECK(it.findings == 1);
  }
  SECTION("a size below nothing") {
    patch_head(tar, 124, std::string(12, '\xff'));
    CHECK(scan_layer_tar(tar).names("layer "));
  }
  SECTION("links that lead in circles") {
    Read it = scan_layer_tar(archive_text(
        ArchiveForm::kTar, {{.path = "a", .symlink = "b"},
                            {.path = "b", .symlink = "a"},
                            {.path = "c", .hardlink = "c"},
                            {.path = "key", .text = "key=" + github_pat(7)}}));
    CHECK(it.findings == 1);
  }
  SECTION("links that lead in circles round the image") {
    std::string id(64, 'a'), other(64, 'b');
    std::string outer = archive_text(
        ArchiveForm::kTar,
        {{.path = "manifest.json",
          .text = R"([{"Config":")" + id + R"(.json","Layers":[]}])"},
         {.path = id + ".json", .symlink = other + ".json"},
         {.path = other + ".json", .symlink = id + ".json"}});
    for (const Read& it :
         {read({folder.write("a.tar", outer)}), read({"-"}, outer)}) {
      CHECK(it.exit == 3);
      CHECK(it.names("is not there"));
    }
  }
  SECTION("a sparse file as PAX has it") {
    // Written as GNU tar does it (GNU.sparse.* of a PAX head).
    std::string text = "key=" + github_pat(7);
    std::string tar_text = archive_text(
        ArchiveForm::kTar,
        {{.path = "sparse", .text = text, .hole = std::size_t{1} << 20}});
    CHECK(scan_layer_tar(tar_text).findings == 1);
  }
}

TEST_CASE("what is no image is refused with what was looked for", "[cli]") {
  TempDir folder;
  folder.write("b/readme", "hello");
  Read text = read({folder.write("a.txt", "hello")});
  CHECK(text.exit == 2);
  CHECK(text.err.find("it is neither a tar file nor a folder of an image") !=
        std::string::npos);
  Read other = read({folder.path() / "b"});
  CHECK(other.exit == 2);
  CHECK(other.err.find("it has no index.json, manifest.json or repositories") !=
        std::string::npos);
  CHECK(read({folder.path() / "none"}).exit == 2);
  CHECK(read({"-"}, "hello").exit == 3);
  CHECK(read({"-"}, "").exit == 3);
}

}  // namespace stanch
