// SPDX-License-Identifier: Apache-2.0
#include "reporters/printable.h"

namespace stanch {
namespace {

// Unicode 15: categories Cc, Zl, Zp, and the property Bidi_Control.
bool moves_the_reader(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c ||
         code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    Utf8Character next = first_character(bytes);
    std::string_view taken = bytes.substr(0, next.size == 0 ? 1 : next.size);
    if (next.size == 0 || moves_the_reader(next.code)) {
      append_escaped(out, taken);
    } else {
      out += taken;
    }
    bytes.remove_prefix(taken.size());
  }
  return out;
}

}  // namespace stanch
