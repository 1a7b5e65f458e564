// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "image/blob_store.h"
#include "image/catalog.h"

namespace stanch {

// The images of one store or of several, as one catalog. What has a digest is
// the same blob wherever it lies; what has a path only gets its store's label
// in front, where there are several stores. open() and has() are for any
// thread, the others for one.
class ImageSet {
 public:
  // `label` is what the user calls it.
  void add(std::unique_ptr<BlobStore> store, std::string label);

  // Once, after the last add(). Names of layers and attachments are those that
  // open() knows.
  Catalog read(const CatalogOptions& options);

  Result<std::unique_ptr<ByteStream>> open(const std::string& name) const;
  bool has(const std::string& name) const;

 private:
  struct Part {
    std::unique_ptr<BlobStore> store;
    std::string label;
  };
  struct Home {
    BlobStore* store;
    BlobRef blob;  // as the store calls it
  };
  void settle(const Part& part, BlobRef& blob);
  // Where a blob is; null where that is nowhere.
  const Home* find(const std::string& name) const;

  std::vector<Part> parts_;
  std::map<std::string, std::vector<Home>> homes_;  // by the name in the set
};

}  // namespace stanch
