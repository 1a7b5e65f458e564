// SPDX-License-Identifier: Apache-2.0
#include "image/memory_store.h"

#include "files/memory_stream.h"
#include "image/layout_names.h"

namespace stanch {

const std::string* MemoryStore::find(const std::string& name) const {
  for (const std::string& place : places_of(name)) {
    auto found = blobs_.find(place);
    if (found != blobs_.end()) return &found->second;
  }
  return nullptr;
}

Result<std::vector<BlobRef>> MemoryStore::roots() {
  std::vector<BlobRef> out;
  for (std::string_view name : kRootNames) {
    if (blobs_.contains(std::string(name))) {
      out.push_back({.name = std::string(name)});
    }
  }
  return out;
}

Result<std::unique_ptr<ByteStream>> MemoryStore::open(const BlobRef& blob) {
  const std::string* found = find(blob.name);
  if (found == nullptr) {
    return fail(ErrorKind::kUnreadable, blob.name + ": is not there");
  }
  return std::make_unique<MemoryStream>(*found);
}

bool MemoryStore::has(const BlobRef& blob) {
  return find(blob.name) != nullptr;
}

}  // namespace stanch
