// SPDX-License-Identifier: Apache-2.0
//
// From the roots down: indexes lead to indexes and manifests, manifests to a
// configuration and layers. A document is read once, however many refer to it.
// Docker 25 writes both an OCI index and its own list into one file; the index
// is read first, as it knows more, and the list then only adds names.
#include "image/catalog.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "core/digest.h"
#include "image/json_texts.h"
#include "image/layout_names.h"
#include "image/manifest.h"
#include "image/media_types.h"

namespace stanch {
namespace {

constexpr unsigned kDeepestIndex = 8;  // indexes in indexes
constexpr std::size_t kMostManifests = 100'000;
constexpr std::uint64_t kLongestConfig = std::uint64_t{16} << 20;
constexpr std::string_view kEmptyType = "application/vnd.oci.empty.v1+json";

std::string annotation(const std::map<std::string, std::string>& all,
                       const char* key) {
  auto found = all.find(key);
  return found == all.end() ? std::string() : found->second;
}

std::string tag_of(const Descriptor& descriptor) {
  std::string name =
      annotation(descriptor.annotations, "io.containerd.image.name");
  if (!name.empty()) return name;
  return annotation(descriptor.annotations,
                    "org.opencontainers.image.ref.name");
}

void add_name(std::string& names, const std::string& name) {
  if (name.empty() ||
      (", " + names + ", ").find(", " + name + ", ") != std::string::npos) {
    return;
  }
  if (!names.empty()) names += ", ";
  names += name;
}

// "linux/arm64" is asked for and "linux/arm64/v8" is there.
bool fits(const std::string& platform, const std::string& wanted) {
  return wanted.empty() || platform.empty() || platform == wanted ||
         platform.starts_with(wanted + "/");
}

// In a `docker save` file of Docker 25 a blob is named by its path.
std::string digest_or_path(const std::string& path) {
  constexpr std::string_view kBlobs = "blobs/sha256/";
  std::string normal = normal_path(path);
  if (normal.starts_with(kBlobs)) {
    std::string digest = "sha256:" + normal.substr(kBlobs.size());
    if (is_digest(digest)) return digest;
  }
  return normal;
}

class CatalogReader {
 public:
  CatalogReader(BlobStore& store, const CatalogOptions& options)
      : store_(store), options_(options) {}

  Catalog run() {
    auto roots = store_.roots();
    if (!roots) {
      skip("images", std::move(roots.error().message));
      return std::move(out_);
    }
    bool has_list =
        std::ranges::count(*roots, "manifest.json", &BlobRef::name) > 0;
    for (const BlobRef& root : *roots) {
      // The list says the same and more.
      if (root.name == "repositories" && has_list) continue;
      read(Descriptor{.blob = root}, root.tag, 0);
    }
    return std::move(out_);
  }

 private:
  void skip(const std::string& path, std::string reason,
            Skipped::Why why = Skipped::Why::kUnreadable) {
    out_.skipped.push_back({path, std::move(reason), why});
  }

  void read(const Descriptor& descriptor, const std::string& name,
            unsigned depth);
  void read_index(const Manifest& index, const std::string& where,
                  const std::string& name, unsigned depth);
  void read_image(const Manifest& manifest, const Descriptor& descriptor,
                  const std::string& name, std::string_view text);
  void read_saved(const Manifest::Saved& saved);
  void read_chain(const std::string& name, const std::string& id);
  void attach(const Manifest& manifest, const Descriptor& descriptor,
              const std::string& name, bool is_attestation);
  bool read_config(const BlobRef& blob, Image& image, std::size_t layers);
  void add_texts(std::string_view json, const std::string& prefix,
                 const char* origin, std::vector<ImageText>& out);
  void add_image(Image image);

  BlobStore& store_;
  const CatalogOptions& options_;
  Catalog out_;
  std::set<std::string> seen_;
};

void CatalogReader::read(const Descriptor& descriptor, const std::string& name,
                         unsigned depth) {
  const std::string& where = descriptor.blob.name;
  if (!seen_.insert(where).second) {
    for (Image& image : out_.images) {
      if (image.digest == where) add_name(image.name, name);
    }
    return;
  }
  if (depth > kDeepestIndex || seen_.size() > kMostManifests) {
    skip(where, "is not read: indexes in indexes lead on for too long");
    return;
  }
  auto text = read_blob(store_, descriptor.blob);
  if (!text) {
    skip(where, std::move(text.error().message));
    return;
  }
  auto manifest = parse_manifest(*text);
  if (!manifest) {
    skip(where, std::move(manifest.error().message));
    return;
  }
  switch (manifest->kind) {
    case Manifest::Kind::kIndex:
      add_texts(*text, is_digest(where) ? "index " + where : where,
                "image-manifest", out_.texts);
      return read_index(*manifest, where, name, depth);
    case Manifest::Kind::kImage:
      return read_image(*manifest, descriptor, name, *text);
    case Manifest::Kind::kSaved:
      for (const Manifest::Saved& saved : manifest->saved) read_saved(saved);
      return;
    case Manifest::Kind::kNames:
      for (const auto& [tag, id] : manifest->names) read_chain(tag, id);
  }
}

void CatalogReader::read_index(const Manifest& index, const std::string& where,
                               const std::string& name, unsigned depth) {
  // An index inside the store's own one lists what there is somewhere; who
  // copied the image for one platform has only some of it here.
  bool has_some = is_digest(where) &&
                  std::ranges::any_of(index.manifests, [&](const auto& inner) {
                    return store_.has(inner.blob);
                  });
  for (const Descriptor& inner : index.manifests) {
    if (!fits(inner.platform, options_.platform) &&
        inner.platform != "unknown/unknown") {
      continue;
    }
    if (has_some && !store_.has(inner.blob)) {
      skip(inner.blob.name, "was not copied with the rest of its index",
           Skipped::Why::kByRule);
      continue;
    }
    std::string inner_name = tag_of(inner);
    read(inner, inner_name.empty() ? name : inner_name, depth + 1);
  }
}

void CatalogReader::add_texts(std::string_view json, const std::string& prefix,
                              const char* origin, std::vector<ImageText>& out) {
  for (JsonText& text : json_texts(json, prefix)) {
    // Media types and platforms are words of the format.
    if (text.text.starts_with("mediaType=") ||
        text.path.ends_with("/architecture")) {
      continue;
    }
    out.push_back({origin, std::move(text.path), std::move(text.text), {}});
  }
}

void CatalogReader::read_image(const Manifest& manifest,
                               const Descriptor& descriptor,
                               const std::string& name, std::string_view text) {
  const std::string& where = descriptor.blob.name;
  ManifestPurpose purpose = purpose_of(manifest, descriptor);
  if (purpose == ManifestPurpose::kSignature) {
    skip(where, "is a signature", Skipped::Why::kByRule);
    return;
  }
  if (purpose != ManifestPurpose::kImage) {
    add_texts(text, "manifest", "image-manifest", out_.texts);
    attach(manifest, descriptor, name,
           purpose == ManifestPurpose::kAttestation);
    return;
  }
  Image image{.name = name, .platform = descriptor.platform};
  if (is_digest(where)) {
    image.digest = where;
  } else {
    image.digest = "sha256:" + hex(sha256(text));
  }
  image.base_name =
      annotation(manifest.annotations, "org.opencontainers.image.base.name");
  image.base_digest =
      annotation(manifest.annotations, "org.opencontainers.image.base.digest");
  for (const Descriptor& layer : manifest.layers) {
    image.layers.push_back(
        {.blob = layer.blob, .unreadable = std::string(why_unreadable(layer))});
  }
  image.config_digest = manifest.config.blob.name;
  bool has_config =
      read_config(manifest.config.blob, image, manifest.layers.size());
  add_texts(text, "manifest", "image-manifest", image.texts);
  if (has_config && !fits(image.platform, options_.platform)) return;
  add_image(std::move(image));
}

// Fills in what the configuration tells. False where it cannot be read.
bool CatalogReader::read_config(const BlobRef& blob, Image& image,
                                std::size_t layers) {
  auto text = read_blob(store_, blob, kLongestConfig);
  if (!text) {
    skip(blob.name, std::move(text.error().message));
    return false;
  }
  auto config = parse_config(*text);
  if (!config) {
    skip(blob.name, std::move(config.error().message));
    return false;
  }
  if (image.platform.empty()) image.platform = config->platform;
  if (image.config_digest.empty()) {
    image.config_digest = "sha256:" + hex(sha256(*text));
  }
  if (config->diff_ids.size() == layers) {
    for (std::size_t i = 0; i < layers; ++i) {
      image.layers[i].diff_id = config->diff_ids[i];
    }
  } else {
    skip(blob.name, fmt::format("has {} diff ids for {} layers",
                                config->diff_ids.size(), layers));
  }
  std::vector<LayerStep> steps = layer_steps(*config, layers);
  for (std::size_t i = 0; i < layers; ++i) {
    image.layers[i].created_by = steps[i].created_by;
  }
  add_texts(*text, "", "image-config", image.texts);
  for (ImageText& part : image.texts) {
    for (std::size_t i = 0; i < layers; ++i) {
      if (steps[i].history >= 0 &&
          part.path.starts_with(fmt::format("history/{}/", steps[i].history))) {
        part.layer = i;
      }
    }
  }
  return true;
}

void CatalogReader::add_image(Image image) {
  auto same = std::ranges::find_if(out_.images, [&](const Image& other) {
    return other.config_digest == image.config_digest &&
           (other.digest == image.digest || image.digest.empty());
  });
  if (same == out_.images.end()) {
    out_.images.push_back(std::move(image));
  } else {
    add_name(same->name, image.name);
  }
}

void CatalogReader::read_saved(const Manifest::Saved& saved) {
  Image image;
  for (const std::string& tag : saved.tags) add_name(image.name, tag);
  BlobRef config{.name = digest_or_path(saved.config)};
  if (is_digest(config.name)) image.config_digest = config.name;
  for (const std::string& layer : saved.layers) {
    image.layers.push_back({.blob = {.name = digest_or_path(layer)}});
  }
  if (config.name.empty() ||
      std::ranges::any_of(image.layers, [](const ImageLayer& layer) {
        return layer.blob.name.empty();
      })) {
    skip("manifest.json", "names a member that leads out of the file");
    return;
  }
  bool has_config = read_config(config, image, image.layers.size());
  if (has_config && !fits(image.platform, options_.platform)) return;
  add_image(std::move(image));
}

// An image of a file from before Docker 1.10: each layer names the one below.
void CatalogReader::read_chain(const std::string& name, const std::string& id) {
  Image image{.name = name};
  std::set<std::string> ids;
  std::string next = id;
  while (!next.empty()) {
    if (!ids.insert(next).second || normal_path(next) != next) {
      skip(next, "is a layer that leads back to itself");
      return;
    }
    auto text = read_blob(store_, {.name = next + "/json"}, kLongestConfig);
    if (!text) {
      skip(next, std::move(text.error().message));
      return;
    }
    auto config = parse_config(*text);
    if (!config) {
      skip(next, std::move(config.error().message));
      return;
    }
    if (image.platform.empty()) image.platform = config->platform;
    std::size_t first = image.texts.size();
    add_texts(*text, next, "image-config", image.texts);
    for (ImageText& part : std::span(image.texts).subspan(first)) {
      // From the top, until all are known.
      if (part.path.starts_with(next + "/container_config/")) {
        part.layer = image.layers.size();
      }
    }
    image.layers.push_back({.blob = {.name = next + "/layer.tar"},
                            .created_by = std::move(config->command)});
    next = config->parent;
  }
  std::ranges::reverse(image.layers);
  for (ImageText& part : image.texts) {
    if (part.layer) part.layer = image.layers.size() - 1 - *part.layer;
  }
  image.config_digest = id;
  add_image(std::move(image));
}

void CatalogReader::attach(const Manifest& manifest,
                           const Descriptor& descriptor,
                           const std::string& name, bool is_attestation) {
  std::string image = name;
  if (image.empty()) image = descriptor.blob.name;
  std::string origin = is_attestation ? "image-attestation" : "artifact";
  auto add = [&](const Descriptor& part) {
    if (!seen_.insert(part.blob.name).second ||
        part.blob.media_type == kEmptyType) {
      return;
    }
    if (auto why = why_unreadable(part); !why.empty()) {
      skip(part.blob.name, std::string(why));
      return;
    }
    std::string title =
        annotation(part.annotations, "org.opencontainers.image.title");
    if (title.empty()) {
      title = annotation(part.annotations, "in-toto.io/predicate-type");
    }
    out_.attachments.push_back(
        {part.blob, origin, title.empty() ? part.blob.name : title, image});
  };
  add(manifest.config);
  for (const Descriptor& layer : manifest.layers) add(layer);
}

}  // namespace

Catalog read_catalog(BlobStore& store, const CatalogOptions& options) {
  return CatalogReader(store, options).run();
}

}  // namespace stanch
