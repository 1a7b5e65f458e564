// SPDX-License-Identifier: Apache-2.0
#include "image/manifest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

std::unexpected<Error> wrong(std::string what) {
  return fail(ErrorKind::kUnreadable, std::move(what));
}

std::string text_at(const Json& json, const char* key) {
  auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

const Json& at(const Json& json, const char* key) {
  static const Json kNone;
  auto found = json.find(key);
  return found == json.end() ? kNone : *found;
}

std::map<std::string, std::string> annotations_of(const Json& json) {
  std::map<std::string, std::string> out;
  const Json& found = at(json, "annotations");
  if (!found.is_object()) return out;
  for (const auto& [key, value] : found.items()) {
    if (value.is_string()) out.emplace(key, value.get<std::string>());
  }
  return out;
}

std::vector<std::string> texts_of(const Json& json) {
  std::vector<std::string> out;
  if (!json.is_array()) return out;
  for (const Json& item : json) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

std::string platform_of(const Json& json) {
  if (!json.is_object()) return {};
  std::string out = text_at(json, "os");
  for (const char* key : {"architecture", "variant"}) {
    if (std::string part = text_at(json, key); !part.empty()) {
      out += "/" + part;
    }
  }
  return out;
}

Result<Descriptor> descriptor_of(const Json& json) {
  Descriptor out;
  if (!json.is_object()) return wrong("a descriptor is no object");
  out.blob.name = text_at(json, "digest");
  if (!is_digest(out.blob.name)) {
    return wrong("a descriptor has no digest of sha256 or sha512");
  }
  out.blob.media_type = text_at(json, "mediaType");
  if (const Json& size = at(json, "size"); size.is_number_unsigned()) {
    out.blob.size = size.get<std::uint64_t>();
  } else if (!size.is_null()) {
    return wrong("a descriptor's size is no number from 0 up");
  }
  out.annotations = annotations_of(json);
  out.platform = platform_of(at(json, "platform"));
  out.has_urls = !texts_of(at(json, "urls")).empty();
  out.artifact_type = text_at(json, "artifactType");
  return out;
}

Result<std::vector<Descriptor>> descriptors_of(const Json& list) {
  std::vector<Descriptor> out;
  if (!list.is_array()) return wrong("a list of descriptors is none");
  for (const Json& item : list) {
    auto descriptor = descriptor_of(item);
    if (!descriptor) return std::unexpected(std::move(descriptor.error()));
    out.push_back(std::move(*descriptor));
  }
  return out;
}

Result<Manifest> saved_list(const Json& json) {
  Manifest out{.kind = Manifest::Kind::kSaved};
  for (const Json& item : json) {
    if (!item.is_object() || !at(item, "Config").is_string() ||
        !at(item, "Layers").is_array()) {
      return wrong("an image in the list has no Config or no Layers");
    }
    out.saved.push_back({text_at(item, "Config"), texts_of(at(item, "Layers")),
                         texts_of(at(item, "RepoTags"))});
  }
  return out;
}

// {"team/app": {"1.2": "<id>"}}
Result<Manifest> names_list(const Json& json) {
  Manifest out{.kind = Manifest::Kind::kNames};
  for (const auto& [name, tags] : json.items()) {
    if (!tags.is_object()) return wrong("is no manifest of an image");
    for (const auto& [tag, id] : tags.items()) {
      if (!id.is_string()) return wrong("is no manifest of an image");
      out.names.emplace_back(name + ":" + tag, id.get<std::string>());
    }
  }
  return out;
}

Result<Manifest> index_of(const Json& json, Manifest out) {
  out.kind = Manifest::Kind::kIndex;
  auto manifests = descriptors_of(at(json, "manifests"));
  if (!manifests) return std::unexpected(std::move(manifests.error()));
  out.manifests = std::move(*manifests);
  return out;
}

Result<Manifest> image_of(const Json& json, Manifest out) {
  auto config = descriptor_of(at(json, "config"));
  if (!config) return std::unexpected(std::move(config.error()));
  out.config = std::move(*config);
  if (at(json, "layers").is_null()) return out;  // an artifact may have none
  auto layers = descriptors_of(at(json, "layers"));
  if (!layers) return std::unexpected(std::move(layers.error()));
  out.layers = std::move(*layers);
  return out;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return wrong("is no JSON");
  if (json.is_array()) return saved_list(json);
  if (!json.is_object()) return wrong("is no manifest of an image");
  Manifest out{.media_type = text_at(json, "mediaType"),
               .artifact_type = text_at(json, "artifactType"),
               .annotations = annotations_of(json)};
  if (json.contains("manifests")) return index_of(json, std::move(out));
  if (json.contains("config")) return image_of(json, std::move(out));
  if (json.contains("fsLayers")) {
    return wrong(
        "is a manifest of schema 1, which no registry has made since 2017: "
        "push the image again");
  }
  return names_list(json);
}

Result<ImageConfig> parse_config(std::string_view text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return wrong("is no configuration of an image");
  ImageConfig out{.platform = platform_of(json),
                  .parent = text_at(json, "parent")};
  if (const Json& rootfs = at(json, "rootfs"); rootfs.is_object()) {
    out.diff_ids = texts_of(at(rootfs, "diff_ids"));
  }
  if (const Json& made = at(json, "container_config"); made.is_object()) {
    for (const std::string& word : texts_of(at(made, "Cmd"))) {
      out.command += (out.command.empty() ? "" : " ") + word;
    }
  }
  const Json& history = at(json, "history");
  if (history.is_array()) {
    for (const Json& step : history) {
      if (!step.is_object()) continue;
      const Json& empty = at(step, "empty_layer");
      out.history.push_back({text_at(step, "created_by"),
                             empty.is_boolean() && empty.get<bool>()});
    }
  }
  return out;
}

std::vector<LayerStep> layer_steps(const ImageConfig& config,
                                   std::size_t layers) {
  std::vector<LayerStep> out;
  for (std::size_t i = 0; i < config.history.size(); ++i) {
    if (config.history[i].is_empty) continue;
    out.push_back({config.history[i].created_by, static_cast<std::int64_t>(i)});
  }
  if (out.size() != layers) out.assign(layers, {});
  return out;
}

}  // namespace stanch
