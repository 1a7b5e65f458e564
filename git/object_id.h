// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace stanch {

// The SHA-1 name of a git object.
using ObjectId = std::array<std::uint8_t, 20>;

// From the 20 bytes that stand in git's files.
inline ObjectId to_object_id(const std::uint8_t* bytes) {
  ObjectId id;
  std::copy_n(bytes, id.size(), id.begin());
  return id;
}

}  // namespace stanch
