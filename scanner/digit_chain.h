// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/range.h"

namespace stanch {

// Stretches of base64's digits in text[bounds), and the chains that they form
// over the ends of lines. Whether two stretches are joined is told from both
// alone, so the chain of a stretch is the same from wherever it is met.
class DigitChains {
 public:
  DigitChains(std::string_view text, Range bounds)
      : text_(text), bounds_(bounds) {}

  // Where the stretch begins that holds, or ends, at `at`.
  std::uint64_t stretch_begin(std::uint64_t at) const;

  // The same, or `at` where it begins more than `reach` before.
  std::uint64_t stretch_near(std::uint64_t at, std::uint64_t reach) const;

  // Where the chain begins that has a stretch which holds, or ends, at `at`.
  std::uint64_t begin_of(std::uint64_t at) const;

  // The stretches of the chain that begins at `begin`, a digit.
  void lines(std::uint64_t begin, std::vector<Range>& out) const;

 private:
  bool is_digit(std::uint64_t at) const;
  std::uint64_t stretch_end(std::uint64_t at) const;
  std::uint64_t before_gap(std::uint64_t at) const;
  std::uint64_t after_gap(std::uint64_t at) const;
  std::uint64_t joined_before(std::uint64_t begin) const;

  std::string_view text_;
  Range bounds_;
};

// How far before a chain's first digit, and after its last one, the bytes lie
// that tell whether it is joined to others: a gap and a line before it, a gap
// and a digit after it.
inline constexpr std::uint64_t kChainReachBefore = 208;
inline constexpr std::uint64_t kChainReachAfter = 72;

}  // namespace stanch
