// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/source.h"
#include "image/blob_store.h"

namespace stanch {

// One layer, as its image speaks of it.
struct ImageLayer {
  BlobRef blob;
  std::string diff_id;  // the digest of its tar, as promised; may be empty
  std::string created_by;
  // Why its bytes are not to be read: "is a foreign layer ..."; mostly empty.
  std::string unreadable;
};

// A text that describes an image or its parts: a variable, a label, a command.
struct ImageText {
  std::string origin;  // "image-config", "image-manifest"
  std::string path;    // "config/Env/PATH", "history/3/created_by"
  std::string text;
  std::optional<std::size_t> layer;  // that a step of the history made
};

struct Image {
  std::string name;      // "team/app:1.2", several with ", "; may be empty
  std::string platform;  // "linux/amd64"; may be empty
  std::string digest;    // of its manifest; empty in old `docker save` files
  std::string config_digest;
  std::vector<ImageLayer> layers;  // lowest first
  std::vector<ImageText> texts;
  std::string base_name, base_digest;  // what its annotations say of its base
  std::size_t base_layers = 0;         // so many are its base's
  bool has_base = false;               // which of them are is known
};

// A blob that is no layer of an image: an attestation, a chart, a model.
struct Attachment {
  BlobRef blob;
  std::string origin;  // "image-attestation", "artifact"
  std::string path;    // its title, or its digest
  std::string image;   // what it belongs to
};

struct Catalog {
  std::vector<Image> images;
  std::vector<Attachment> attachments;
  std::vector<ImageText> texts;  // of what is no image: indexes, artifacts
  std::vector<Skipped> skipped;
};

struct CatalogOptions {
  // "linux/arm64": only images for it; one that does not say is taken.
  std::string platform;
};

// All images that a store's roots lead to, each once, and what else there is.
// What cannot be read is in `skipped`: one bad image does not hide the others.
// Nothing is asked for twice, and nothing deeper than eight indexes.
Catalog read_catalog(BlobStore& store, const CatalogOptions& options);

// Marks the layers that images share with one of the bases, which are lists of
// diff ids, lowest first: those given, and those of images in the same catalog
// that an image says it is based on.
void mark_bases(Catalog& catalog,
                const std::vector<std::vector<std::string>>& bases);

// The diff ids of each image.
std::vector<std::vector<std::string>> diff_ids_of(const Catalog& catalog);

}  // namespace stanch
