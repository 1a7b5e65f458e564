// SPDX-License-Identifier: Apache-2.0
//
// UTF-16 of any bytes, in both orders: what comes out is UTF-8, and each of its
// characters leads back to the code unit it was read from.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scanner/utf16.h"

namespace stanch {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool continues(char byte) { return (byte & 0xc0) == 0x80; }

// What an ASCII character looks like in the original bytes.
bool is_ascii_at(std::string_view unit, Utf16 order, char ascii) {
  if (order == Utf16::kBigEndian) return unit[0] == 0 && unit[1] == ascii;
  return unit[0] == ascii && unit[1] == 0;
}

void check(std::string_view bytes, Utf16 order) {
  Utf16Text decoded(bytes, order);
  std::string_view text = decoded.text();
  std::uint64_t before = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && continues(text[end])) ++end;
    require(!continues(text[begin]) && end - begin <= 4);
    Range place = decoded.original({begin, end});
    require(place.size() == (end - begin == 4 ? 4 : 2));
    require(place.begin >= before && place.end <= bytes.size());
    if (end - begin == 1) {
      require(is_ascii_at(bytes.substr(place.begin, 2), order, text[begin]));
    }
    before = place.end;
    begin = end;
  }
}

}  // namespace
}  // namespace stanch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // The way back costs as much as the text is long, for each character.
  if (size > 2048) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  stanch::detect_utf16(bytes);
  stanch::check(bytes, stanch::Utf16::kLittleEndian);
  stanch::check(bytes, stanch::Utf16::kBigEndian);
  return 0;
}
