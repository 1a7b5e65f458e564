// SPDX-License-Identifier: Apache-2.0
#include "scanner/base64.h"

#include <cstdint>

#include "scanner/digits.h"

namespace stanch {

std::optional<std::string> decode_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : text) {
    if (base64_value(c) < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(base64_value(c));
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xff);
    }
  }
  return out;
}

}  // namespace stanch
