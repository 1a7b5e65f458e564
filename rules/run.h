// SPDX-License-Identifier: Apache-2.0
//
// Runs: many letters and digits that follow each other without a break. Most
// credentials are one, and little else is, so most rules look at runs only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stanch {

// At least so many bytes of [0-9A-Za-z_-], with none of them before and behind.
inline constexpr std::size_t kShortestRun = 16;

inline constexpr auto kRunBytes = [] {
  std::array<bool, 256> out{};
  for (int c = 0; c < 256; ++c) {
    out[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
             (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  }
  return out;
}();

constexpr bool is_run_byte(char c) {
  return kRunBytes[static_cast<unsigned char>(c)];
}

// What kRunLooked bytes are: bit i for the i-th.
inline constexpr std::size_t kRunLooked = 64;
struct RunBlock {
  std::uint64_t run = 0;  // bytes of runs
  std::uint64_t digits = 0;
  std::uint64_t letters = 0;
};
RunBlock look_at_block(const char* bytes);

// How much of the text's begin is a run in which letters and digits change
// places at least twice, as in a value that was drawn at random; 0: it is none.
// Looks at kRunLooked bytes at the most.
std::size_t run_of_value(std::string_view text);

// What an expression (RE2's dialect or Hyperscan's) says of runs: how many run
// bytes, at the least, all that it matches begins with, and whether that is all
// of it. Too little where it is hard to tell.
struct RunShape {
  std::size_t least = 0;
  bool whole = false;
};
RunShape run_shape(std::string_view expression);

}  // namespace stanch
