// SPDX-License-Identifier: Apache-2.0
#include "scanner/utf8.h"

namespace stanch {

std::uint8_t put_utf8(std::uint32_t point, std::array<char, 4>& out) {
  if (point >= 0x110000 || (point >= 0xd800 && point < 0xe000)) point = 0xfffd;
  if (point < 0x80) {
    out[0] = static_cast<char>(point);
    return 1;
  }
  unsigned more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  out[0] =
      static_cast<char>((0xff00u >> (more + 1) & 0xff) | point >> (6 * more));
  for (unsigned i = 1; i <= more; ++i) {
    out[i] = static_cast<char>(0x80 | (point >> (6 * (more - i)) & 0x3f));
  }
  return static_cast<std::uint8_t>(more + 1);
}

bool TextCheck::accepts(char byte) {
  auto c = static_cast<unsigned char>(byte);
  if (wanted_ > 0) {
    --wanted_;
    return (c & 0xc0) == 0x80;
  }
  if (c < 0x80) {
    return (c >= ' ' && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
  }
  if (c < 0xc2 || c > 0xf4) return false;
  wanted_ = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
  return true;
}

}  // namespace stanch
