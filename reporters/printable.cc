// SPDX-License-Identifier: Apache-2.0
#include "reporters/printable.h"

#include <cstdint>

namespace stanch {
namespace {

struct Decoded {
  std::size_t size = 0;  // bytes; 0: not UTF-8
  char32_t code = 0;
};

// The character at the front of `bytes`, which is not empty.
Decoded decode(std::string_view bytes) {
  auto byte = [&](std::size_t i) {
    return static_cast<std::uint8_t>(bytes[i]);
  };
  if (byte(0) < 0x80) return {1, byte(0)};
  std::size_t size = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || bytes.size() < size) return {};
  char32_t code = byte(0) & (0x7f >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kSmallest[size] || code > 0x10ffff || surrogate) return {};
  return {size, code};
}

// Unicode 15: categories Cc, Zl, Zp, and the property Bidi_Control.
bool moves_the_reader(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c ||
         code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (char c : bytes) {
    auto byte = static_cast<std::uint8_t>(c);
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
}

template <typename Refused>
std::string escape(std::string_view bytes, Refused refused) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    Decoded next = decode(bytes);
    std::string_view taken = bytes.substr(0, next.size == 0 ? 1 : next.size);
    if (next.size == 0 || refused(next.code)) {
      append_escaped(out, taken);
    } else {
      out += taken;
    }
    bytes.remove_prefix(taken.size());
  }
  return out;
}

}  // namespace

std::string printable(std::string_view bytes) {
  return escape(bytes, moves_the_reader);
}

std::string utf8(std::string_view bytes) {
  return escape(bytes, [](char32_t) { return false; });
}

}  // namespace stanch
