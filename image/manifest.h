// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "image/blob_store.h"

namespace stanch {

// One thing that a manifest or an index refers to (OCI image specification
// 1.1, "Descriptor").
struct Descriptor {
  BlobRef blob;
  std::map<std::string, std::string> annotations;
  std::string platform;       // "linux/arm64/v8", or empty
  bool has_urls = false;      // its bytes are somewhere else
  std::string artifact_type;  // of the manifest, where the index says it
};

// What stands in a JSON document that an image is made of.
struct Manifest {
  enum class Kind {
    kIndex,  // of manifests: OCI index, Docker manifest list
    kImage,  // OCI or Docker v2 manifest: of an image, or of anything else
    kSaved,  // the list in a `docker save` file
    kNames   // `repositories` of a `docker save` file from before that
  };
  // One image of a `docker save` file: paths.
  struct Saved {
    std::string config;
    std::vector<std::string> layers;
    std::vector<std::string> tags;
  };

  Kind kind = Kind::kImage;
  std::string media_type;
  std::string artifact_type;
  std::vector<Descriptor> manifests;                // of an index
  Descriptor config;                                // of an image
  std::vector<Descriptor> layers;                   // of an image
  std::map<std::string, std::string> annotations;   // its own
  std::vector<Saved> saved;                         // of a `docker save` file
  std::vector<std::pair<std::string, std::string>>  // name and tag, layer's id
      names;
};

// kUnreadable for what is none of these, with the reason in one line. Digests
// are checked for their form, sizes for being numbers from 0 up.
Result<Manifest> parse_manifest(std::string_view json);

// One step of a build.
struct HistoryStep {
  std::string created_by;
  bool is_empty = false;  // it made no layer
};

// What is used of an image's configuration.
struct ImageConfig {
  std::string platform;
  std::vector<std::string> diff_ids;  // of its layers, lowest first
  std::vector<HistoryStep> history;
  // Of a layer's own `json` in an old file: an id, and what made the layer.
  std::string parent;
  std::string command;
};

Result<ImageConfig> parse_config(std::string_view json);

// Which step made each layer: by the layers' order, its text and its place in
// the history. Empty texts where steps and layers do not go together, as none
// is better than a wrong one.
struct LayerStep {
  std::string created_by;
  std::int64_t history = -1;
};
std::vector<LayerStep> layer_steps(const ImageConfig& config,
                                   std::size_t layers);

}  // namespace stanch
