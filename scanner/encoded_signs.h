// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/range.h"

namespace stanch {

// How many digits of base64 in a row make a stretch worth a look.
inline constexpr std::size_t kLongStretch = 20;
// The lines that quoted-printable breaks: RFC 2045 allows 76 characters.
inline constexpr std::uint64_t kShortestBroken = 60;
inline constexpr std::uint64_t kLongestBroken = 76;

// Where something may stand encoded: offsets in a text, in order. Most texts
// have few, most changes none, and this is all that is done for them.
struct EncodedSigns {
  // In each row of at least kLongStretch digits of base64 at least one place.
  std::vector<std::uint64_t> digits;
  // The first bytes of escape sequences that may matter.
  std::vector<std::uint64_t> leads;
};

// Of text[bounds) the signs that touch or adjoin one of the changed ranges, or
// that a change of the line's length there may have made.
void find_signs(std::string_view text, Range bounds,
                std::span<const Range> changed, EncodedSigns& out);

// The first byte of text[within) with which an escape sequence may begin that
// matters: one of % & = and the backslash, before bytes that can follow it
// there. within.end where there is none.
std::uint64_t find_escape_lead(std::string_view text, Range within);

// The stretch of digits from `begin` on.
struct Stretch {
  std::uint64_t end = 0;
  // Whether it is long, and 16 digits of base64 or 24 of hex in it may be 12
  // bytes of ASCII, or a word in it may begin compressed data.
  bool is_promising = false;
};
Stretch read_stretch(std::string_view text, Range within);

}  // namespace stanch
