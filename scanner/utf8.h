// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace stanch {

// Writes a character in UTF-8 (RFC 3629); how many bytes it has. What is no
// character, a surrogate say, becomes U+FFFD.
std::uint8_t put_utf8(std::uint32_t point, std::array<char, 4>& out);

// Tells text from other bytes as they come: printable ASCII, tabs, line ends
// and UTF-8 pass. The first bytes of what is not text mostly say so.
class TextCheck {
 public:
  // Whether the bytes up to and with this one may be text.
  bool accepts(char byte);

 private:
  int wanted_ = 0;  // bytes of the character at hand that are still to come
};

}  // namespace stanch
