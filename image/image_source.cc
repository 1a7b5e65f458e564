// SPDX-License-Identifier: Apache-2.0
//
// Where blobs can be read in any order the catalog is read first, and then each
// layer is a task. A stream is the other way round: its layers are scanned as
// they come, then the catalog is made from the documents that were kept. Either
// way what was found is told of only when all layers are known (tell()).
#include "image/image_source.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "image/catalog.h"
#include "image/checked_stream.h"
#include "image/image_places.h"
#include "image/layer_scan.h"
#include "image/stream_walk.h"

namespace stanch {

struct ImageSource::Impl {
  explicit Impl(ImageOptions given)
      : options(std::move(given)), contents(options.contents) {}

  const ImageOptions options;
  ContentScanner contents;
  ImageSet images;                  // this
  std::unique_ptr<ByteStream> tar;  // or this, and then what was kept of it
  Catalog catalog;
  std::mutex mutex;
  LayerReports reports;  // guarded by mutex while tasks run

  void split_store(TaskContext& context);
  void split_stream(TaskContext& context);
  bool is_wanted(const Image& image, std::size_t layer) const;
  std::set<std::string> wanted_layers() const;
  void read_layer(const BlobRef& blob, TaskContext& context);
  void read_attachment(const Attachment& attachment, TaskContext& context);
  void check(const std::string& name, const LayerReport& report,
             TaskContext& context) const;
  void scan_texts(TaskContext& context);
  void finish_catalog(TaskContext& context);
};

bool ImageSource::Impl::is_wanted(const Image& image, std::size_t layer) const {
  return !options.since_base || !image.has_base || layer >= image.base_layers;
}

// The layers that are to be read, by the names of their blobs.
std::set<std::string> ImageSource::Impl::wanted_layers() const {
  auto is_known = [&](const std::string& digest) {
    return is_digest(digest) && options.is_known && options.is_known(digest);
  };
  std::set<std::string> out;
  for (const Image& image : catalog.images) {
    bool all_known = true;
    for (std::size_t i = 0; i < image.layers.size(); ++i) {
      const ImageLayer& layer = image.layers[i];
      // Of the base only the names of its files matter then: none.
      if (!is_wanted(image, i)) continue;
      all_known =
          all_known && (is_known(layer.blob.name) || is_known(layer.diff_id));
      if (!all_known) out.insert(layer.blob.name);
    }
  }
  return out;
}

void ImageSource::Impl::finish_catalog(TaskContext& context) {
  for (Skipped& skipped : catalog.skipped) context.skip(std::move(skipped));
  mark_bases(catalog, options.bases);
  if (!options.since_base) return;
  for (const Image& image : catalog.images) {
    if (image.has_base) continue;
    context.skip({image.name.empty() ? image.digest : image.name,
                  "its base image is not known: give it with --base, or all "
                  "layers are taken for its own",
                  Skipped::Why::kByRule});
  }
}

void ImageSource::Impl::split_store(TaskContext& context) {
  catalog = images.read({.platform = options.platform});
  finish_catalog(context);
  std::set<std::string> left = wanted_layers();
  for (const Image& image : catalog.images) {
    for (const ImageLayer& layer : image.layers) {
      if (left.erase(layer.blob.name) == 0) continue;
      if (!layer.unreadable.empty() && !images.has(layer.blob.name)) {
        context.skip({"layer " + layer.blob.name, layer.unreadable});
        continue;
      }
      context.spawn([this, blob = layer.blob](TaskContext& inner) {
        read_layer(blob, inner);
      });
    }
  }
  for (const Attachment& attachment : catalog.attachments) {
    context.spawn([this, &attachment](TaskContext& inner) {
      read_attachment(attachment, inner);
    });
  }
  scan_texts(context);
}

void ImageSource::Impl::read_layer(const BlobRef& blob, TaskContext& context) {
  if (context.stopped()) return;
  auto stream = images.open(blob.name);
  if (!stream) {
    context.skip({"layer " + blob.name, std::move(stream.error().message)});
    return;
  }
  LayerReport report =
      scan_layer(blob, **stream, contents, options.contents.limits, context);
  check(blob.name, report, context);
  std::lock_guard lock(mutex);
  reports.insert_or_assign(blob.name, std::move(report));
}

// Holds what a layer's tar is against what images say of it.
void ImageSource::Impl::check(const std::string& name,
                              const LayerReport& report,
                              TaskContext& context) const {
  std::set<std::string> said;
  for (const Image& image : catalog.images) {
    for (const ImageLayer& layer : image.layers) {
      if (layer.blob.name != name) continue;
      if (!report.is_tar && said.insert("").second) {
        context.skip(
            {"layer " + name, "is no tar: its bytes were scanned as they are"});
      }
      if (layer.diff_id.empty() || report.diff_id.empty() ||
          layer.diff_id == report.diff_id || !report.is_tar ||
          !said.insert(layer.diff_id).second) {
        continue;
      }
      context.skip(
          {"layer " + name, fmt::format("its diff id is {}, not {} as the "
                                        "configuration promised",
                                        report.diff_id, layer.diff_id)});
    }
  }
}

void ImageSource::Impl::read_attachment(const Attachment& attachment,
                                        TaskContext& context) {
  if (context.stopped()) return;
  auto stream = images.open(attachment.blob.name);
  if (!stream) {
    context.skip({attachment.path, std::move(stream.error().message)});
    return;
  }
  Provenance provenance{.origin = attachment.origin, .path = attachment.path};
  provenance.attributes = {{"image", attachment.image},
                           {"blob", attachment.blob.name}};
  CheckedStream checked(**stream, attachment.blob.name, attachment.blob.size);
  ReadOutcome outcome =
      contents.scan(checked, std::nullopt, provenance, context);
  if (outcome.error.empty() && !outcome.stopped) {
    if (auto rest = checked.drain(); !rest) {
      outcome.error = std::move(rest.error().message);
    }
  }
  if (!outcome.error.empty()) {
    context.skip({attachment.path, std::move(outcome.error)});
  }
}

void ImageSource::Impl::scan_texts(TaskContext& context) {
  auto scan = [&](const ImageText& text, const Image* image) {
    Provenance provenance{.origin = text.origin, .path = text.path};
    auto& attributes = provenance.attributes;
    if (image != nullptr) {
      attributes.emplace_back(
          "image", image->name.empty() ? image->digest : image->name);
      if (!image->platform.empty()) {
        attributes.emplace_back("platform", image->platform);
      }
      if (text.layer) {
        const ImageLayer& layer = image->layers[*text.layer];
        if (!layer.diff_id.empty()) {
          attributes.emplace_back("layer", layer.diff_id);
        }
        attributes.emplace_back("layer_index", std::to_string(*text.layer + 1));
        attributes.emplace_back("created_by", layer.created_by);
        if (image->has_base && *text.layer < image->base_layers) {
          attributes.emplace_back("of_base", "true");
        }
      }
    }
    context.scan({.bytes = text.text, .provenance = provenance});
  };
  for (const Image& image : catalog.images) {
    for (const ImageText& text : image.texts) scan(text, &image);
  }
  for (const ImageText& text : catalog.texts) scan(text, nullptr);
}

void ImageSource::Impl::split_stream(TaskContext& context) {
  StreamedImages streamed =
      scan_stream(*tar, contents, options.contents.limits, context);
  if (context.stopped()) return;
  auto kept = std::make_unique<MemoryStore>(std::move(streamed.described));
  const MemoryStore& documents = *kept;
  images.add(std::move(kept), "-");
  catalog = images.read({.platform = options.platform});
  finish_catalog(context);
  reports = std::move(streamed.layers);
  for (Image& image : catalog.images) {
    for (ImageLayer& layer : image.layers) {
      auto report = reports.find(layer.blob.name);
      if (report == reports.end()) {
        context.skip({"layer " + layer.blob.name,
                      layer.unreadable.empty()
                          ? layer.blob.name + ": is not there"
                          : layer.unreadable});
      }
      auto link = streamed.links.find(layer.blob.name);
      if (link != streamed.links.end()) layer.blob.name = link->second;
    }
  }
  for (const auto& [name, report] : reports) check(name, report, context);
  if (catalog.images.empty() && catalog.attachments.empty()) {
    // No image, but files that are called like parts of one.
    for (const auto& [path, bytes] : documents.all()) {
      Provenance provenance{.origin = "image-layer", .path = path};
      context.scan({.bytes = bytes, .provenance = provenance});
    }
    return;
  }
  for (const Attachment& attachment : catalog.attachments) {
    // What is no small document was scanned as it came.
    if (!reports.contains(attachment.blob.name)) {
      read_attachment(attachment, context);
    }
  }
  scan_texts(context);
}

ImageSource::ImageSource(ImageSet images, ImageOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {
  impl_->images = std::move(images);
}

ImageSource::ImageSource(std::unique_ptr<ByteStream> tar, ImageOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {
  impl_->tar = std::move(tar);
}

ImageSource::~ImageSource() = default;

void ImageSource::split(TaskContext& context) {
  if (impl_->tar) {
    impl_->split_stream(context);
  } else {
    impl_->split_store(context);
  }
}

std::vector<std::string> ImageSource::scanned() const {
  std::set<std::string> out;
  for (const auto& [name, report] : impl_->reports) {
    if (report.digest.empty() || report.diff_id.empty()) continue;
    out.insert(report.digest);
    out.insert(report.diff_id);
  }
  return {out.begin(), out.end()};
}

void ImageSource::tell(std::vector<Finding>& findings) const {
  tell_places(impl_->catalog, impl_->reports,
              {.squashed = impl_->options.squashed,
               .since_base = impl_->options.since_base,
               .only_known = !impl_->options.platform.empty()},
              findings);
}

}  // namespace stanch
