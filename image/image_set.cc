// SPDX-License-Identifier: Apache-2.0
#include "image/image_set.h"

#include <iterator>
#include <utility>

namespace stanch {
namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

}  // namespace

void ImageSet::add(std::unique_ptr<BlobStore> store, std::string label) {
  parts_.push_back({std::move(store), std::move(label)});
}

Catalog ImageSet::read(const CatalogOptions& options) {
  Catalog all;
  for (Part& part : parts_) {
    Catalog one = read_catalog(*part.store, options);
    for (Image& image : one.images) {
      if (image.name.empty() && parts_.size() > 1) image.name = part.label;
      for (ImageLayer& layer : image.layers) settle(part, layer.blob);
    }
    for (Attachment& attachment : one.attachments) {
      settle(part, attachment.blob);
    }
    if (parts_.size() > 1) {
      for (Skipped& skipped : one.skipped) {
        skipped.path = part.label + ": " + skipped.path;
      }
    }
    append(all.images, one.images);
    append(all.attachments, one.attachments);
    append(all.texts, one.texts);
    append(all.skipped, one.skipped);
  }
  return all;
}

void ImageSet::settle(const Part& part, BlobRef& blob) {
  Home home{part.store.get(), blob};
  if (!is_digest(blob.name) && parts_.size() > 1) {
    blob.name = part.label + "!" + blob.name;
  }
  homes_[blob.name].push_back(std::move(home));
}

const ImageSet::Home* ImageSet::find(const std::string& name) const {
  auto homes = homes_.find(name);
  if (homes == homes_.end()) return nullptr;
  for (const Home& home : homes->second) {
    if (home.store->has(home.blob)) return &home;
  }
  return nullptr;
}

Result<std::unique_ptr<ByteStream>> ImageSet::open(
    const std::string& name) const {
  const Home* home = find(name);
  if (home == nullptr) {
    return fail(ErrorKind::kUnreadable, name + ": is not there");
  }
  return home->store->open(home->blob);
}

bool ImageSet::has(const std::string& name) const {
  return find(name) != nullptr;
}

}  // namespace stanch
