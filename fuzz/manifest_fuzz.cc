// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a manifest, a configuration and an index: names that are read as
// digests are ones, and reading them as a store's only documents ends.
#include <string>
#include <string_view>

#include "fuzz/target.h"
#include "image/catalog.h"
#include "image/json_texts.h"
#include "image/layout_names.h"
#include "image/manifest.h"
#include "image/memory_store.h"

namespace stanch {
namespace {

void check(std::string_view bytes) {
  if (auto manifest = parse_manifest(bytes)) {
    for (const Descriptor& inner : manifest->manifests) {
      require(is_digest(inner.blob.name));
    }
    for (const Descriptor& layer : manifest->layers) {
      require(is_digest(layer.blob.name));
    }
  }
  if (auto config = parse_config(bytes)) {
    std::size_t layers = config->diff_ids.size();
    require(layer_steps(*config, layers).size() == layers);
  }
  for (const JsonText& text : json_texts(bytes, "")) {
    require(!text.text.empty());
  }
  for (const std::string& place : places_of(bytes)) {
    require(!place.starts_with('/') && !place.starts_with("../"));
    require(normal_path(place) == place);
  }
  for (std::string_view root : kRootNames) {
    MemoryStore store;
    store.add(std::string(root), std::string(bytes));
    store.add("a", std::string(bytes));
    Catalog catalog = read_catalog(store, {});
    mark_bases(catalog, diff_ids_of(catalog));
    for (const Image& image : catalog.images) {
      require(image.base_layers <= image.layers.size());
    }
  }
}

}  // namespace

void check_any(std::string_view bytes) { check(bytes); }

}  // namespace stanch
