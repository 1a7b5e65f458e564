// SPDX-License-Identifier: Apache-2.0
//
// Every byte of every text goes through here. A byte belongs to a class if the
// class holds both its halves: so one look-up by each half and an `and` tell
// all classes at once, for 32 bytes where the processor can (AVX2). Elsewhere a
// table tells of one byte after the other.
#include "scanner/byte_masks.h"

#include <array>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace stanch {
namespace {

// For each half of a byte the classes that hold it.
struct HalfTables {
  std::array<std::uint8_t, 16> low{};
  std::array<std::uint8_t, 16> high{};

  // Bytes with one of these high halves and one of these low ones.
  constexpr void add(int bit, std::string_view highs, std::string_view lows) {
    auto put = [bit](std::array<std::uint8_t, 16>& table,
                     std::string_view halves) {
      for (char c : halves) {
        auto half = static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10);
        table[half] |= static_cast<std::uint8_t>(1 << bit);
      }
    };
    put(high, highs);
    put(low, lows);
  }

  constexpr std::uint8_t classes(unsigned char byte) const {
    return static_cast<std::uint8_t>(low[byte & 0xf] & high[byte >> 4]);
  }
};

// Bits 0 to 4: digits of base64. The others: leads.
constexpr int kFirstLead = 5;
constexpr HalfTables kKinds = [] {
  HalfTables kinds;
  kinds.add(0, "2", "bdf");               // + - /
  kinds.add(1, "3", "0123456789");        // 0-9
  kinds.add(2, "46", "123456789abcdef");  // A-O, a-o
  kinds.add(3, "57", "0123456789a");      // P-Z, p-z
  kinds.add(4, "5", "f");                 // _
  kinds.add(kFirstLead, "2", "56");       // % &
  kinds.add(kFirstLead + 1, "3", "d");    // =
  kinds.add(kFirstLead + 2, "5", "c");    // the backslash
  return kinds;
}();

// What may stand behind a lead: %41 &#34; &quot; =3D \u0041 \x41 \\\" \/ and
// the end of a line.
constexpr HalfTables kFollowers = [] {
  HalfTables followers;
  followers.add(0, "0", "ad");      // \n \r
  followers.add(1, "2", "3f");      // # /
  followers.add(2, "3", "234567");  // 2-7
  followers.add(3, "5", "c");       // the backslash
  followers.add(4, "6", "1357c");   // a c e g l
  followers.add(5, "7", "01358");   // p q s u x
  return followers;
}();

constexpr std::uint64_t kLast = std::uint64_t{1} << 63;

ByteMasks look_at_each(const char* from) {
  ByteMasks out;
  std::uint64_t followers = 0;
  for (std::size_t i = 0; i < kMaskedBytes; ++i) {
    auto byte = static_cast<unsigned char>(from[i]);
    std::uint8_t kind = kKinds.classes(byte);
    bool is_lead = kind >> kFirstLead != 0;
    out.digits |= std::uint64_t{kind != 0 && !is_lead} << i;
    out.leads |= std::uint64_t{is_lead} << i;
    out.newlines |= std::uint64_t{byte == '\n'} << i;
    followers |= std::uint64_t{kFollowers.classes(byte) != 0} << i;
  }
  out.leads &= followers >> 1 | kLast;
  return out;
}

#if defined(__x86_64__)

#define STANCH_AVX2 __attribute__((target("avx2")))

STANCH_AVX2 __m256i table32(const std::array<std::uint8_t, 16>& table) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
}

STANCH_AVX2 __m256i classes32(const HalfTables& tables, __m256i low,
                              __m256i high) {
  return _mm256_and_si256(_mm256_shuffle_epi8(table32(tables.low), low),
                          _mm256_shuffle_epi8(table32(tables.high), high));
}

// The bytes whose highest bit is set.
STANCH_AVX2 std::uint64_t bits32(__m256i bytes) {
  return static_cast<unsigned>(_mm256_movemask_epi8(bytes));
}

STANCH_AVX2 std::uint64_t zeros32(__m256i bytes) {
  return bits32(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
}

STANCH_AVX2 ByteMasks look_at_32s(const char* from) {
  ByteMasks out;
  std::uint64_t followers = 0;
  const __m256i half = _mm256_set1_epi8(0xf);
  for (unsigned i = 0; i < kMaskedBytes; i += 32) {
    __m256i bytes =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i));
    __m256i low = _mm256_and_si256(bytes, half);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
    __m256i kinds = classes32(kKinds, low, high);
    // Only the bits of leads reach the highest one so.
    std::uint64_t leads = bits32(
        _mm256_adds_epu8(kinds, _mm256_set1_epi8(0x80 - (1 << kFirstLead))));
    out.leads |= leads << i;
    out.digits |= (~zeros32(kinds) & ~leads & 0xffffffff) << i;
    out.newlines |= bits32(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')))
                    << i;
    followers |= (~zeros32(classes32(kFollowers, low, high)) & 0xffffffff) << i;
  }
  out.leads &= followers >> 1 | kLast;
  return out;
}

#endif

}  // namespace

LookAtBytes look_at_bytes() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return look_at_32s;
#endif
  return look_at_each;
}

}  // namespace stanch
