// SPDX-License-Identifier: Apache-2.0
#include "core/base64.h"

#include <cstdint>

namespace stanch {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

SecretText base64_text(std::string_view bytes) {
  SecretText out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::string_view part = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 |
             (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      bool is_padding = k > part.size();
      out.append(is_padding ? "="
                            : kAlphabet.substr(bits >> (18 - 6 * k) & 63, 1));
    }
  }
  return out;
}

std::optional<SecretText> base64_bytes(std::string_view text) {
  if (text.size() % 4 == 0 && text.ends_with('=')) {
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  SecretText out;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    auto digit = kAlphabet.find(c);
    if (digit == kAlphabet.npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    char byte = static_cast<char>(bits >> count & 0xff);
    out.append({&byte, 1});
  }
  return out;
}

}  // namespace stanch
