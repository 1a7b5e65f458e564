// SPDX-License-Identifier: Apache-2.0
#include "scanner/entropy.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <map>

namespace stanch {
namespace {

// The bytes of the character at the front (RFC 3629), or one byte.
std::size_t character_size(std::string_view text) {
  auto byte = static_cast<unsigned char>(text[0]);
  std::size_t size = byte >= 0xf0 && byte < 0xf5   ? 4
                     : byte >= 0xe0 && byte < 0xf0 ? 3
                     : byte >= 0xc2 && byte < 0xe0 ? 2
                                                   : 1;
  if (size > text.size()) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 1;
  }
  return size;
}

}  // namespace

double shannon_entropy(std::string_view bytes) {
  if (bytes.empty()) return 0;
  std::array<std::uint32_t, 256> counts{};
  for (unsigned char byte : bytes) ++counts[byte];
  double size = static_cast<double>(bytes.size());
  double bits = 0;
  for (std::uint32_t count : counts) {
    if (count == 0) continue;
    double share = count / size;
    bits -= share * std::log2(share);
  }
  return bits;
}

double character_entropy(std::string_view text) {
  std::map<std::string_view, std::uint32_t> counts;
  for (std::string_view rest = text; !rest.empty();) {
    std::size_t size = character_size(rest);
    ++counts[rest.substr(0, size)];
    rest.remove_prefix(size);
  }
  double bits = 0;
  for (const auto& [character, count] : counts) {
    double share = count / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace stanch
