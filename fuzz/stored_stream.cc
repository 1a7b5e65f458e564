// SPDX-License-Identifier: Apache-2.0
#include "fuzz/stored_stream.h"

#include <cstdint>

#include <zlib.h>

namespace stanch {

std::string stored_stream(std::string_view bytes) {
  const auto size = static_cast<unsigned>(bytes.size());
  std::string out = "\x78\x01\x01";
  for (unsigned part : {size, size >> 8, ~size, ~size >> 8}) {
    out += static_cast<char>(part);
  }
  out += bytes;
  auto sum = static_cast<std::uint32_t>(
      adler32(1, reinterpret_cast<const Bytef*>(bytes.data()), size));
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(sum >> shift);
  }
  return out;
}

}  // namespace stanch
