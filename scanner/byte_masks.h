// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace stanch {

// How many bytes the masks speak of, a bit each, the first one lowest.
inline constexpr std::size_t kMaskedBytes = 64;

struct LeadMasks {
  // Of % & = and the backslash those that may begin an escape sequence that
  // matters (scanner/escape_runs.cc), by the byte behind; the last one always.
  std::uint64_t leads = 0;
  std::uint64_t newlines = 0;
};

// What digits of base64 may be, in both alphabets: the first, the second or the
// third of 4 that stand for ASCII, and in hex the first of two that do.
struct DigitMasks {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::uint64_t third = 0;
  std::uint64_t hex_first = 0;
};

// The fastest functions that this processor can run; `runs`: run bytes
// (rules/run.h).
struct ByteLooks {
  std::uint64_t (*runs)(const char*);
  LeadMasks (*leads)(const char*);
  DigitMasks (*digits)(const char*);
};
const ByteLooks& byte_looks();

}  // namespace stanch
