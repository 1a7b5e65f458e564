// SPDX-License-Identifier: Apache-2.0
//
// Every byte of every text goes through here, so it goes by 32 at once where
// the processor can (AVX2), or by 16 (SSE2, which every x86-64 has).
#include "scanner/byte_masks.h"

#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "scanner/digits.h"

namespace stanch {
namespace {

#if defined(__x86_64__)

__m128i load16(const char* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

__m128i equal16(__m128i bytes, char c) {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

// Bytes of [first, first + count).
__m128i among16(__m128i bytes, char first, char count) {
  __m128i from_first = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
  __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
  return _mm_cmpeq_epi8(_mm_min_epu8(from_first, last), from_first);
}

__m128i either16(__m128i a, __m128i b) { return _mm_or_si128(a, b); }

std::uint64_t bits16(__m128i set, int place) {
  return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(set))} << place;
}

std::uint64_t digits16(const char* from) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; i += 16) {
    __m128i bytes = load16(from + i);
    __m128i letters = among16(either16(bytes, _mm_set1_epi8(0x20)), 'a', 26);
    __m128i others = either16(among16(bytes, '/', 11), equal16(bytes, '+'));
    __m128i url = either16(equal16(bytes, '-'), equal16(bytes, '_'));
    mask |= bits16(either16(letters, either16(others, url)), i);
  }
  return mask;
}

std::uint64_t leads16(const char* from) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; i += 16) {
    __m128i bytes = load16(from + i);
    __m128i some = either16(equal16(bytes, '%'), equal16(bytes, '&'));
    __m128i others = either16(equal16(bytes, '='), equal16(bytes, '\\'));
    mask |= bits16(either16(some, others), i);
  }
  return mask;
}

// The same by 32.
#define STANCH_AVX2 __attribute__((target("avx2")))

STANCH_AVX2 __m256i load32(const char* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

STANCH_AVX2 __m256i equal32(__m256i bytes, char c) {
  return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

STANCH_AVX2 __m256i among32(__m256i bytes, char first, char count) {
  __m256i from_first = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
  __m256i last = _mm256_set1_epi8(static_cast<char>(count - 1));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(from_first, last), from_first);
}

STANCH_AVX2 __m256i either32(__m256i a, __m256i b) {
  return _mm256_or_si256(a, b);
}

STANCH_AVX2 std::uint64_t bits32(__m256i set, int place) {
  return std::uint64_t{static_cast<unsigned>(_mm256_movemask_epi8(set))}
         << place;
}

STANCH_AVX2 std::uint64_t digits32(const char* from) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; i += 32) {
    __m256i bytes = load32(from + i);
    __m256i letters = among32(either32(bytes, _mm256_set1_epi8(0x20)), 'a', 26);
    __m256i others = either32(among32(bytes, '/', 11), equal32(bytes, '+'));
    __m256i url = either32(equal32(bytes, '-'), equal32(bytes, '_'));
    mask |= bits32(either32(letters, either32(others, url)), i);
  }
  return mask;
}

STANCH_AVX2 std::uint64_t leads32(const char* from) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; i += 32) {
    __m256i bytes = load32(from + i);
    __m256i some = either32(equal32(bytes, '%'), equal32(bytes, '&'));
    __m256i others = either32(equal32(bytes, '='), equal32(bytes, '\\'));
    mask |= bits32(either32(some, others), i);
  }
  return mask;
}

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

#else

template <typename Sought>
std::uint64_t mask_of(const char* from, Sought is_sought) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kMaskedBytes; ++i) {
    mask |= std::uint64_t{is_sought(from[i])} << i;
  }
  return mask;
}

std::uint64_t any_digits(const char* from) {
  return mask_of(from, [](char c) { return base64_value(c) >= 0; });
}

std::uint64_t any_leads(const char* from) {
  return mask_of(from, [](char c) {
    return c == '%' || c == '&' || c == '=' || c == '\\';
  });
}

#endif

}  // namespace

#if defined(__x86_64__)
ByteMask base64_digit_mask() { return has_avx2() ? digits32 : digits16; }
ByteMask escape_lead_mask() { return has_avx2() ? leads32 : leads16; }
#else
ByteMask base64_digit_mask() { return any_digits; }
ByteMask escape_lead_mask() { return any_leads; }
#endif

}  // namespace stanch
