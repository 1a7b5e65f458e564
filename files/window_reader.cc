// SPDX-License-Identifier: Apache-2.0
//
// The buffer holds three stretches, each with its place in the text:
//
//     | behind (overlap) | owned (window) | ahead (overlap + 1) |
//     0             owned_begin_                             filled_
//
// It is filled, lent, and then slid: the last `overlap` bytes of what was owned
// become the context behind, the bytes ahead become the first to be owned. The
// first window has nothing behind it. The one byte more ahead tells whether the
// text goes on: if it could not be read, this window is the last one and owns
// all that is left, so no window is ever empty, and a text that fits is lent
// whole.
#include "files/window_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace stanch {

WindowReader::WindowReader(const WindowOptions& options)
    : options_(options),
      buffer_(std::make_unique_for_overwrite<char[]>(options.window +
                                                     2 * options.overlap + 1)) {
  assert(options.window > 0);
}

ReadOutcome WindowReader::read(ByteStream& stream,
                               std::optional<std::uint64_t> size,
                               const Provenance& provenance,
                               TaskContext& context) {
  begin(stream, size, context);
  return read_on(provenance, context);
}

std::string_view WindowReader::begin(ByteStream& stream,
                                     std::optional<std::uint64_t> size,
                                     TaskContext& context) {
  stream_ = &stream;
  filled_ = owned_begin_ = 0;
  offset_ = 0;
  start_ = {};
  size_ = size;
  outcome_ = {};
  more_ = fill(options_.window + options_.overlap + 1, context);
  return {buffer_.get(), filled_};
}

ReadOutcome WindowReader::read_on(const Provenance& provenance,
                                  TaskContext& context) {
  for (bool whole = true;; whole = false) {
    if (outcome_.stopped) return outcome_;
    if (!more_) {
      if (filled_ > 0) lend(filled_, whole, provenance, context);
      return outcome_;
    }
    std::size_t window_end = owned_begin_ + options_.window;
    lend(window_end, false, provenance, context);
    slide(window_end);
    more_ =
        fill(owned_begin_ + options_.window + options_.overlap + 1, context);
  }
}

// Reads until `wanted` bytes are in the buffer; false where the text ended, or
// could not be read on, before that.
bool WindowReader::fill(std::size_t wanted, TaskContext& context) {
  while (filled_ < wanted) {
    if (context.stopped()) {
      outcome_.stopped = true;
      return false;
    }
    std::size_t asked = wanted - filled_;
    auto got = stream_->read({buffer_.get() + filled_, asked});
    if (!got) {
      outcome_.error = std::move(got.error().message);
      return false;
    }
    if (*got == 0) return false;
    filled_ += *got;
    outcome_.bytes += *got;
    // More was asked for than came, and all that was promised has come.
    if (*got < asked && outcome_.bytes == size_) return false;
  }
  return true;
}

void WindowReader::lend(std::size_t owned_end, bool whole,
                        const Provenance& provenance,
                        TaskContext& context) const {
  Blob blob{.bytes = std::string_view(buffer_.get(), filled_),
            .provenance = provenance,
            .start = start_,
            .offset = offset_};
  if (!whole) blob.owned = Range{owned_begin_, owned_end};
  context.scan(blob);
}

void WindowReader::slide(std::size_t owned_end) {
  std::size_t dropped = owned_end - std::min(owned_end, options_.overlap);
  start_ = advance(start_, std::string_view(buffer_.get(), dropped));
  offset_ += dropped;
  filled_ -= dropped;
  owned_begin_ = owned_end - dropped;
  std::memmove(buffer_.get(), buffer_.get() + dropped, filled_);
}

}  // namespace stanch
