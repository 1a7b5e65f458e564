// SPDX-License-Identifier: Apache-2.0
#include "scanner/entropy.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace stanch {

double shannon_entropy(std::string_view bytes) {
  if (bytes.empty()) return 0;
  std::array<std::uint32_t, 256> counts{};
  for (unsigned char byte : bytes) ++counts[byte];
  double size = static_cast<double>(bytes.size());
  double bits = 0;
  for (std::uint32_t count : counts) {
    if (count == 0) continue;
    double share = count / size;
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace stanch
