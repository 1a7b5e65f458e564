// SPDX-License-Identifier: Apache-2.0
//
// Both searches read every byte of every text, so they go by 16 at once where
// the processor can (SSE2: every x86-64).
#include "scanner/byte_search.h"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "scanner/digits.h"

namespace stanch {
namespace {

constexpr std::size_t kBlock = 16;

bool is_lead(char c) { return c == '%' || c == '&' || c == '=' || c == '\\'; }

// Of each of 16 bytes, the first one lowest, whether it is a digit of base64
// (digits_of), or may begin an escape sequence (leads_of).
#if defined(__SSE2__)

__m128i load(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

// Bytes of [first, first + count).
__m128i among(__m128i bytes, char first, char count) {
  __m128i from_first = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
  __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
  return _mm_cmpeq_epi8(_mm_min_epu8(from_first, last), from_first);
}

__m128i equal(__m128i bytes, char c) {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

unsigned mask_of(__m128i set) {
  return static_cast<unsigned>(_mm_movemask_epi8(set));
}

unsigned digits_of(const char* from) {
  __m128i bytes = load(from);
  __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  __m128i set = _mm_or_si128(among(lower, 'a', 26), among(bytes, '/', 11));
  set = _mm_or_si128(set, _mm_or_si128(equal(bytes, '-'), equal(bytes, '+')));
  return mask_of(_mm_or_si128(set, equal(bytes, '_')));
}

unsigned leads_of(const char* from) {
  __m128i bytes = load(from);
  return mask_of(
      _mm_or_si128(_mm_or_si128(equal(bytes, '%'), equal(bytes, '&')),
                   _mm_or_si128(equal(bytes, '='), equal(bytes, '\\'))));
}

#else

unsigned digits_of(const char* from) {
  unsigned mask = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    mask |= static_cast<unsigned>(base64_value(from[i]) >= 0) << i;
  }
  return mask;
}

unsigned leads_of(const char* from) {
  unsigned mask = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    mask |= static_cast<unsigned>(is_lead(from[i])) << i;
  }
  return mask;
}

#endif

}  // namespace

std::size_t find_stretch(std::string_view text, Range within) {
  std::size_t at = within.begin;
  std::size_t held = 0;  // digits in a row before `at`
  for (; at + kBlock <= within.end; at += kBlock) {
    unsigned mask = digits_of(text.data() + at);
    auto more = static_cast<std::size_t>(std::countr_one(mask));
    if (held + more >= kLongStretch) return at - held;
    held = more == kBlock
               ? held + kBlock
               : static_cast<std::size_t>(std::countl_one(mask << kBlock));
  }
  for (; at < within.end; ++at) {
    held = base64_value(text[at]) >= 0 ? held + 1 : 0;
    if (held == kLongStretch) return at + 1 - held;
  }
  return within.end;
}

std::size_t find_escape_lead(std::string_view text, Range within) {
  std::size_t at = within.begin;
  for (; at + kBlock <= within.end; at += kBlock) {
    unsigned mask = leads_of(text.data() + at);
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
  while (at < within.end && !is_lead(text[at])) ++at;
  return at;
}

}  // namespace stanch
