// SPDX-License-Identifier: Apache-2.0
//
// UTF-16 and UTF-32 of any bytes, in both orders: what comes out is UTF-8, and
// each of its characters leads back to the code unit it was read from.
#include <cstdint>
#include <string_view>

#include "fuzz/target.h"
#include "scanner/wide_text.h"

namespace stanch {
namespace {

bool continues(char byte) { return (byte & 0xc0) == 0x80; }

// What an ASCII character looks like in the original bytes.
bool is_ascii_at(std::string_view unit, bool is_big, char ascii) {
  std::size_t at = is_big ? unit.size() - 1 : 0;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (unit[i] != (i == at ? ascii : '\0')) return false;
  }
  return true;
}

void check(std::string_view bytes, WideEncoding encoding) {
  using enum WideEncoding;
  bool is_big = encoding == kUtf16Be || encoding == kUtf32Be;
  std::size_t unit = encoding == kUtf16Le || encoding == kUtf16Be ? 2 : 4;
  WideText decoded(bytes, encoding);
  std::string_view text = decoded.text();
  std::uint64_t before = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && continues(text[end])) ++end;
    require(!continues(text[begin]) && end - begin <= 4);
    Range place = decoded.original({begin, end});
    require(place.size() == (end - begin == 4 ? 4 : unit));
    require(place.begin >= before && place.end <= bytes.size());
    if (end - begin == 1) {
      auto original = bytes.substr(place.begin, unit);
      require(is_ascii_at(original, is_big, text[begin]));
    }
    before = place.end;
    begin = end;
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  // The way back costs as much as the text is long, for each character.
  if (bytes.size() > 2048) return;
  detect_wide(bytes);
  using enum WideEncoding;
  for (auto encoding : {kUtf16Le, kUtf16Be, kUtf32Le, kUtf32Be}) {
    check(bytes, encoding);
  }
}

}  // namespace stanch
