// SPDX-License-Identifier: Apache-2.0
#include "scanner/byte_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "scanner/byte_masks.h"
#include "scanner/digits.h"

namespace stanch {
namespace {

// For each byte the leads that it can follow, a bit each.
constexpr auto kFollows = [] {
  std::array<std::uint8_t, 256> follows{};
  auto add = [&](std::string_view bytes, int bit) {
    for (char c : bytes) {
      follows[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(bit);
    }
  };
  add("234567", 1);     // %41
  add("#qalgecsp", 2);  // &#34; &quot;
  add("3\n\r", 4);      // =3D
  add("ux\\/", 8);      // \u0041 \x41 \\\" \/
  return follows;
}();

// The bit of a lead in kFollows; 0 for every other byte.
constexpr auto kLeads = [] {
  std::array<std::uint8_t, 256> leads{};
  leads['%'] = 1;
  leads['&'] = 2;
  leads['='] = 4;
  leads['\\'] = 8;
  return leads;
}();

bool is_lead(const char* at) {
  return (kLeads[static_cast<unsigned char>(at[0])] &
          kFollows[static_cast<unsigned char>(at[1])]) != 0;
}

// Where the first 20 bits in a row of a mask are set, all of them in it; 64
// where there are none.
std::size_t long_row(std::uint64_t mask) {
  static_assert(kLongStretch == 20);
  mask &= mask >> 1;
  mask &= mask >> 2;
  mask &= mask >> 4;
  mask &= mask >> 8;  // 16 in a row
  mask &= mask >> 4;
  return static_cast<std::size_t>(std::countr_zero(mask));
}

// The mask of the bytes from `at` on, those of [at, end) only.
std::uint64_t mask_of(ByteMask mask, std::string_view text, std::size_t at,
                      std::size_t end) {
  std::size_t size = end - at;
  if (size >= kMaskedBytes) return mask(text.data() + at);
  std::uint64_t wanted = (std::uint64_t{1} << size) - 1;
  if (text.size() - at >= kMaskedBytes) return mask(text.data() + at) & wanted;
  std::array<char, kMaskedBytes> copy{};
  std::copy_n(text.data() + at, size, copy.begin());
  return mask(copy.data()) & wanted;
}

}  // namespace

std::size_t find_stretch(std::string_view text, Range within) {
  const ByteMask digits = base64_digit_mask();
  std::size_t held = 0;  // digits in a row before `at`
  for (std::size_t at = within.begin; at < within.end; at += kMaskedBytes) {
    std::uint64_t mask = mask_of(digits, text, at, within.end);
    auto more = static_cast<std::size_t>(std::countr_one(mask));
    if (held + more >= kLongStretch) return at - held;
    if (std::size_t row = long_row(mask); row < kMaskedBytes) return at + row;
    held = static_cast<std::size_t>(std::countl_one(mask));
  }
  return within.end;
}

std::size_t find_escape_lead(std::string_view text, Range within) {
  const ByteMask leads = escape_lead_mask();
  // The last byte of a text leads nothing.
  std::uint64_t end = std::min<std::uint64_t>(within.end + 1, text.size());
  if (end > 0) --end;
  for (std::size_t at = within.begin; at < end; at += kMaskedBytes) {
    for (std::uint64_t mask = mask_of(leads, text, at, end); mask != 0;
         mask &= mask - 1) {
      auto lead = at + static_cast<std::size_t>(std::countr_zero(mask));
      if (is_lead(text.data() + lead)) return lead;
    }
  }
  return within.end;
}

}  // namespace stanch
