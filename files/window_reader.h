// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/byte_stream.h"
#include "core/position.h"
#include "core/provenance.h"
#include "core/source.h"

namespace stanch {

struct WindowOptions {
  std::size_t window = std::size_t{4} << 20;  // bytes; at least 1
  // Bytes lent before and after each window: the longest match of the rules
  // and what they read round it.
  std::size_t overlap = std::size_t{64} << 10;

  std::uint64_t longest = 0;  // files of more bytes are passed by; 0: none

  bool operator==(const WindowOptions&) const = default;
};

// How the reading of one text ended.
struct ReadOutcome {
  std::uint64_t bytes = 0;  // read and scanned
  std::string error;        // of the read that failed, or empty
  bool stopped = false;     // the run was interrupted before the end
};

// Reads texts of any size in bounded memory and lends them to the scanner.
//
// A text of at most `window` bytes is one Blob without `owned` (so is one that
// is only a little longer: up to `overlap` bytes more). A larger one is
// lent in windows. Their `owned` ranges tile the text: each byte is owned by
// one window, all but the last own `window` bytes. Each window has `overlap`
// bytes of the text on both sides of what it owns, fewer only at the text's
// own ends, and knows the position and offset of its first byte.
//
// Owns one buffer of window + 2 * overlap + 1 bytes, whose pages are touched
// only as far as texts are long. For one thread at a time.
class WindowReader {
 public:
  explicit WindowReader(const WindowOptions& options);

  // Reads a text to its end. What came before an error is scanned. `size`,
  // where known, saves the last read, the one that says "end".
  ReadOutcome read(ByteStream& stream, std::optional<std::uint64_t> size,
                   const Provenance& provenance, TaskContext& context);

  // The same in two steps, for who must see how a text begins before he knows
  // what it is. begin() gives as much as a first window needs, the whole text
  // where it is no longer, until the next call; read_on() lends it and goes on.
  std::string_view begin(ByteStream& stream, std::optional<std::uint64_t> size,
                         TaskContext& context);
  std::string_view head() const { return {buffer_.get(), filled_}; }
  bool is_whole() const { return !more_; }
  const ReadOutcome& outcome() const { return outcome_; }  // until now
  ReadOutcome read_on(const Provenance& provenance, TaskContext& context);

 private:
  bool fill(std::size_t wanted, TaskContext& context);
  void lend(std::size_t owned_end, bool whole, const Provenance& provenance,
            TaskContext& context) const;
  void slide(std::size_t owned_end);

  WindowOptions options_;
  std::unique_ptr<char[]> buffer_;

  // Of the text that is being read.
  ByteStream* stream_ = nullptr;
  bool more_ = false;            // than what is in the buffer
  std::size_t filled_ = 0;       // bytes in the buffer
  std::size_t owned_begin_ = 0;  // in the buffer
  std::uint64_t offset_ = 0;     // of the buffer's first byte, in the text
  Position start_;               // of the buffer's first byte
  std::optional<std::uint64_t> size_;
  ReadOutcome outcome_;
};

}  // namespace stanch
