// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/range.h"

namespace stanch {

// The encodings whose characters of ASCII are wider than a byte.
enum class WideEncoding { kUtf16Le, kUtf16Be, kUtf32Le, kUtf32Be };

// As a report names it: "utf-16le".
std::string_view to_string(WideEncoding encoding);

// Whether bytes are UTF-16 (RFC 2781) or UTF-32: by their byte order mark, or,
// as Windows programs often write none, because in a sample nearly all bytes
// are zero but every second or fourth one, and of those hardly any is.
std::optional<WideEncoding> detect_wide(std::string_view bytes);

// One character, perhaps a lone surrogate, and the bytes that it takes.
struct WideCharacter {
  std::uint32_t point = 0;
  std::size_t size = 0;
};

// The first character. At least two bytes of UTF-16, four of UTF-32.
WideCharacter read_wide(std::string_view bytes, WideEncoding encoding);

// Wide text in UTF-8, with the way back. A byte order mark is left out; what is
// no character becomes U+FFFD; odd last bytes are dropped.
class WideText {
 public:
  WideText(std::string_view bytes, WideEncoding encoding);

  std::string_view text() const { return text_; }
  // Where a stretch of text() stood in the original bytes.
  Range original(Range range) const;

 private:
  std::uint64_t original(std::uint64_t offset) const;

  std::string text_;
  std::uint64_t unit_;      // bytes of a character of ASCII
  std::uint64_t mark_ = 0;  // bytes of the byte order mark
};

}  // namespace stanch
