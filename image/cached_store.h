// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "image/blob_store.h"

namespace stanch {

struct BlobCache {
  std::string folder;      // made where it is missing, for its owner only
  std::uint64_t most = 0;  // bytes of all blobs in it
};

// Another store's blobs, those with a digest kept in a folder and had from
// there the next time. A blob is kept once it was read to its end and is what
// its digest says; beyond `most` bytes those go that were not used for longest.
// Where the folder cannot be written to nothing is kept, and no more. Several
// programs may use a folder at once.
class CachedStore final : public BlobStore {
 public:
  CachedStore(std::unique_ptr<BlobStore> inner, BlobCache cache);

  Result<std::vector<BlobRef>> roots() override { return inner_->roots(); }
  // A copy that is not what its digest says is an error at its end, and goes.
  Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) override;
  bool has(const BlobRef& blob) override { return inner_->has(blob); }

 private:
  std::string file_of(const BlobRef& blob) const;
  void trim();

  const std::unique_ptr<BlobStore> inner_;
  const BlobCache cache_;
  std::mutex mutex_;  // one trims at a time
};

}  // namespace stanch
