// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"

namespace stanch {

// Bytes that are read from front to back, of any length: a file, a pipe, a
// member of an archive, an answer of a server. For one thread at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // The next bytes, at least one of them; 0 at the end, and nowhere else.
  // `room` is not empty. After an error, or the end, it is not called again.
  virtual Result<std::size_t> read(std::span<char> room) = 0;

  // How many bytes there are in all, where that is known before.
  virtual std::optional<std::uint64_t> size() const { return std::nullopt; }

  // Goes on from that byte, counted from the first. False where the stream
  // can go forward only; then nothing has changed.
  virtual bool seek(std::uint64_t /*offset*/) { return false; }

  // All that is left, where it lies in memory, lent until the stream is asked
  // for anything else; asked before the first read. None: it is to be read.
  virtual std::optional<std::string_view> memory() { return std::nullopt; }
};

}  // namespace stanch
