// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "image/blob_store.h"

namespace stanch {

// The small blobs that were kept of a stream, by the paths of its members. Not
// to be added to from two threads at once.
class MemoryStore final : public BlobStore {
 public:
  void add(std::string path, std::string bytes) {
    blobs_.insert_or_assign(std::move(path), std::move(bytes));
  }
  const std::map<std::string, std::string>& all() const { return blobs_; }

  Result<std::vector<BlobRef>> roots() override;
  Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) override;
  bool has(const BlobRef& blob) override;

 private:
  const std::string* find(const std::string& name) const;

  std::map<std::string, std::string> blobs_;
};

}  // namespace stanch
