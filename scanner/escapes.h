// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scanner/encoding.h"

namespace stanch {

// One escape sequence at the start of a text.
struct Escape {
  std::uint8_t size = 0;   // bytes that it takes; 0: there is none
  std::uint8_t count = 0;  // bytes that it stands for, perhaps none
  std::array<char, 4> bytes{};

  std::string_view text() const { return {bytes.data(), count}; }
  // Whether it stands for one printable character of ASCII but a space.
  bool is_graphic() const {
    return count == 1 && bytes[0] > ' ' && bytes[0] <= '~';
  }
};

// The longest escape sequence, in bytes.
inline constexpr std::uint64_t kLongestEscape = 12;

// Reads one; `encoding` is one of kPercent, kBackslash, kEntity and
// kQuotedPrintable. What is no escape sequence of it has size 0.
Escape read_escape(std::string_view text, Encoding encoding);

}  // namespace stanch
