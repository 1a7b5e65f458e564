// SPDX-License-Identifier: Apache-2.0
#include "rules/run.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace stanch {
namespace {

constexpr std::size_t kMostCounted = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Reads an expression as far as it speaks of nothing but run bytes.
class ShapeReader {
 public:
  explicit ShapeReader(std::string_view expression) : rest_(expression) {}

  RunShape read() {
    take("(?i)");
    RunShape shape = alternatives();
    shape.whole = shape.whole && rest_.empty();
    return shape;
  }

 private:
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  RunShape alternatives() {
    RunShape shape = sequence();
    while (!broken_ && take("|")) {
      RunShape other = sequence();
      shape = {std::min(shape.least, other.least), shape.whole && other.whole};
    }
    // What was not read may hold one more alternative.
    if (!shape.whole && rest_.contains('|')) shape.least = 0;
    return shape;
  }

  RunShape sequence() {
    RunShape shape{0, true};
    while (!rest_.empty() && !rest_.starts_with('|') &&
           !rest_.starts_with(')')) {
      auto one = atom();
      auto times = one ? count() : std::nullopt;
      if (!times) {
        shape.whole = false;
        broken_ = true;
        return shape;
      }
      shape.least += one->least * *times;
    }
    return shape;
  }

  // One byte, a class or a group.
  std::optional<RunShape> atom() {
    if (take("\\w") || take("\\d") || take("\\-")) return RunShape{1, true};
    if (rest_.starts_with('[')) return a_class();
    if (take("(?:") || take("(?i:") ||
        (!rest_.starts_with("(?") && take("("))) {
      RunShape shape = alternatives();
      if (!shape.whole || !take(")")) return std::nullopt;
      return shape;
    }
    if (!is_run_byte(rest_.front())) return std::nullopt;
    rest_.remove_prefix(1);
    return RunShape{1, true};
  }

  std::optional<RunShape> a_class() {
    for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
      if (take("]")) return RunShape{1, true};
      if (rest_.starts_with("\\w") || rest_.starts_with("\\d") ||
          rest_.starts_with("\\-")) {
        rest_.remove_prefix(1);
      } else if (rest_.size() > 2 && rest_[1] == '-' && rest_[2] != ']') {
        bool same = (is_digit(rest_[0]) && is_digit(rest_[2])) ||
                    (is_lower(rest_[0]) && is_lower(rest_[2])) ||
                    (is_upper(rest_[0]) && is_upper(rest_[2]));
        if (!same) return std::nullopt;
        rest_.remove_prefix(2);
      } else if (!is_run_byte(rest_.front())) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  // The least of what follows an atom: {n}, {n,m}, ?, *, +, or nothing.
  std::optional<std::size_t> count() {
    std::size_t least = 1;
    if (take("?") || take("*")) {
      least = 0;
    } else if (!take("+") && take("{")) {
      const std::size_t close = rest_.find('}');
      if (close == rest_.npos || !is_digit(rest_.front())) return std::nullopt;
      least = 0;
      for (; is_digit(rest_.front()); rest_.remove_prefix(1)) {
        least = std::min(least * 10 + (rest_.front() - '0'), kMostCounted);
      }
      rest_.remove_prefix(rest_.find('}') + 1);
    }
    take("?");  // as little as possible
    return least;
  }

  std::string_view rest_;
  bool broken_ = false;  // at something else
};

}  // namespace

RunBlock look_at_block(const char* bytes) {
  RunBlock out;
#ifdef __SSE2__
  auto among = [](__m128i from, char first, char last) {
    const __m128i place = _mm_sub_epi8(from, _mm_set1_epi8(first));
    const __m128i most = _mm_set1_epi8(static_cast<char>(last - first));
    return _mm_cmpeq_epi8(_mm_min_epu8(place, most), place);
  };
  auto bits = [](__m128i found, std::size_t at) {
    return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(found))} << at;
  };
  for (std::size_t at = 0; at < kRunLooked; at += sizeof(__m128i)) {
    const __m128i text =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
    const __m128i lower = _mm_or_si128(text, _mm_set1_epi8(0x20));
    out.digits |= bits(among(text, '0', '9'), at);
    out.letters |= bits(among(lower, 'a', 'z'), at);
    out.run |=
        bits(_mm_or_si128(among(text, '_', '_'), among(text, '-', '-')), at);
  }
  out.run |= out.digits | out.letters;
#else
  for (std::size_t i = 0; i < kRunLooked; ++i) {
    const char c = bytes[i];
    out.run |= std::uint64_t{is_run_byte(c)} << i;
    out.digits |= std::uint64_t{is_digit(c)} << i;
    out.letters |= std::uint64_t{is_lower(c) || is_upper(c)} << i;
  }
#endif
  return out;
}

std::size_t run_of_value(std::string_view text) {
  std::array<char, kRunLooked> padded{};
  const char* bytes = text.data();
  if (text.size() < kRunLooked) {
    text.copy(padded.data(), text.size());
    bytes = padded.data();
  }
  const RunBlock block = look_at_block(bytes);
  const int length = std::countr_one(block.run);
  if (length < static_cast<int>(kShortestRun)) return 0;
  const std::uint64_t seen = ~std::uint64_t{0} >> (64 - length);
  const std::uint64_t digits = block.digits & seen;
  const std::uint64_t letters = block.letters & seen;
  const std::uint64_t changes =
      (digits & letters >> 1) | (letters & digits >> 1);
  const bool are_two = (changes & (changes - 1)) != 0;
  return are_two ? static_cast<std::size_t>(length) : 0;
}

RunShape run_shape(std::string_view expression) {
  return ShapeReader(expression).read();
}

}  // namespace stanch
