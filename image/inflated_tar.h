// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "files/archive_reader.h"
#include "files/memory_stream.h"

namespace stanch {

// How a stream begins: as much as is needed to know a tar.
struct StreamHead {
  std::array<char, 512> bytes;
  std::size_t size = 0;

  std::string_view view() const { return {bytes.data(), size}; }
  // As a tar without entries begins, and an empty stream.
  bool is_zero() const {
    return view().find_first_not_of('\0') == std::string_view::npos;
  }
};

Result<StreamHead> read_head(ByteStream& stream);

// A stream without its compression, where it has one. Borrows what it is made
// from; stays where it is, as its parts lend to one another.
class InflatedTar {
 public:
  InflatedTar(ByteStream& stream, const ArchiveLimits& limits, ArchiveUse& use)
      : stream_(stream), limits_(limits), use_(use) {}
  InflatedTar(const InflatedTar&) = delete;
  InflatedTar& operator=(const InflatedTar&) = delete;

  // Its first byte is the next one that comes.
  Result<ByteStream*> open();
  bool is_compressed() const { return inflated_.has_value(); }

 private:
  ByteStream& stream_;
  const ArchiveLimits& limits_;
  ArchiveUse& use_;
  StreamHead head_;
  std::optional<ResumedStream> resumed_;
  std::optional<ArchiveReader> inflated_;
  MemoryStream nothing_{{}};
};

}  // namespace stanch
