// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/byte_stream.h"
#include "core/result.h"

namespace stanch {

// What one part of an image says of another: an OCI descriptor (OCI image
// specification 1.1, "Descriptor"), or a path in a `docker save` file.
struct BlobRef {
  // "sha256:<hex>" or "sha512:<hex>", checked by is_digest(); in a `docker
  // save` file without digests the path of the member.
  std::string name;
  std::string media_type;             // empty: not said
  std::optional<std::uint64_t> size;  // as promised
  // The reference it was found under ("team/app:1.2"), where a store's roots
  // have one.
  std::string tag;

  auto operator<=>(const BlobRef&) const = default;
};

// Whether a name is a digest: an algorithm that can be checked, a colon, and
// lower-case hexadecimal digits of the right number. Anything else is never
// made a part of a path or an address.
bool is_digest(std::string_view name);

// Where the blobs of images come from: a folder, a file, a registry. Every
// function may be called from several threads at once. What it hands out may
// outlive no store.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Where reading begins: manifests and indexes that nothing else in the store
  // refers to, in the store's own order. Called once.
  virtual Result<std::vector<BlobRef>> roots() = 0;

  // A blob from its first byte. The store need not check size and digest: who
  // reads does (image/checked_stream.h). kUnreadable where there is none.
  virtual Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) = 0;

  // Whether a blob is there, as far as that can be told without asking
  // anybody; a registry says true.
  virtual bool has(const BlobRef& blob) = 0;
};

// Manifests, indexes and configurations of at most so many bytes are read; the
// distribution specification lets registries refuse larger manifests.
inline constexpr std::uint64_t kLongestManifest = std::uint64_t{4} << 20;

// A small blob whole, its size and digest checked. kUnreadable where it is
// longer than `most`, in which case nothing much was read of it.
Result<std::string> read_blob(BlobStore& store, const BlobRef& blob,
                              std::uint64_t most = kLongestManifest);

}  // namespace stanch
