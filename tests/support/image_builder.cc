// SPDX-License-Identifier: Apache-2.0
#include "tests/support/image_builder.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "core/digest.h"

namespace stanch {
namespace {

using Picture = ImageBuilder::Picture;

constexpr std::string_view kManifestType =
    "application/vnd.oci.image.manifest.v1+json";

std::string json_of(const std::string& text) {
  return nlohmann::json(text).dump();
}

// As it lies in the wrapping, and the tar in it.
struct Blobs {
  std::vector<std::string> tars, layers;
  std::string config;
};

void add(ImageBuilder::Files& files, std::string path, std::string bytes) {
  if (std::ranges::count(files, path,
                         &ImageBuilder::Files::value_type::first) == 0) {
    files.emplace_back(std::move(path), std::move(bytes));
  }
}

std::string path_of(const std::string& digest) {
  return "blobs/sha256/" + digest.substr(7);
}

void add_blob(ImageBuilder::Files& files, const std::string& bytes) {
  add(files, path_of(digest_of(bytes)), bytes);
}

Blobs blobs_of(const Picture& picture) {
  Blobs out;
  std::string ids, steps;
  for (const ImageBuilder::Layer& layer : picture.layers) {
    out.tars.push_back(archive_text(ArchiveForm::kTar, layer.entries));
    out.layers.push_back(packed(out.tars.back(), layer.packing));
    std::string id = digest_of(out.tars.back());
    if (out.tars.size() == 1 && !picture.diff_id.empty()) id = picture.diff_id;
    ids += fmt::format("{}\"{}\"", ids.empty() ? "" : ",", id);
    steps += fmt::format("{}{{\"created_by\":{}}}", steps.empty() ? "" : ",",
                         json_of(layer.created_by));
  }
  if (!picture.history.empty()) steps += "," + picture.history;
  out.config = fmt::format(
      R"({{"architecture":"{}","os":"linux","config":{{{}}},)"
      R"("rootfs":{{"type":"layers","diff_ids":[{}]}},"history":[{}]}})",
      picture.architecture, picture.config, ids, steps);
  return out;
}

std::string descriptor(std::string_view type, const std::string& bytes,
                       const std::string& more = {}) {
  return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}{}}})", type,
                     digest_of(bytes), bytes.size(), more);
}

std::string manifest_of(const Picture& picture, const Blobs& blobs) {
  std::string layers;
  for (const std::string& layer : blobs.layers) {
    layers += (layers.empty() ? "" : ",") +
              descriptor("application/vnd.oci.image.layer.v1.tar", layer);
  }
  return fmt::format(
      R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}],)"
      R"("annotations":{{{}}}}})",
      kManifestType,
      descriptor("application/vnd.oci.image.config.v1+json", blobs.config),
      layers, picture.annotations);
}

std::string attestation_of(const std::string& statement) {
  std::string config = "{}";
  return fmt::format(
      R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]}})",
      kManifestType,
      descriptor("application/vnd.oci.image.config.v1+json", config),
      descriptor("application/vnd.in-toto+json", statement,
                 R"(,"annotations":{"in-toto.io/predicate-type":)"
                 R"("https://slsa.dev/provenance/v0.2"})"));
}

}  // namespace

std::string digest_of(std::string_view bytes) {
  return "sha256:" + hex(sha256(bytes));
}

ImageBuilder::Files ImageBuilder::oci() const {
  ImageBuilder::Files out;
  std::string manifests;
  for (const Picture& picture : pictures) {
    Blobs blobs = blobs_of(picture);
    for (const std::string& layer : blobs.layers) add_blob(out, layer);
    add_blob(out, blobs.config);
    std::string manifest = manifest_of(picture, blobs);
    add_blob(out, manifest);
    manifests += (manifests.empty() ? "" : ",") +
                 descriptor(kManifestType, manifest,
                            fmt::format(R"(,"platform":{{"os":"linux",)"
                                        R"("architecture":"{}"}})",
                                        picture.architecture));
  }
  if (!statement.empty()) {
    std::string manifest = attestation_of(statement);
    add_blob(out, statement);
    add_blob(out, "{}");
    add_blob(out, manifest);
    manifests +=
        "," +
        descriptor(kManifestType, manifest,
                   R"(,"platform":{"os":"unknown","architecture":"unknown"},)"
                   R"("annotations":{"vnd.docker.reference.type":)"
                   R"("attestation-manifest"})");
  }
  std::string index = fmt::format(
      R"({{"schemaVersion":2,"manifests":[{}],"annotations":{{{}}}}})",
      manifests, index_annotations);
  add_blob(out, index);
  add(out, "index.json",
      fmt::format(R"({{"schemaVersion":2,"manifests":[{}]}})",
                  descriptor("application/vnd.oci.image.index.v1+json", index,
                             fmt::format(R"(,"annotations":{{)"
                                         R"("io.containerd.image.name":{}}})",
                                         json_of(name)))));
  add(out, "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  return out;
}

ImageBuilder::Files ImageBuilder::docker_save() const {
  ImageBuilder::Files out;
  Blobs blobs = blobs_of(pictures.front());
  std::string layers;
  for (const std::string& tar : blobs.tars) {
    std::string path = digest_of("id of " + tar).substr(7) + "/layer.tar";
    layers += (layers.empty() ? "" : ",") + json_of(path);
    add(out, path, tar);
  }
  std::string config = digest_of(blobs.config).substr(7) + ".json";
  add(out, config, blobs.config);
  add(out, "manifest.json",
      fmt::format(R"([{{"Config":"{}","RepoTags":[{}],"Layers":[{}]}}])",
                  config, json_of(name), layers));
  return out;
}

ImageBuilder::Files ImageBuilder::docker_names() const {
  ImageBuilder::Files out;
  const Picture& picture = pictures.front();
  Blobs blobs = blobs_of(picture);
  std::string parent;
  for (std::size_t i = 0; i < blobs.tars.size(); ++i) {
    std::string id = digest_of(fmt::format("{} on {}", i, parent)).substr(7);
    std::string chain =
        parent.empty() ? "" : fmt::format(R"("parent":"{}",)", parent);
    bool is_top = i + 1 == blobs.tars.size();
    add(out, id + "/VERSION", "1.0");
    add(out, id + "/json",
        fmt::format(R"({{{}"id":"{}","os":"linux","architecture":"amd64",)"
                    R"("container_config":{{"Cmd":[{}]}},"config":{{{}}}}})",
                    chain, id, json_of(picture.layers[i].created_by),
                    is_top ? picture.config : ""));
    add(out, id + "/layer.tar", blobs.tars[i]);
    parent = id;
  }
  std::size_t colon = name.rfind(':');
  add(out, "repositories",
      fmt::format(R"({{{}:{{{}:"{}"}}}})", json_of(name.substr(0, colon)),
                  json_of(name.substr(colon + 1)), parent));
  return out;
}

ImageBuilder::Files ImageBuilder::hybrid() const {
  ImageBuilder::Files out = oci();
  Blobs blobs = blobs_of(pictures.front());
  std::string layers;
  for (const std::string& layer : blobs.layers) {
    layers += (layers.empty() ? "" : ",") + json_of(path_of(digest_of(layer)));
  }
  add(out, "manifest.json",
      fmt::format(R"([{{"Config":"{}","RepoTags":[{}],"Layers":[{}]}}])",
                  path_of(digest_of(blobs.config)), json_of(name), layers));
  return out;
}

ImageBuilder::Files ImageBuilder::skopeo_dir() const {
  ImageBuilder::Files out;
  Blobs blobs = blobs_of(pictures.front());
  for (const std::string& layer : blobs.layers) {
    add(out, digest_of(layer).substr(7), layer);
  }
  add(out, digest_of(blobs.config).substr(7), blobs.config);
  add(out, "manifest.json", manifest_of(pictures.front(), blobs));
  add(out, "version", "Directory Transport Version: 1.1\n");
  return out;
}

std::string ImageBuilder::tar_of(const ImageBuilder::Files& files) {
  std::vector<EntryText> entries;
  for (const auto& [path, bytes] : files) {
    entries.push_back({.path = path, .text = bytes});
  }
  return archive_text(ArchiveForm::kTar, entries);
}

}  // namespace stanch
