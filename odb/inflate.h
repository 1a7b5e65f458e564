// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "core/result.h"

struct libdeflate_decompressor;

namespace stanch {

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

}  // namespace stanch
