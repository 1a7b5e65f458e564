// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/range.h"

namespace stanch {

enum class Utf16 { kLittleEndian, kBigEndian };

// Whether bytes are UTF-16 text (RFC 2781): by their byte order mark, or, as
// Windows programs often write none, because in a sample nearly every second
// byte is zero and hardly any other is.
std::optional<Utf16> detect_utf16(std::string_view bytes);

// One character, perhaps a lone surrogate, and the bytes that it takes.
struct Utf16Character {
  std::uint32_t point = 0;
  std::size_t size = 2;
};

// The first character of at least two bytes.
Utf16Character read_utf16(std::string_view bytes, Utf16 order);

// UTF-16 text in UTF-8, with the way back. A byte order mark is left out; a
// lone surrogate becomes U+FFFD; an odd last byte is dropped.
class Utf16Text {
 public:
  Utf16Text(std::string_view bytes, Utf16 order);

  std::string_view text() const { return text_; }
  // Where a stretch of text() stood in the original bytes.
  Range original(Range range) const;

 private:
  std::uint64_t original(std::uint64_t offset) const;

  std::string text_;
  std::uint64_t mark_ = 0;  // bytes of the byte order mark
};

}  // namespace stanch
