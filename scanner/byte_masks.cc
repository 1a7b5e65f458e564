// SPDX-License-Identifier: Apache-2.0
//
// Every byte of every text goes through here. A set of bytes is a table: for
// each low half of a byte the high halves with which it makes one of the set, a
// bit each. So one look-up by the low half and one by the high half tell 32
// bytes at once where the processor can (AVX2); elsewhere they tell one.
#include "scanner/byte_masks.h"

#include <array>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "rules/run.h"
#include "scanner/digits.h"

namespace stanch {
namespace {

using Halves = std::array<std::uint8_t, 16>;

// A set of bytes of ASCII.
template <typename Sought>
constexpr Halves set_of(Sought is_sought) {
  Halves set{};
  for (unsigned c = 0; c < 0x80; ++c) {
    if (!is_sought(static_cast<char>(c))) continue;
    set[c & 0xf] = static_cast<std::uint8_t>(set[c & 0xf] | 1u << (c >> 4));
  }
  return set;
}

constexpr Halves these(std::string_view bytes) {
  return set_of([bytes](char c) { return bytes.contains(c); });
}

// The bit of each high half.
constexpr Halves kHighHalves = {1, 2, 4, 8, 16, 32, 64, 128};

constexpr Halves kRuns = set_of(is_run_byte);
constexpr Halves kNewlines = these("\n");
constexpr Halves kLeads = these("%&=\\");
// The lead of each low half, for no two have the same; else what has another.
constexpr Halves kLeadOfLow = [] {
  Halves leads;
  leads.fill(0xff);
  for (char c : {'%', '&', '=', '\\'}) {
    const auto byte = static_cast<unsigned char>(c);
    leads[byte & 0xf] = byte;
  }
  return leads;
}();
// What may stand behind one: %41 &#34; &quot; =3D \u0041 \x41 \\\" \/ and the
// end of a line.
constexpr Halves kFollowers = these("234567#qalgecsp\r\nux\\/");

constexpr bool has_no_bit(char c, int bit) {
  const auto value = kBase64Values[static_cast<unsigned char>(c)];
  return value >= 0 && (value & bit) == 0;
}
// A byte of ASCII has no highest bit: bits 0, 8 and 16 of a group's 24.
constexpr Halves kFirst = set_of([](char c) { return has_no_bit(c, 32); });
constexpr Halves kSecond = set_of([](char c) { return has_no_bit(c, 8); });
constexpr Halves kThird = set_of([](char c) { return has_no_bit(c, 2); });
constexpr Halves kHexFirst = these("01234567");

constexpr std::uint64_t kLast = std::uint64_t{1} << (kMaskedBytes - 1);

// One byte after the other.
struct Bytes {
  const char* from;

  std::uint64_t in(const Halves& set) const {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < kMaskedBytes; ++i) {
      const auto byte = static_cast<unsigned char>(from[i]);
      const bool holds = (set[byte & 0xf] & kHighHalves[byte >> 4]) != 0;
      mask |= std::uint64_t{holds} << i;
    }
    return mask;
  }
};

std::uint64_t runs_by_1(const char* from) { return Bytes{from}.in(kRuns); }

LeadMasks leads_by_1(const char* from) {
  const Bytes bytes{from};
  return {bytes.in(kLeads) & (bytes.in(kFollowers) >> 1 | kLast),
          bytes.in(kNewlines)};
}

DigitMasks digits_by_1(const char* from) {
  const Bytes bytes{from};
  return {bytes.in(kFirst), bytes.in(kSecond), bytes.in(kThird),
          bytes.in(kHexFirst)};
}

#if defined(__x86_64__)

#define STANCH_AVX2 __attribute__((target("avx2"), always_inline)) inline

STANCH_AVX2 __m256i table_of(const Halves& halves) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(halves.data())));
}

// 64 bytes in two registers, split into their halves.
struct Vectors {
  __m256i bytes[2];
  __m256i low[2];
  __m256i high[2];
};

STANCH_AVX2 Vectors split(const char* from) {
  Vectors out;
  const __m256i half = _mm256_set1_epi8(0xf);
  const __m256i highs = table_of(kHighHalves);
  for (int i = 0; i < 2; ++i) {
    const __m256i bytes = _mm256_loadu_si256(
        reinterpret_cast<const __m256i*>(from + std::ptrdiff_t{32} * i));
    out.bytes[i] = bytes;
    out.low[i] = _mm256_and_si256(bytes, half);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
    out.high[i] = _mm256_shuffle_epi8(highs, high);
  }
  return out;
}

STANCH_AVX2 std::uint64_t mask_of(const Vectors& bytes, const Halves& set) {
  std::uint64_t others = 0;
  for (int i = 0; i < 2; ++i) {
    const __m256i found = _mm256_and_si256(
        _mm256_shuffle_epi8(table_of(set), bytes.low[i]), bytes.high[i]);
    const int zeros =
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_setzero_si256()));
    others |= std::uint64_t{static_cast<unsigned>(zeros)} << (32 * i);
  }
  return ~others;
}

__attribute__((target("avx2"))) std::uint64_t runs_by_32(const char* from) {
  return mask_of(split(from), kRuns);
}

STANCH_AVX2 std::uint64_t bits_of(__m256i first, __m256i second) {
  auto low = static_cast<unsigned>(_mm256_movemask_epi8(first));
  auto high = static_cast<unsigned>(_mm256_movemask_epi8(second));
  return low | std::uint64_t{high} << 32;
}

__attribute__((target("avx2"))) LeadMasks leads_by_32(const char* from) {
  const Vectors text = split(from);
  const __m256i leads = table_of(kLeadOfLow);
  const __m256i newline = _mm256_set1_epi8('\n');
  auto is_lead =
      [leads](__m256i bytes) __attribute__((target("avx2"), always_inline)) {
        return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(leads, bytes), bytes);
      };
  return {bits_of(is_lead(text.bytes[0]), is_lead(text.bytes[1])) &
              (mask_of(text, kFollowers) >> 1 | kLast),
          bits_of(_mm256_cmpeq_epi8(text.bytes[0], newline),
                  _mm256_cmpeq_epi8(text.bytes[1], newline))};
}

__attribute__((target("avx2"))) DigitMasks digits_by_32(const char* from) {
  const Vectors bytes = split(from);
  return {mask_of(bytes, kFirst), mask_of(bytes, kSecond),
          mask_of(bytes, kThird), mask_of(bytes, kHexFirst)};
}

#endif

}  // namespace

const ByteLooks& byte_looks() {
  static const ByteLooks looks = [] {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") != 0) {
      return ByteLooks{runs_by_32, leads_by_32, digits_by_32};
    }
#endif
    return ByteLooks{runs_by_1, leads_by_1, digits_by_1};
  }();
  return looks;
}

}  // namespace stanch
