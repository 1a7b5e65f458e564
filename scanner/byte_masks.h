// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace stanch {

// How many bytes the masks speak of.
inline constexpr std::size_t kMaskedBytes = 64;

// What 64 bytes are, a bit each, the first one lowest.
struct ByteMasks {
  std::uint64_t digits = 0;  // of base64, in both alphabets
  // Of % & = and the backslash those that may begin an escape sequence that
  // matters (scanner/escape_runs.cc), by the byte behind them.
  std::uint64_t leads = 0;
  std::uint64_t newlines = 0;
};

using LookAtBytes = ByteMasks (*)(const char*);

// The fastest that this processor can.
LookAtBytes look_at_bytes();

}  // namespace stanch
