// SPDX-License-Identifier: Apache-2.0
//
// Numbers as git's binary files hold them. The caller has checked that the
// bytes are there.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace stanch {

inline std::uint32_t big_endian32(const void* bytes) {
  std::uint32_t number;
  std::memcpy(&number, bytes, sizeof number);
  if constexpr (std::endian::native == std::endian::little) {
    number = std::byteswap(number);
  }
  return number;
}

inline std::uint64_t big_endian64(const void* bytes) {
  std::uint64_t number;
  std::memcpy(&number, bytes, sizeof number);
  if constexpr (std::endian::native == std::endian::little) {
    number = std::byteswap(number);
  }
  return number;
}

}  // namespace stanch
