// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stanch {

// A stretch of an older text that stands in a newer one unchanged: bytes
// [from, from + size) of the older are [to, to + size) of the newer.
struct Copy {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t size = 0;

  bool operator==(const Copy&) const = default;
};

}  // namespace stanch
