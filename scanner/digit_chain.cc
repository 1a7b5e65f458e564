// SPDX-License-Identifier: Apache-2.0
//
// Base64 is often wrapped: by MIME, PEM and `base64` at 76 or 64 digits, in
// YAML with an indentation, in JSON with line ends that are escaped. A line of
// that kind has a whole number of groups of 4, is neither short nor endless,
// and the next one begins with a digit.
#include "scanner/digit_chain.h"

#include <algorithm>

#include "scanner/digits.h"

namespace stanch {
namespace {

constexpr std::uint64_t kShortestLine = 32;
constexpr std::uint64_t kLongestLine = 128;
constexpr std::uint64_t kDeepestIndent = 64;

bool is_wrapped(std::uint64_t size) {
  return size >= kShortestLine && size <= kLongestLine && size % 4 == 0;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool DigitChains::is_digit(std::uint64_t at) const {
  return at >= bounds_.begin && at < bounds_.end &&
         base64_value(text_[at]) >= 0;
}

// The letter of an escape sequence (\n) is none of the digits after it.
std::uint64_t DigitChains::stretch_begin(std::uint64_t at) const {
  std::uint64_t begin = at;
  while (is_digit(begin - 1)) --begin;
  bool is_escaped = begin > bounds_.begin && text_[begin - 1] == '\\' &&
                    is_digit(begin) &&
                    std::string_view("nrt").contains(text_[begin]);
  return is_escaped ? begin + 1 : begin;
}

std::uint64_t DigitChains::stretch_near(std::uint64_t at,
                                        std::uint64_t reach) const {
  if (!is_digit(at - 1) && (at == 0 || text_[at - 1] != '\\')) return at;
  std::uint64_t begin = at;
  while (at - begin <= reach && is_digit(begin - 1)) --begin;
  return at - begin > reach ? at : stretch_begin(begin);
}

std::uint64_t DigitChains::stretch_end(std::uint64_t at) const {
  while (is_digit(at)) ++at;
  return at;
}

// Where the stretch ended after which a line ends and the digit `at` follows;
// 0 where no line ends there.
std::uint64_t DigitChains::before_gap(std::uint64_t at) const {
  auto ends_with = [&](std::uint64_t end, std::string_view tail) {
    return end >= bounds_.begin + tail.size() &&
           text_.substr(end - tail.size(), tail.size()) == tail;
  };
  if (at > bounds_.begin && text_[at - 1] == 'n') {
    if (ends_with(at, "\\r\\n")) return at - 4;
    return ends_with(at, "\\n") ? at - 2 : 0;
  }
  std::uint64_t end = at;
  while (at - end < kDeepestIndent && end > bounds_.begin &&
         is_blank(text_[end - 1])) {
    --end;
  }
  if (end == bounds_.begin || text_[end - 1] != '\n') return 0;
  return ends_with(end, "\r\n") ? end - 2 : end - 1;
}

// The next line's first digit; 0 where a stretch that ends at `at` is its
// chain's last.
std::uint64_t DigitChains::after_gap(std::uint64_t at) const {
  std::string_view rest = text_.substr(at, bounds_.end - at);
  std::uint64_t next = at;
  if (rest.starts_with("\\r\\n")) {
    next += 4;
  } else if (rest.starts_with("\\n")) {
    next += 2;
  } else {
    if (rest.starts_with("\r\n")) {
      next += 2;
    } else if (rest.starts_with("\n")) {
      next += 1;
    } else {
      return 0;
    }
    std::uint64_t line = next;
    while (next - line < kDeepestIndent && next < bounds_.end &&
           is_blank(text_[next])) {
      ++next;
    }
  }
  return is_digit(next) && stretch_begin(next) == next ? next : 0;
}

// Where the stretch begins to which the one at `begin` is joined; else `begin`.
std::uint64_t DigitChains::joined_before(std::uint64_t begin) const {
  // No line ends before it: the usual case.
  bool is_first = begin > bounds_.begin &&
                  (is_blank(text_[begin - 1]) || text_[begin - 1] == '\n' ||
                   text_[begin - 1] == 'n');
  std::uint64_t end = is_first ? before_gap(begin) : 0;
  if (end == 0 || !is_digit(end - 1)) return begin;
  // Not further than a line of its kind is long.
  std::uint64_t first = end;
  while (end - first <= kLongestLine + 1 && is_digit(first - 1)) --first;
  if (is_digit(first - 1)) return begin;
  first = stretch_begin(first);
  bool joins = is_wrapped(end - first) && after_gap(end) == begin;
  return joins ? first : begin;
}

std::uint64_t DigitChains::begin_of(std::uint64_t at) const {
  std::uint64_t begin = stretch_begin(at);
  for (;;) {
    std::uint64_t before = joined_before(begin);
    if (before == begin) return begin;
    begin = before;
  }
}

void DigitChains::lines(std::uint64_t begin, std::vector<Range>& out) const {
  out.clear();
  for (;;) {
    Range line{begin, stretch_end(begin)};
    out.push_back(line);
    if (!is_wrapped(line.size())) return;
    begin = after_gap(line.end);
    if (begin == 0) return;
  }
}

}  // namespace stanch
