// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct libdeflate_decompressor;

namespace stanch {

// Whether so many deflated bytes can hold `size` bytes at all: deflate packs at
// most 1,032 bytes into one (RFC 1951: 258 of them into two bits). Asked before
// memory is taken, so that a size that lies costs none.
inline bool can_inflate_to(std::size_t deflated, std::uint64_t size) {
  return size / 1032 <= deflated;
}

// Inflates zlib streams (RFC 1950) of known length. One a thread.
class Inflater {
 public:
  Inflater();

  // Fills exactly `size` bytes at `out`. kUnreadable: the stream is damaged,
  // or gives fewer or more bytes. Bytes after the stream's end are ignored.
  Result<void> inflate(std::string_view deflated, char* out, std::size_t size);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const;
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
};

// The first `size` bytes of a stream of any length; fewer where there are no
// more, none where it is damaged.
std::string inflate_start(std::string_view deflated, std::size_t size);

}  // namespace stanch
